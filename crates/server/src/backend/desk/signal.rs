//! What the two ends of a call say to each other, between the visitors' API and the agents'. Passed on and kept nowhere.
//! Part of `Hub`'s calls; `tell` has the way from the visitor.

use parlor_agent_protocol::{ApiError, Extra, Push, Value, extra, request::Multicast};
use parlor_conversation::{Center, Change, Conversation};
use parlor_protocol::{
    event::{Body, Event},
    signaling::Signal,
};

use super::{
    calls::{Done, nothing, refused, running},
    hub::{Account, Hub},
    show::{customer_id, is_person},
};
use crate::ids;

/// Bytes of one signal; a browser's session description has some ten thousand.
const LONGEST: usize = 192 * 1024;

impl Hub {
    /// An agent says something to the visitor's end of a call.
    pub(super) fn signal(&mut self, center: &mut Center, now: u64, me: &Account, multicast: &Multicast) -> Done {
        let Some(Extra::Signaling { chat_id, page, data, .. }) = Extra::decode(extra::SIGNALING, &multicast.content)
        else {
            return Err(wrong());
        };
        let conversation = running(center, &chat_id)?;
        let visitor = customer_id(conversation.client());
        if multicast.customer_ids != [visitor.as_str()] || multicast.all_agents || !multicast.agent_ids.is_empty() {
            return Err(ApiError::validation(
                "`payload.scopes` has to name the chat's customer, and nobody else, for a `parlor.signaling`",
            ));
        }
        if conversation.party(&me.id).is_none() {
            return Err(ApiError::validation("`payload.content.chat_id`: you are not in this chat"));
        }
        let json = data.to_string();
        if json.len() > LONGEST {
            return Err(ApiError::validation("`payload.content.data` is too long: at most 196608 bytes are allowed"));
        }
        let signal =
            Signal::decode(&json).filter(|signal| !matches!(signal, Signal::Unknown { .. })).ok_or_else(wrong)?;
        let body = Body::Signaling { msg_id: Some(ids::uuid()), destination_party_id: None, signal };
        center.say(now, &chat_id, &me.id, body).map_err(|refusal| refused(&refusal))?;
        let user_id = me.id.clone();
        let extra = Extra::Signaling { chat_id, user_id, page, data };
        self.push_to_agents(std::slice::from_ref(&me.id), &Push::Extra(extra));
        Ok(nothing())
    }
}

fn wrong() -> ApiError {
    ApiError::validation(
        "`payload.content` has to be `{\"chat_id\": …, \"data\": …}` with one of the signalling messages: OFFER_CALL, \
         ANSWER_CALL, ICE_CANDIDATE, CALL_REJECTED, END_CALL, REQUEST_CALL",
    )
}

/// What the visitor's end says: for the agent whose party it names if they are in the chat, else for the people who are.
pub(super) fn from_visitor(conversation: &Conversation, change: &Change) -> Option<(Vec<String>, Push)> {
    let Change::Passed { event: Event { body: Body::Signaling { destination_party_id, signal, .. }, .. }, .. } = change
    else {
        return None;
    };
    let named = destination_party_id.as_ref().filter(|id| conversation.party(id).is_some());
    let people = || conversation.parties().filter(|(_, party)| is_person(party)).map(|(id, _)| id.to_owned());
    let agents = named.map_or_else(|| people().collect(), |id| vec![id.clone()]);
    let data: Value = signal.encode().parse().unwrap_or_default();
    let (chat_id, user_id) = (conversation.chat_id().to_owned(), customer_id(conversation.client()));
    Some((agents, Push::Extra(Extra::Signaling { chat_id, user_id, page: None, data })))
}
