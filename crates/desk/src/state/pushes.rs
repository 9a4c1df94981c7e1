//! What happens in chats and to people, as pushes tell it. Part of `Desk`; called by `incoming.rs`.

use super::{
    chat::{History, TYPING_LASTS, Typing},
    desk::Desk,
    effect::{Announcement, Effect},
    news::{EventNews, Person, Told},
    transcript::Merged,
    view::ChatState,
};

impl Desk {
    pub(super) fn on_event(&mut self, id: &str, event: &EventNews, out: &mut Vec<Effect>) {
        let row = self.fresh_row();
        let me = self.me.clone();
        let Some(chat) = self.chats.get_mut(id) else { return };
        let place = chat.place_of_push(event.order, event.id.clone());
        let by_visitor = chat.visitor.as_ref() == Some(&event.entry.author);
        let merged = chat.merge(place, event.entry.clone(), &me, row);
        if by_visitor {
            // Whoever writes has seen what stands above.
            let above = chat.transcript.iter().rev().find(|(_, row)| row.entry.author == me);
            chat.seen = above.map(|(place, _)| place.clone()).max(chat.seen.take());
        }
        if chat.state(&me) == ChatState::Mine && merged == Merged::Added {
            self.announce_message(id, event, out);
        }
    }

    pub(super) fn announce_message(&self, chat: &str, event: &EventNews, out: &mut Vec<Effect>) {
        let entry = &event.entry;
        if entry.author != self.me && entry.body.is_said() && !entry.body.words().is_empty() {
            let author = match self.chats.get(chat) {
                Some(held) if held.visitor.as_ref() == Some(&entry.author) => self.name_of_visitor(chat),
                _ => self.name_of(&entry.author),
            };
            out.push(Effect::Announce(Announcement::Message { author, text: entry.body.words().to_owned() }));
        }
    }

    pub(super) fn on_typing(&mut self, now: u64, id: &str, author: &str, is_typing: bool) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        if chat.visitor.as_deref() != Some(author) {
            return;
        }
        if is_typing {
            let preview = chat.typing.take().and_then(|typing| typing.preview);
            chat.typing = Some(Typing { until: now + TYPING_LASTS, preview });
        } else {
            chat.typing = None;
        }
    }

    pub(super) fn on_peek(&mut self, now: u64, id: &str, author: &str, text: String) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        if chat.visitor.as_deref() == Some(author) {
            let is_typing = !text.trim().is_empty();
            chat.typing = is_typing.then_some(Typing { until: now + TYPING_LASTS, preview: Some(text) });
        }
    }

    pub(super) fn on_closed(&mut self, id: &str, out: &mut Vec<Effect>) {
        let name = self.name_of_visitor(id);
        let Some(chat) = self.chats.get_mut(id) else { return };
        if chat.active {
            let was_mine = chat.state(&self.me) == ChatState::Mine;
            chat.close();
            // The last lines may say more than the pushes did.
            chat.history = History::Stale;
            if was_mine {
                out.push(Effect::Announce(Announcement::Ended { name }));
            }
        }
    }

    pub(super) fn on_accepted(&mut self, id: &str) {
        let me = self.me.clone();
        let is_bot = self.people.get(&me).is_some_and(|person| person.is_bot);
        let Some(chat) = self.chats.get_mut(id) else { return };
        chat.pending = None;
        chat.agents.insert(me, is_bot);
        chat.unassigned = false;
        chat.history = History::Stale;
    }

    pub(super) fn on_user_added(&mut self, id: &str, person: Person, out: &mut Vec<Effect>) {
        let (user, is_agent) = (person.id.clone(), person.is_agent);
        self.learn(person);
        let is_bot = self.people.get(&user).is_some_and(|person| person.is_bot);
        let name = self.name_of_visitor(id);
        let Some(chat) = self.chats.get_mut(id) else { return };
        if !is_agent {
            chat.visitor = Some(user);
            return;
        }
        // Whether somebody is in charge of the chat by that, the server says.
        chat.agents.insert(user.clone(), is_bot);
        if user == self.me && chat.pending.take().is_none() {
            // Not by this agent's own wish: the server or a colleague brought the chat here.
            chat.history = History::Stale;
            out.push(Effect::Announce(Announcement::Joined { name }));
        }
    }

    pub(super) fn on_user_removed(&mut self, id: &str, user: &str) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        chat.agents.remove(user);
        if user == self.me {
            chat.own_typing = None;
            chat.pending = None;
        }
    }

    pub(super) fn on_transferred(&mut self, id: &str, to_queue: bool) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        chat.unassigned = to_queue;
        chat.pending = None;
        // Who is in it by now, the listing tells.
        chat.look_again();
    }

    pub(super) fn on_seen(&mut self, id: &str, user: &str, at: u64) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        if chat.visitor.as_deref() == Some(user) {
            chat.seen_at(at);
        } else if user == self.me {
            // Read at another of this agent's desks.
            chat.read_at(at);
        }
    }

    /// Up to this very event, which tells more than a timestamp of whole seconds.
    pub(super) fn on_receipt(&mut self, id: &str, user: &str, event: Told, is_read: bool) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        // One that is not here yet is named by its order; not every server tells it.
        let known = chat.transcript.place_of(&event.id).cloned();
        let place = known.unwrap_or_else(|| chat.place_of_push(event.order, event.id));
        if chat.visitor.as_deref() == Some(user) {
            chat.receipt(place, is_read);
        } else if user == self.me && is_read {
            chat.read = Some(place).max(chat.read.take());
        }
    }

    pub(super) fn on_agent_duty(&mut self, agent: &str, on_duty: bool) {
        if agent == self.me {
            self.on_duty = on_duty;
            self.duty_failed = false;
        }
        let person = self.people.entry(agent.to_owned()).or_default();
        agent.clone_into(&mut person.id);
        person.is_agent = true;
        person.on_duty = Some(on_duty);
    }

    pub(super) fn on_agents(&mut self, agents: Vec<Person>) {
        // Who is not in the list is not at work.
        for person in self.people.values_mut().filter(|person| person.is_agent) {
            person.on_duty = None;
        }
        for agent in agents {
            self.learn(agent);
        }
    }

    /// Whoever is in a chat that nobody has taken, and is not at work as an agent, is no person: the API has no other
    /// word for bots.
    pub(super) fn know_bots(&mut self, id: &str) {
        let Some(chat) = self.chats.get_mut(id).filter(|chat| chat.active && chat.unassigned) else { return };
        for (agent, is_bot) in chat.agents.iter_mut().filter(|(agent, _)| **agent != self.me) {
            if let Some(person) = self.people.get_mut(agent).filter(|person| person.on_duty.is_none()) {
                person.is_bot = true;
                *is_bot = true;
            }
        }
    }

    /// A visitor as a push tells of them, which may also say that their page is gone or back.
    pub(super) fn on_visitor(&mut self, person: Person) {
        if let Some(present) = person.present {
            let id = Some(&person.id);
            for chat in self.chats.values_mut().filter(|chat| chat.active && chat.visitor.as_ref() == id) {
                chat.present = Some(present);
            }
        }
        self.learn(person);
    }

    pub(super) fn learn(&mut self, person: Person) {
        if !person.id.is_empty() {
            let known = self.people.entry(person.id.clone()).or_default();
            known.id.clone_from(&person.id);
            known.learn(person);
        }
    }

    /// Empty where no name is known: the words for that are the texts' matter.
    pub(super) fn name_of(&self, user: &str) -> String {
        self.people.get(user).and_then(|person| person.name.clone()).unwrap_or_default()
    }

    pub(super) fn name_of_visitor(&self, chat: &str) -> String {
        self.chats.get(chat).and_then(|chat| chat.visitor.as_ref()).map(|id| self.name_of(id)).unwrap_or_default()
    }
}
