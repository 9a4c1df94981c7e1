//! One event as JSON text, as the documents write it: strings for ids and numbers, objects for signals, absent options
//! left out. `codec` calls it for each event of a batch, `request` for the initial message.
//! Must not drop a field that decoding reads.

use crate::{
    codec::TimeUnit,
    event::{Answers, Body, Event, File, FormData, Message, Party},
    signaling::Signal,
    slice, word,
    write::{self, Object},
};

/// One event as compact JSON. One that could not be decoded is an object without a name, which everyone skips.
pub fn encode_event(event: &Event, unit: TimeUnit) -> String {
    let mut out = String::new();
    write_event(&mut out, event, unit);
    out
}

pub(crate) fn write_event(out: &mut String, event: &Event, unit: TimeUnit) {
    let mut object = Object::begin(out);
    if let Body::Unknown { name, json } = &event.body {
        unknown(&mut object, event, name, json);
    } else if let Some(name) = name(&event.body) {
        object.text("event", name);
        body(&mut object, &event.body);
    }
    object.maybe("party_id", event.party_id.as_ref());
    object.quoted(
        "timestamp",
        event.timestamp.map(|millis| match unit {
            TimeUnit::Seconds => millis / 1000,
            TimeUnit::Milliseconds => millis,
        }),
    );
    object.end();
}

/// The wire's name of an event; `None` if it could not be decoded.
pub(crate) fn name(body: &Body) -> Option<&str> {
    Some(match body {
        Body::Message(_) => "chat_session_message",
        Body::MessageEdit { .. } => "chat_session_message_edit",
        Body::MessageDelete { .. } => "chat_session_message_delete",
        Body::MessageDelivered { .. } => "chat_session_message_delivered",
        Body::MessageRead { .. } => "chat_session_message_read",
        Body::Typing { .. } => "chat_session_typing",
        Body::NotTyping => "chat_session_not_typing",
        Body::FormShow(_) => "chat_session_form_show",
        Body::FormData(_) => "chat_session_form_data",
        Body::FormCancel { .. } => "chat_form_data_cancel",
        Body::SecureFormShow { .. } => "chat_session_secure_form_show",
        Body::SecureFormData(_) => "chat_session_secure_form_data",
        Body::SecureFormCancel { .. } => "chat_session_secure_form_cancel",
        Body::FormSubmit { .. } => "chat_session_form_submit",
        Body::End => "chat_session_end",
        Body::Disconnect => "chat_session_disconnect",
        Body::Ended => "chat_session_ended",
        Body::Status { .. } => "chat_session_status",
        Body::PartyJoined(_) => "chat_session_party_joined",
        Body::PartyLeft => "chat_session_party_left",
        Body::TimeoutWarning { .. } => "chat_session_timeout_warning",
        Body::InactivityTimeout { .. } => "chat_session_inactivity_timeout",
        Body::Signaling { .. } => "chat_session_signaling",
        Body::File(_) => "chat_session_file",
        Body::FileUrl { .. } => "chat_session_file_url",
        Body::Location { .. } => "chat_session_location",
        Body::Navigation { .. } => "chat_session_navigation",
        Body::CobrowsingRequested { .. } => "chat_session_cobrowsing_requested",
        Body::CobrowsingRejected => "chat_session_cobrowsing_rejected",
        Body::CobrowsingStarted { .. } => "chat_session_cobrowsing_started",
        Body::CobrowsingEnded => "chat_session_cobrowsing_ended",
        Body::CaseSet { .. } => "chat_session_case_set",
        Body::SessionInfo { .. } => "chat_session_info",
        Body::Unknown { name, .. } => name,
        Body::Undecodable(_) => return None,
    })
}

fn body(object: &mut Object<'_>, body: &Body) {
    match body {
        Body::Message(message) => message_fields(object, message),
        Body::MessageEdit { ref_msg_id, msg } => {
            object.text("ref_msg_id", ref_msg_id);
            object.text("msg", msg);
        }
        Body::MessageDelete { ref_msg_id }
        | Body::MessageDelivered { ref_msg_id }
        | Body::MessageRead { ref_msg_id } => object.text("ref_msg_id", ref_msg_id),
        Body::Typing { draft } => object.maybe("msg", draft.as_ref()),
        Body::FormShow(form) => {
            object.text("form_request_id", &form.form_request_id);
            object.text("form_name", &form.form_name);
            object.quoted("form_timeout", form.form_timeout);
        }
        Body::FormData(data) | Body::SecureFormData(data) => form_data(object, data),
        Body::FormCancel { form_request_id, form_name } => {
            object.text("form_request_id", form_request_id);
            object.text("form_name", form_name);
        }
        Body::SecureFormShow { form_request_id, form_id, form_name } => {
            object.text("form_request_id", form_request_id);
            object.text("form_id", form_id);
            object.maybe("form_name", form_name.as_ref());
        }
        Body::SecureFormCancel { form_request_id, form_name } => {
            object.text("form_request_id", form_request_id);
            object.maybe("form_name", form_name.as_ref());
        }
        Body::FormSubmit { req_id, form_data } => {
            object.maybe("req_id", req_id.as_ref());
            object.pairs("form_data", form_data);
        }
        Body::Status { state, ewt } => {
            object.text("state", word::of_chat_state(*state));
            object.quoted("ewt", *ewt);
        }
        Body::PartyJoined(party) => party_fields(object, party),
        Body::TimeoutWarning { msg } | Body::InactivityTimeout { msg } => object.text("msg", msg),
        Body::Signaling { msg_id, destination_party_id, signal } => {
            object.maybe("msg_id", msg_id.as_ref());
            object.maybe("destination_party_id", destination_party_id.as_ref());
            signal_data(object.key("data"), signal);
        }
        Body::File(file) => file_fields(object, file),
        Body::FileUrl { file_url, file_type, file_name } => {
            object.text("file_url", file_url);
            object.text("file_type", word::of_file_type(*file_type));
            object.maybe("file_name", file_name.as_ref());
        }
        Body::Location { msg_id, url, latitude, longitude } => {
            object.maybe("msg_id", msg_id.as_ref());
            object.maybe("url", url.as_ref());
            object.text("latitude", latitude);
            object.text("longitude", longitude);
        }
        Body::Navigation { msg_id, title, page } => {
            object.maybe("msg_id", msg_id.as_ref());
            object.text("title", title);
            object.text("page", page);
        }
        Body::CobrowsingRequested { msg_id } => object.maybe("msg_id", msg_id.as_ref()),
        Body::CobrowsingStarted { provider_type, cobrowsing_url, cobrowsing_id } => {
            object.text("provider_type", provider_type);
            object.text("cobrowsing_url", cobrowsing_url);
            object.maybe("cobrowsing_id", cobrowsing_id.as_ref());
        }
        Body::CaseSet { case_id } => object.text("case_id", case_id),
        Body::SessionInfo { service_name } => object.text("service_name", service_name),
        Body::NotTyping
        | Body::End
        | Body::Disconnect
        | Body::Ended
        | Body::PartyLeft
        | Body::CobrowsingRejected
        | Body::CobrowsingEnded
        | Body::Unknown { .. }
        | Body::Undecodable(_) => {}
    }
}

fn message_fields(object: &mut Object<'_>, message: &Message) {
    object.maybe("msg_id", message.msg_id.as_ref());
    object.text("msg", &message.msg);
    object.maybe("msg_text", message.msg_text.as_ref());
    object.maybe("channel", message.channel.as_ref());
    object.maybe("directive_id", message.directive_id.as_ref());
    object.maybe("type", message.kind.as_ref());
    if message.attachments.is_empty() {
        return;
    }
    write::array(object.key("attachments"), message.attachments.len(), &mut |out, index| {
        let attachment = &message.attachments[index];
        let mut object = Object::begin(out);
        object.text("id", &attachment.id);
        object.text("contentType", &attachment.content_type);
        object.maybe("name", attachment.name.as_ref());
        if !attachment.content.is_empty() {
            object.raw("content", &attachment.content);
        }
        object.end();
    });
}

fn party_fields(object: &mut Object<'_>, party: &Party) {
    object.maybe("first_name", party.first_name.as_ref());
    object.maybe("last_name", party.last_name.as_ref());
    object.maybe("display_name", party.display_name.as_ref());
    object.text("type", word::of_party_kind(party.kind));
}

fn file_fields(object: &mut Object<'_>, file: &File) {
    object.maybe("msg_id", file.msg_id.as_ref());
    object.text("file_id", &file.file_id);
    object.text("file_type", word::of_file_type(file.file_type));
    object.maybe("file_name", file.file_name.as_ref());
}

fn form_data(object: &mut Object<'_>, form: &FormData) {
    object.text("form_request_id", &form.form_request_id);
    object.text("form_name", &form.form_name);
    match &form.data {
        Answers::Fields(pairs) => object.pairs("data", pairs),
        Answers::Text(text) => object.text("data", text),
    }
}

pub(crate) fn signal_data(out: &mut String, signal: &Signal) {
    if let Signal::Unknown { json, .. } = signal {
        out.push_str(json);
        return;
    }
    let mut data = Object::begin(out);
    match signal {
        Signal::RequestCall { offer_video } => {
            data.text("type", "REQUEST_CALL");
            data.flag("offerVideo", *offer_video);
        }
        Signal::CallRejected { reason_code, reason } => {
            data.text("type", "CALL_REJECTED");
            data.maybe("reason_code", reason_code.as_ref());
            data.maybe("reason", reason.as_ref());
        }
        Signal::OfferCall { offer_video, sdp } => {
            data.text("type", "OFFER_CALL");
            // As documented; the vendor's client knows no other (field notes 5).
            data.text("offerVideo", if *offer_video { "true" } else { "false" });
            data.text("sdp", sdp);
        }
        Signal::AnswerCall { sdp } => {
            data.text("type", "ANSWER_CALL");
            data.text("sdp", sdp);
        }
        Signal::IceCandidate { sdp_mid, sdp_m_line_index, candidate } => {
            data.text("type", "ICE_CANDIDATE");
            data.maybe("sdpMid", sdp_mid.as_ref());
            if let Some(index) = sdp_m_line_index {
                data.number("sdpMLineIndex", u64::from(*index));
            }
            data.text("candidate", candidate);
        }
        Signal::EndCall => data.text("type", "END_CALL"),
        Signal::Unknown { .. } => {}
    }
    data.end();
}

/// As it came, except that the envelope's party and time are the event's own where it has them.
fn unknown(object: &mut Object<'_>, event: &Event, name: &str, json: &str) {
    let members = slice::members(json);
    if !members.iter().any(|(key, _)| key == "event") {
        object.text("event", name);
    }
    for (key, value) in members {
        if (event.party_id.is_some() && key == "party_id") || (event.timestamp.is_some() && key == "timestamp") {
            continue;
        }
        object.raw(&key, value);
    }
}
