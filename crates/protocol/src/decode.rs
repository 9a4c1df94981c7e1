//! One event from its JSON text: the table of names, and per name the fields that it takes.
//! Called by `codec` for each slice of a batch. Total: whatever can't be read is `Body::Undecodable`.
//! Must not look at other events.

use crate::{
    event::{Answers, Attachment, Body, Event, File, FileType, FormData, FormShow, Message, Party, Undecodable},
    fields::{Fields, plain},
    signaling::Signal,
    slice::{Elements, Scan, members, minify},
    word,
};

/// Reads one event. Any text has an answer.
pub fn decode_event(raw: &str) -> Event {
    let Ok(parsed) = Fields::parse(raw) else {
        return Event::of(Body::Undecodable(Undecodable::BadJson));
    };
    let Some(fields) = parsed else {
        return Event::of(Body::Undecodable(Undecodable::NotAnEvent));
    };
    let name = fields.filled("event");
    let timestamp = fields.moment("timestamp");
    let mut party_id = fields.filled("party_id");
    // Old servers name the party of a file so (field notes 4.6).
    if party_id.is_none() && name.as_deref() == Some("chat_session_file") {
        party_id = fields.filled("session_id");
    }
    let body = match name {
        None => Body::Undecodable(Undecodable::NotAnEvent),
        Some(name) => match body(&name, &fields) {
            Ok(Some(body)) => body,
            Ok(None) => unknown(name, fields.json(), party_id.is_some(), timestamp.is_some()),
            Err(field) => Body::Undecodable(Undecodable::MissingField(field)),
        },
    };
    Event { party_id, timestamp, body }
}

/// `Ok(None)` for a name that this version does not know, `Err` names the field that is missing.
fn body(name: &str, fields: &Fields<'_>) -> Result<Option<Body>, &'static str> {
    let name = match name.strip_prefix("chat_session_") {
        Some(rest) => rest,
        // The one name without `session`.
        None if name == "chat_form_data_cancel" => "form_data_cancel",
        None => return Ok(None),
    };
    Ok(Some(match name {
        "message" => Body::Message(message(fields)),
        "message_edit" => Body::MessageEdit { ref_msg_id: fields.need("ref_msg_id")?, msg: fields.or_empty("msg") },
        "message_delete" => Body::MessageDelete { ref_msg_id: fields.need("ref_msg_id")? },
        "message_delivered" => Body::MessageDelivered { ref_msg_id: fields.need("ref_msg_id")? },
        "message_read" => Body::MessageRead { ref_msg_id: fields.need("ref_msg_id")? },
        "typing" => Body::Typing { draft: fields.filled("msg") },
        "not_typing" => Body::NotTyping,
        "form_show" => Body::FormShow(FormShow {
            form_request_id: fields.need("form_request_id")?,
            form_name: fields.or_empty("form_name"),
            form_timeout: fields.whole("form_timeout"),
        }),
        "form_data" => Body::FormData(form_data(fields)?),
        "form_data_cancel" => Body::FormCancel {
            form_request_id: fields.need("form_request_id")?,
            form_name: fields.or_empty("form_name"),
        },
        "secure_form_show" => Body::SecureFormShow {
            form_request_id: fields.need("form_request_id")?,
            form_id: fields.need("form_id")?,
            form_name: fields.filled("form_name"),
        },
        "secure_form_data" => Body::SecureFormData(form_data(fields)?),
        "secure_form_cancel" => Body::SecureFormCancel {
            form_request_id: fields.need("form_request_id")?,
            form_name: fields.filled("form_name"),
        },
        "form_submit" => Body::FormSubmit {
            req_id: fields.filled("req_id"),
            form_data: fields.pairs("form_data").unwrap_or_default(),
        },
        "end" => Body::End,
        "disconnect" => Body::Disconnect,
        "ended" => Body::Ended,
        // The second name is the Android client's (field notes 4.6).
        "status" | "message_status" => {
            Body::Status { state: word::chat_state(&fields.or_empty("state")), ewt: fields.whole("ewt") }
        }
        "party_joined" => Body::PartyJoined(Party {
            first_name: fields.filled("first_name"),
            last_name: fields.filled("last_name"),
            display_name: fields.filled("display_name"),
            kind: fields.filled("type").map_or_else(Default::default, |kind| word::party_kind(&kind)),
        }),
        "party_left" => Body::PartyLeft,
        "timeout_warning" => Body::TimeoutWarning { msg: fields.or_empty("msg") },
        // The second spelling is the documents' sample; all clients match the first.
        "inactivity_timeout" | "inactvity_timeout" => Body::InactivityTimeout { msg: fields.or_empty("msg") },
        "signaling" => Body::Signaling {
            msg_id: msg_id(fields),
            destination_party_id: fields.filled("destination_party_id"),
            signal: signal(fields)?,
        },
        "file" => Body::File(File {
            msg_id: msg_id(fields),
            file_id: fields.filled("file_id").ok_or("file_id")?,
            file_type: file_type(fields),
            file_name: fields.filled("file_name"),
        }),
        "file_url" => Body::FileUrl {
            file_url: fields.filled("file_url").ok_or("file_url")?,
            file_type: file_type(fields),
            file_name: fields.filled("file_name"),
        },
        "location" => Body::Location {
            msg_id: msg_id(fields),
            url: fields.filled("url"),
            latitude: fields.need("latitude")?,
            longitude: fields.need("longitude")?,
        },
        "navigation" => {
            Body::Navigation { msg_id: msg_id(fields), title: fields.or_empty("title"), page: fields.or_empty("page") }
        }
        "cobrowsing_requested" => Body::CobrowsingRequested { msg_id: msg_id(fields) },
        "cobrowsing_rejected" => Body::CobrowsingRejected,
        "cobrowsing_started" => Body::CobrowsingStarted {
            provider_type: fields.or_empty("provider_type"),
            cobrowsing_url: fields.need("cobrowsing_url")?,
            cobrowsing_id: fields.filled("cobrowsing_id"),
        },
        "cobrowsing_ended" => Body::CobrowsingEnded,
        "case_set" => Body::CaseSet { case_id: fields.need("case_id")? },
        "info" => Body::SessionInfo { service_name: fields.or_empty("service_name") },
        _ => return Ok(None),
    }))
}

/// `message_id` is what the React client sends (field notes 4.4).
fn msg_id(fields: &Fields<'_>) -> Option<String> {
    fields.filled("msg_id").or_else(|| fields.filled("message_id"))
}

/// The fields of a message, whatever the event's name: `initial_message` of Request Chat has the same.
pub(crate) fn message(fields: &Fields<'_>) -> Message {
    // Not a text, and yet what someone said: shown as it is rather than lost.
    let msg = fields.text("msg").or_else(|| fields.slice("msg").map(plain));
    let msg_text = fields.filled("msg_text");
    Message {
        msg_id: msg_id(fields),
        msg: msg.or_else(|| msg_text.clone()).unwrap_or_default(),
        msg_text,
        channel: fields.filled("channel"),
        directive_id: fields.filled("directive_id"),
        kind: fields.filled("type"),
        attachments: fields.slice("attachments").map(attachments).unwrap_or_default(),
    }
}

fn attachments(json: &str) -> Vec<Attachment> {
    let mut found = Vec::new();
    for element in Elements::new(Scan::new(json)) {
        let mut attachment = Attachment::default();
        for (key, value) in members(element) {
            match &*key {
                "id" => attachment.id = plain(value),
                "contentType" => attachment.content_type = plain(value),
                "name" => attachment.name = Some(plain(value)).filter(|name| !name.is_empty()),
                "content" => {
                    attachment.content.clear();
                    if value != "null" {
                        minify(&mut attachment.content, value);
                    }
                }
                _ => {}
            }
        }
        if element.starts_with('{') {
            found.push(attachment);
        }
    }
    found
}

fn form_data(fields: &Fields<'_>) -> Result<FormData, &'static str> {
    Ok(FormData {
        form_request_id: fields.need("form_request_id")?,
        form_name: fields.or_empty("form_name"),
        data: match (fields.pairs("data"), fields.slice("data")) {
            (Some(pairs), _) => Answers::Fields(pairs),
            (None, Some(json)) => Answers::Text(plain(json)),
            (None, None) => Answers::default(),
        },
    })
}

fn file_type(fields: &Fields<'_>) -> FileType {
    word::file_type(&fields.or_empty("file_type"))
}

/// `data` is an object; a string that holds the object's JSON is read too.
fn signal(fields: &Fields<'_>) -> Result<Signal, &'static str> {
    signal_of(fields.slice("data").ok_or("data")?)
}

/// A signalling message as it stands in `data`.
pub(crate) fn signal_of(json: &str) -> Result<Signal, &'static str> {
    let inner = plain(json);
    let Ok(Some(data)) = Fields::parse(&inner) else {
        let mut compact = String::new();
        minify(&mut compact, json);
        return Ok(Signal::Unknown { kind: String::new(), json: compact });
    };
    let kind = data.or_empty("type");
    Ok(match kind.as_str() {
        "REQUEST_CALL" => Signal::RequestCall { offer_video: data.flag("offerVideo").unwrap_or(false) },
        "CALL_REJECTED" => {
            Signal::CallRejected { reason_code: data.filled("reason_code"), reason: data.filled("reason") }
        }
        "OFFER_CALL" => {
            Signal::OfferCall { offer_video: data.flag("offerVideo").unwrap_or(false), sdp: data.need("sdp")? }
        }
        "ANSWER_CALL" => Signal::AnswerCall { sdp: data.need("sdp")? },
        "ICE_CANDIDATE" => Signal::IceCandidate {
            // An empty one is a candidate's media section too, so it is kept.
            sdp_mid: data.text("sdpMid"),
            sdp_m_line_index: data.whole("sdpMLineIndex").and_then(|index| u32::try_from(index).ok()),
            candidate: data.or_empty("candidate"),
        },
        "END_CALL" => Signal::EndCall,
        _ => {
            let mut compact = String::new();
            minify(&mut compact, &inner);
            Signal::Unknown { kind, json: compact }
        }
    })
}

/// Keeps all members but those that the envelope holds.
fn unknown(name: String, raw: &str, has_party: bool, has_time: bool) -> Body {
    let mut json = String::from("{");
    for (key, value) in members(raw) {
        if (has_party && key == "party_id") || (has_time && key == "timestamp") {
            continue;
        }
        if json.len() > 1 {
            json.push(',');
        }
        crate::write::string(&mut json, &key);
        json.push(':');
        minify(&mut json, value);
    }
    json.push('}');
    Body::Unknown { name, json }
}
