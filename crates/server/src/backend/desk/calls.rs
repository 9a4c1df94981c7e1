//! What agents ask for, done on the center. Each call is whole or refused, with an error in the API's format.
//! Called by `agent_api` under the center's lock. Lists are in `lists`.

use std::collections::BTreeSet;

use parlor_agent_protocol::{
    ApiError, Call, ErrorKind, Properties, Push, Recipients, Value,
    event::TypingIndicator,
    extra,
    push::Target,
    request::Multicast,
    response::{encode_chat, encode_timestamp},
};
use parlor_conversation::{Author, Center, Conversation, Refusal};
use parlor_protocol::event::Body;

use super::{
    hub::{Account, Hub},
    say::LONGEST_MESSAGE,
    show::{self, CHAT_PROPERTIES, THREAD_PROPERTIES, is_person, seconds, thread_id},
};

/// The one group: everybody, by way of the queue.
const QUEUE_GROUP: &str = "0";

pub(super) type Done = Result<Value, ApiError>;

pub(super) fn nothing() -> Value {
    Value::Object(serde_json::Map::new())
}

pub(super) fn refused(refusal: &Refusal) -> ApiError {
    ApiError::validation(format!("{} {}", refusal.code.message(), refusal.detail).trim_end())
}

pub(super) fn not_supported(what: &str) -> ApiError {
    ApiError::validation(format!("{what} is not supported by this server"))
}

pub(super) fn find<'a>(center: &'a Center, chat_id: &str) -> Result<&'a Conversation, ApiError> {
    center.conversation(chat_id).ok_or_else(|| {
        let shown: String = chat_id.chars().take(80).collect();
        ApiError::validation(format!("`payload.chat_id` is \"{shown}\": there is no such chat"))
    })
}

pub(super) fn running<'a>(center: &'a Center, chat_id: &str) -> Result<&'a Conversation, ApiError> {
    let conversation = find(center, chat_id)?;
    if conversation.is_ended() {
        return Err(ApiError::validation(format!("`payload.chat_id` is \"{chat_id}\": the chat's thread is closed")));
    }
    Ok(conversation)
}

impl Hub {
    /// Does one call of this agent. `login` and `ping` are the connection's business.
    pub fn call(&mut self, center: &mut Center, now: u64, me: &Account, call: &Call) -> Done {
        match call {
            Call::Login(_) => Err(ApiError::validation("`action` is \"login\": this connection is logged in already")),
            Call::Ping => Ok(nothing()),
            Call::GetArchives(wanted) => Self::archives(center, wanted),
            Call::GetFilteredChats { include_active, properties } => {
                Ok(Self::filtered_chats(center, include_active.unwrap_or(true), properties))
            }
            Call::GetChatThreads { chat_id, thread_ids } => {
                let conversation = find(center, chat_id)?;
                let chat = encode_chat(&show::chat_threads(conversation, thread_ids.as_deref()));
                Self::all_reached(center, now, &me.id, chat_id);
                Ok(chat)
            }
            Call::GetCustomers { page_id, limit, newest_first } => {
                Self::customers(center, page_id.as_deref(), *limit, *newest_first)
            }
            Call::AddUserToChat { chat_id, user_id, agent } => self.add_user(center, now, chat_id, user_id, *agent),
            Call::RemoveUserFromChat { chat_id, user_id, agent } => remove_user(center, now, chat_id, user_id, *agent),
            Call::SendEvent { chat_id, event, .. } => Self::send_event(center, now, me, chat_id, event),
            Call::SendTypingIndicator { chat_id, recipients, is_typing } => {
                running(center, chat_id)?;
                if *recipients == Recipients::All {
                    let body = if *is_typing { Body::Typing { draft: None } } else { Body::NotTyping };
                    center.say(now, chat_id, &me.id, body).map_err(|refusal| refused(&refusal))?;
                }
                if *is_typing {
                    let (author_id, recipients, timestamp) = (me.id.clone(), *recipients, seconds(now));
                    let typing_indicator = TypingIndicator { author_id, recipients, timestamp };
                    let push = Push::IncomingTypingIndicator { chat_id: chat_id.clone(), typing_indicator };
                    self.push_to_others(&me.id, push);
                }
                Ok(nothing())
            }
            Call::Multicast(multicast) if multicast.kind.as_deref() == Some(extra::SIGNALING) => {
                self.signal(center, now, me, multicast)
            }
            Call::Multicast(multicast) => self.multicast(me, multicast),
            Call::CloseThread { chat_id } => {
                running(center, chat_id)?;
                center.close(now, chat_id, &Author::Party(me.id.clone())).map_err(|refusal| refused(&refusal))?;
                Ok(nothing())
            }
            Call::TransferChat { chat_id, target } => self.transfer(center, now, me, chat_id, target),
            Call::UpdateAgent { agent_id, routing_status } => {
                let agent_id = agent_id.as_deref().unwrap_or(&me.id);
                if agent_id != me.id {
                    return Err(ApiError::new(ErrorKind::Authorization, "only the own profile may be changed"));
                }
                if let Some(status) = routing_status {
                    self.set_duty(center, agent_id, *status);
                }
                Ok(nothing())
            }
            Call::UpdateChatProperties { chat_id, properties } => {
                keep_properties(center, chat_id, CHAT_PROPERTIES, properties)?;
                let (chat_id, properties) = (chat_id.clone(), properties.clone());
                self.push(Push::ChatPropertiesUpdated { chat_id, properties });
                Ok(nothing())
            }
            Call::UpdateChatThreadProperties { chat_id, thread_id: thread, properties } => {
                find(center, chat_id)?;
                if *thread != thread_id(chat_id) {
                    return Err(ApiError::validation("`payload.thread_id`: the chat has no such thread"));
                }
                keep_properties(center, chat_id, THREAD_PROPERTIES, properties)?;
                let (chat_id, thread_id, properties) = (chat_id.clone(), thread.clone(), properties.clone());
                self.push(Push::ChatThreadPropertiesUpdated { chat_id, thread_id, properties });
                Ok(nothing())
            }
            Call::UpdateLastSeenTimestamp { chat_id, timestamp } => {
                self.seen(center, now, me, chat_id, timestamp.unwrap_or_else(|| seconds(now)))
            }
        }
    }

    fn add_user(&self, center: &mut Center, now: u64, chat_id: &str, user_id: &str, agent: bool) -> Done {
        running(center, chat_id)?;
        if !agent {
            return Err(ApiError::validation("`payload.user_type` is \"customer\": the chat has its customer"));
        }
        let account = self.account(user_id).ok_or_else(|| no_agent("payload.user_id", user_id))?;
        center.join(now, chat_id, user_id, Self::party(account)).map_err(|refusal| refused(&refusal))?;
        Ok(nothing())
    }

    fn transfer(&mut self, center: &mut Center, now: u64, me: &Account, chat_id: &str, target: &Target) -> Done {
        let conversation = running(center, chat_id)?;
        let before: Vec<String> = conversation.parties().map(|(id, _)| id.to_owned()).collect();
        let to: Option<Account> = match target {
            Target::Agents(ids) => {
                let account = ids.iter().find(|id| self.is_logged_in(id)).and_then(|id| self.account(id)).cloned();
                let first = ids.first().map(String::as_str).unwrap_or_default();
                if let Some(unknown) = ids.iter().find(|id| self.account(id).is_none()) {
                    return Err(no_agent("payload.ids", unknown));
                }
                Some(account.ok_or_else(|| {
                    ApiError::validation(format!("`payload.ids`: the agent \"{first}\" is not logged in"))
                })?)
            }
            Target::Groups(ids) if ids.iter().any(|id| id == QUEUE_GROUP) => None,
            Target::Groups(_) => {
                return Err(ApiError::validation("`payload.ids`: the only group is 0, the queue"));
            }
        };
        let mut act = || -> Result<(), Refusal> {
            if let Some(account) = &to {
                center.join(now, chat_id, &account.id, Self::party(account))?;
            }
            for id in before.iter().filter(|id| to.as_ref().is_none_or(|account| account.id != **id)) {
                center.leave(now, chat_id, id)?;
            }
            if to.is_none() {
                center.queue(now, chat_id, None)?;
            }
            Ok(())
        };
        act().map_err(|refusal| refused(&refusal))?;
        self.push(Push::ChatTransferred {
            chat_id: chat_id.to_owned(),
            requester_id: me.id.clone(),
            target: target.clone(),
        });
        Ok(nothing())
    }

    /// Read receipts for the visitor's messages up to this second, and the news for the other agents.
    fn seen(&mut self, center: &mut Center, now: u64, me: &Account, chat_id: &str, timestamp: u64) -> Done {
        let conversation = find(center, chat_id)?;
        // Where much happens at once the log runs ahead of the clock.
        let last = conversation.entries().last().map_or(now, |entry| now.max(entry.at()));
        let timestamp = timestamp.min(seconds(last));
        let read_up_to = |id: &str| conversation.has_read(&Author::Party(me.id.clone()), id);
        let mut unread = Vec::new();
        // Receipts are given in order, so the first one that is there covers all before it.
        for entry in conversation.entries().iter().rev() {
            if let (Author::Visitor, Body::Message(_), Some(id)) = (&entry.author, &entry.event.body, entry.known_as())
                && seconds(entry.at()) <= timestamp
            {
                if read_up_to(id) {
                    break;
                }
                unread.push(id.to_owned());
            }
        }
        if !conversation.is_ended() && conversation.party(&me.id).is_some() {
            for ref_msg_id in unread.into_iter().rev() {
                let receipt = Body::MessageRead { ref_msg_id };
                center.say(now, chat_id, &me.id, receipt).map_err(|refusal| refused(&refusal))?;
            }
        }
        let (user_id, chat_id) = (me.id.clone(), chat_id.to_owned());
        self.push(Push::LastSeenTimestampUpdated { user_id, chat_id, timestamp });
        Ok(encode_timestamp(timestamp))
    }

    fn multicast(&mut self, me: &Account, multicast: &Multicast) -> Done {
        if !multicast.customer_ids.is_empty() {
            return Err(not_supported("`payload.scopes.customers`"));
        }
        if let Some(unknown) = multicast.agent_ids.iter().find(|id| self.account(id).is_none()) {
            return Err(no_agent("payload.scopes.agents.ids", unknown));
        }
        if multicast.group_ids.iter().any(|id| id != QUEUE_GROUP) {
            return Err(ApiError::validation("`payload.scopes.agents.groups`: the only group is 0"));
        }
        let push = Push::IncomingMulticast {
            author_id: Some(me.id.clone()),
            content: multicast.content.clone(),
            kind: multicast.kind.clone(),
        };
        if multicast.all_agents || !multicast.group_ids.is_empty() {
            self.push(push);
        } else {
            self.push_to_agents(&multicast.agent_ids, &push);
        }
        Ok(nothing())
    }

    /// The whole transcript has reached an agent: what came while nobody's line stood is delivered by that.
    fn all_reached(center: &mut Center, now: u64, agent_id: &str, chat_id: &str) {
        let Some(conversation) = center.conversation(chat_id).filter(|conversation| !conversation.is_ended()) else {
            return;
        };
        let mut waiting = Vec::new();
        let mut told = BTreeSet::new();
        for entry in conversation.entries() {
            match (&entry.author, &entry.event.body) {
                (Author::Visitor, Body::Message(_)) => waiting.extend(entry.known_as()),
                (Author::Party(_), Body::MessageDelivered { ref_msg_id } | Body::MessageRead { ref_msg_id }) => {
                    told.insert(ref_msg_id.as_str());
                }
                _ => {}
            }
        }
        waiting.retain(|id| !told.contains(id));
        let waiting: Vec<String> = waiting.into_iter().map(str::to_owned).collect();
        for ref_msg_id in waiting {
            // The chat runs, and who has the transcript may say so.
            let _told = center.say(now, chat_id, agent_id, Body::MessageDelivered { ref_msg_id });
        }
    }

    /// The visitor's message has reached an agent: the first agent's receipt is told.
    pub fn reached(center: &mut Center, now: u64, agent_id: &str, chat_id: &str, msg_id: &str) {
        let Some(conversation) = center.conversation(chat_id).filter(|conversation| !conversation.is_ended()) else {
            return;
        };
        // A receipt stands behind its message, and messages that are reached are mostly the last ones.
        let behind = conversation.entries().iter().rev().take_while(|entry| entry.known_as() != Some(msg_id));
        let told = behind.into_iter().any(|entry| {
            matches!(&entry.event.body, Body::MessageDelivered { ref_msg_id } if ref_msg_id == msg_id)
                && entry.author != Author::Visitor
        });
        if !told {
            let receipt = Body::MessageDelivered { ref_msg_id: msg_id.to_owned() };
            // A chat that ends in between needs no receipt.
            let _ended = center.say(now, chat_id, agent_id, receipt);
        }
    }
}

fn remove_user(center: &mut Center, now: u64, chat_id: &str, user_id: &str, agent: bool) -> Done {
    let conversation = running(center, chat_id)?;
    if !agent {
        return Err(ApiError::validation("`payload.user_type` is \"customer\": a customer can't be removed"));
    }
    let Some(party) = conversation.party(user_id) else {
        return Err(ApiError::validation(format!("`payload.user_id` is \"{user_id}\": no such agent is in the chat")));
    };
    let others = conversation.parties().any(|(id, other)| id != user_id && is_person(other));
    let waits_again = is_person(party) && !others;
    center.leave(now, chat_id, user_id).map_err(|refusal| refused(&refusal))?;
    if waits_again {
        center.queue(now, chat_id, None).map_err(|refusal| refused(&refusal))?;
    }
    Ok(nothing())
}

fn no_agent(field: &str, id: &str) -> ApiError {
    let shown: String = id.chars().take(80).collect();
    ApiError::validation(format!("`{field}` is \"{shown}\": there is no such agent"))
}

/// Puts these over the ones that are there.
fn keep_properties(center: &mut Center, chat_id: &str, note: &str, properties: &Properties) -> Result<(), ApiError> {
    let mut all = show::properties(find(center, chat_id)?, note);
    all.merge(properties);
    check_properties(&all)?;
    let text = Value::Object(all.0).to_string();
    center.keep_note(Some(chat_id), note, text).map_err(|refusal| refused(&refusal))
}

fn check_properties(properties: &Properties) -> Result<(), ApiError> {
    if let Some((own, ..)) =
        properties.iter().find(|(namespace, ..)| matches!(*namespace, "routing" | extra::NAMESPACE))
    {
        return Err(ApiError::validation(format!("`payload.properties.{own}` is the server's own")));
    }
    let size: usize =
        properties.iter().map(|(space, name, value)| space.len() + name.len() + value.to_string().len()).sum();
    if size > LONGEST_MESSAGE {
        return Err(ApiError::validation("`payload.properties` is too large: a chat has at most 65536 bytes of them"));
    }
    Ok(())
}
