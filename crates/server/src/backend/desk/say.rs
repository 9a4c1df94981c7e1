//! What agents say: messages, files, and the events of the visitors' API that the Agent API has no word for. Each under
//! the name that its sender gave it, once. Part of `Hub`'s calls.

use parlor_agent_protocol::{ApiError, ErrorKind, Event, Recipients, event::Body as Sent};
use parlor_conversation::{Center, Manner};
use parlor_protocol::event::{Body, FormShow, Message};

use super::{
    calls::{Done, find, html, not_supported, refused, running, sent},
    hub::{Account, Hub},
    sent_file,
};
use crate::files::StoredFile;

/// Characters of one message; the visitors' side has the same bound.
pub(super) const LONGEST_MESSAGE: usize = 64 * 1024;
/// Bytes of the name that a sender gives an event.
const LONGEST_NAME: usize = 256;

/// A sender that lost the answer sends again with the same name: the place of the event that is there.
fn named(
    center: &Center,
    me: &Account,
    chat_id: &str,
    custom_id: Option<&String>,
    path: &str,
) -> Result<Option<u64>, ApiError> {
    let Some(custom_id) = custom_id else { return Ok(None) };
    let said = find(center, chat_id)?.entry_named(&me.id, custom_id).map(|said| said.seq);
    if said.is_none() && custom_id.len() > LONGEST_NAME {
        return Err(ApiError::validation(format!("`{path}` is too long: at most {LONGEST_NAME} bytes are allowed")));
    }
    Ok(said)
}

impl Hub {
    pub(super) fn send_event(center: &mut Center, now: u64, me: &Account, chat_id: &str, event: &Event) -> Done {
        if let Some(seq) = named(center, me, chat_id, event.custom_id.as_ref(), "payload.event.custom_id")? {
            return sent(find(center, chat_id)?, seq);
        }
        running(center, chat_id)?;
        let is_internal = event.recipients == Recipients::Agents;
        let body = match &event.body {
            Sent::Message { text } if text.len() > LONGEST_MESSAGE => {
                return Err(ApiError::validation("`payload.event.text` is too long: at most 65536 bytes are allowed"));
            }
            Sent::Message { text } => {
                Body::Message(Message { msg: html(text), msg_text: Some(text.clone()), ..Message::default() })
            }
            Sent::Custom { .. } if is_internal => {
                return Err(not_supported("`payload.event.recipients` \"agents\" of a custom event"));
            }
            Sent::Custom { content } => {
                let decoded = parlor_protocol::codec::decode_event(&content.to_string());
                match decoded.body {
                    Body::FormShow(FormShow { form_request_id, .. }) if form_request_id.trim().is_empty() => {
                        return Err(ApiError::validation(
                            "`payload.event.content.form_request_id` is empty: an id of this request's own is needed",
                        ));
                    }
                    body @ (Body::FormShow(_)
                    | Body::MessageEdit { .. }
                    | Body::MessageDelete { .. }
                    | Body::SecureFormShow { .. }
                    | Body::CobrowsingRequested { .. }
                    | Body::CaseSet { .. }) => body,
                    _ => return Err(not_supported("`payload.event.content`: such an event")),
                }
            }
            other => return Err(not_supported(&format!("`payload.event.type` \"{}\"", other.kind()))),
        };
        // A word among agents takes nobody's chat.
        if !is_internal {
            center.join(now, chat_id, &me.id, Self::party(me)).map_err(|refusal| refused(&refusal))?;
        }
        let manner = Manner { custom_id: event.custom_id.clone(), is_internal };
        let seq = center.say_so(now, chat_id, &me.id, body, manner).map_err(|refusal| refused(&refusal))?;
        sent(find(center, chat_id)?, seq.ok_or_else(|| ApiError::from(ErrorKind::Internal))?)
    }

    /// Says a file that is on disk.
    pub(crate) fn send_file(
        center: &mut Center,
        now: u64,
        me: &Account,
        chat_id: &str,
        custom_id: Option<String>,
        file: &StoredFile,
        base: &str,
    ) -> Result<(), ApiError> {
        if named(center, me, chat_id, custom_id.as_ref(), "payload.custom_id")?.is_some() {
            return Ok(());
        }
        running(center, chat_id)?;
        let act = |center: &mut Center| {
            sent_file::keep(center, chat_id, file, base)?;
            center.join(now, chat_id, &me.id, Self::party(me))?;
            let body = Body::File(sent_file::event(file, None));
            center.say_so(now, chat_id, &me.id, body, Manner { custom_id, is_internal: false })
        };
        act(center).map(drop).map_err(|refusal| refused(&refusal))
    }
}
