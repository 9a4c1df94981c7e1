//! What agents say: messages, files, and the events of the visitors' API that the Agent API has no word for. Each under
//! the name that its sender gave it, once. Part of `Hub`'s calls.

use parlor_agent_protocol::{ApiError, ErrorKind, Event, Recipients, event::Body as Sent, response::EventSent};
use parlor_conversation::{Author, Center, Conversation, Entry, Manner};
use parlor_protocol::{
    event::{Body, FormShow, Message},
    html::of_text,
};

use super::{
    calls::{Done, find, not_supported, refused, running},
    hub::{Account, Hub},
    sent_file,
    show::{self, event_id, thread_id},
};
use crate::files::StoredFile;

/// Characters of one message; the visitors' side has the same bound.
pub(super) const LONGEST_MESSAGE: usize = 64 * 1024;
/// Bytes of the name that a sender gives an event.
const LONGEST_NAME: usize = 256;

/// A sender that lost the answer sends again with the same name: the place of the event that is there. Under that name
/// other things may have been said, too.
fn named(
    center: &Center,
    me: &Account,
    chat_id: &str,
    (custom_id, path): (Option<&String>, &str),
    of: impl Fn(&Entry) -> bool,
) -> Result<Option<u64>, ApiError> {
    let Some(custom_id) = custom_id else { return Ok(None) };
    let said = find(center, chat_id)?.entry_named(&me.id, custom_id, of).map(|said| said.seq);
    if said.is_none() && custom_id.len() > LONGEST_NAME {
        return Err(ApiError::validation(format!("`{path}` is too long: at most {LONGEST_NAME} bytes are allowed")));
    }
    Ok(said)
}

/// The message of this agent's that an event of the visitors' API speaks of: named by this API's id, or by the one that
/// it carries there. Answers with the latter, and whether the visitor must not hear of it.
fn own_message(center: &Center, chat_id: &str, me: &Account, id: &str) -> Result<(String, bool), ApiError> {
    let conversation = find(center, chat_id)?;
    let seq = id.strip_prefix(chat_id).and_then(|rest| rest.strip_prefix('-')?.parse::<usize>().ok());
    let entry = seq.and_then(|seq| conversation.entries().get(seq)).or_else(|| conversation.entry_of_message(id));
    let own = entry.filter(|entry| entry.author == Author::Party(me.id.clone()));
    match own.map(|entry| (&entry.event.body, entry.is_internal())) {
        Some((Body::Message(Message { msg_id: Some(msg_id), .. }), is_internal)) => Ok((msg_id.clone(), is_internal)),
        _ => Err(ApiError::validation(
            "`payload.event.content.ref_msg_id` is not the id of a message that this agent has written in this chat",
        )),
    }
}

impl Hub {
    pub(super) fn send_event(center: &mut Center, now: u64, me: &Account, chat_id: &str, event: &Event) -> Done {
        find(center, chat_id)?;
        let mut is_internal = event.recipients == Recipients::Agents;
        let body = match &event.body {
            Sent::Message { text } if text.len() > LONGEST_MESSAGE => {
                return Err(ApiError::validation("`payload.event.text` is too long: at most 65536 bytes are allowed"));
            }
            Sent::Message { text } => {
                Body::Message(Message { msg: of_text(text), msg_text: Some(text.clone()), ..Message::default() })
            }
            Sent::Custom { .. } if is_internal => {
                return Err(not_supported("`payload.event.recipients` \"agents\" of a custom event"));
            }
            Sent::Custom { content } => {
                let decoded = parlor_protocol::codec::decode_event(&content.to_string());
                match decoded.body {
                    Body::FormShow(FormShow { form_request_id, .. }) | Body::SecureFormShow { form_request_id, .. }
                        if form_request_id.trim().is_empty() =>
                    {
                        return Err(ApiError::validation(
                            "`payload.event.content.form_request_id` is empty: an id of this request's own is needed",
                        ));
                    }
                    Body::MessageEdit { msg, .. } if msg.trim().is_empty() => {
                        return Err(ApiError::validation("`payload.event.content.msg` is missing or empty"));
                    }
                    Body::MessageEdit { msg, .. } if msg.len() > LONGEST_MESSAGE => {
                        return Err(ApiError::validation(
                            "`payload.event.content.msg` is too long: at most 65536 bytes are allowed",
                        ));
                    }
                    Body::MessageEdit { ref_msg_id, msg } => {
                        let (ref_msg_id, among_agents) = own_message(center, chat_id, me, &ref_msg_id)?;
                        is_internal = among_agents;
                        Body::MessageEdit { ref_msg_id, msg }
                    }
                    Body::MessageDelete { ref_msg_id } => {
                        let (ref_msg_id, among_agents) = own_message(center, chat_id, me, &ref_msg_id)?;
                        is_internal = among_agents;
                        Body::MessageDelete { ref_msg_id }
                    }
                    body @ (Body::FormShow(_)
                    | Body::SecureFormShow { .. }
                    | Body::SecureFormCancel { .. }
                    | Body::CobrowsingRequested { .. }
                    | Body::Location { .. }
                    | Body::FileUrl { .. }
                    | Body::SessionInfo { .. }
                    | Body::CaseSet { .. }) => body,
                    _ => return Err(not_supported("`payload.event.content`: such an event")),
                }
            }
            other => return Err(not_supported(&format!("`payload.event.type` \"{}\"", other.kind()))),
        };
        let name = (event.custom_id.as_ref(), "payload.event.custom_id");
        if let Some(seq) = named(center, me, chat_id, name, |entry| entry.says(&body, is_internal))? {
            return sent(find(center, chat_id)?, seq);
        }
        running(center, chat_id)?;
        // A word among agents takes nobody's chat.
        if !is_internal {
            center.join(now, chat_id, &me.id, Self::party(me)).map_err(|refusal| refused(&refusal))?;
        }
        let manner = Manner { custom_id: event.custom_id.clone(), is_internal };
        let seq = center.say_so(now, chat_id, &me.id, body, manner).map_err(|refusal| refused(&refusal))?;
        sent(find(center, chat_id)?, seq.ok_or_else(|| ApiError::from(ErrorKind::Internal))?)
    }

    /// Says a file that is on disk. Answers with the id of the one that is said under this name, which may be another.
    pub(crate) fn send_file(
        center: &mut Center,
        now: u64,
        me: &Account,
        chat_id: &str,
        custom_id: Option<String>,
        file: &StoredFile,
        base: &str,
    ) -> Result<String, ApiError> {
        let is_file = |entry: &Entry| matches!(entry.event.body, Body::File(_));
        if let Some(seq) = named(center, me, chat_id, (custom_id.as_ref(), "payload.custom_id"), is_file)? {
            let said = usize::try_from(seq).ok().and_then(|place| find(center, chat_id).ok()?.entries().get(place));
            if let Some(Body::File(said)) = said.map(|entry| &entry.event.body) {
                return Ok(said.file_id.clone());
            }
        }
        running(center, chat_id)?;
        let act = |center: &mut Center| {
            sent_file::keep(center, chat_id, file, base)?;
            center.join(now, chat_id, &me.id, Self::party(me))?;
            let body = Body::File(sent_file::event(file, None));
            center.say_so(now, chat_id, &me.id, body, Manner { custom_id, is_internal: false })
        };
        act(center).map(|_seq| file.id.clone()).map_err(|refusal| refused(&refusal))
    }
}

fn sent(conversation: &Conversation, seq: u64) -> Done {
    let entry = usize::try_from(seq).ok().and_then(|place| conversation.entries().get(place));
    let event = entry.and_then(|entry| show::event(conversation, entry));
    let event = event.ok_or_else(|| ApiError::from(ErrorKind::Internal))?;
    debug_assert_eq!(event.id, event_id(conversation.chat_id(), seq));
    Ok(EventSent { thread_id: thread_id(conversation.chat_id()), event }.encode())
}
