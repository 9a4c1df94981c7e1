//! Takes in what the server says: answers by what they were asked for, pushes by what happened. Everything may come
//! twice, late, or for a chat that is not known; none of that is an error. Part of `Desk`.

use super::{
    chat::{ASK_AGAIN_AFTER, Chat, History, TYPING_LASTS, Typing},
    desk::Desk,
    effect::{Announcement, Effect},
    input::RowId,
    news::{Answer, ChatNews, EventNews, News, Person, Refusal},
    requests::{Ask, RequestId},
    transcript::{Merged, Place},
    view::{ChatState, Notice, SendProblem, SignInProblem},
};

impl Desk {
    pub(super) fn on_news(&mut self, now: u64, news: News, out: &mut Vec<Effect>) {
        match news {
            News::Answer { id, outcome } => self.on_answer(now, id, outcome, out),
            News::Chat(chat) => self.on_chat(chat, out),
            News::Event { chat, event } => self.on_event(&chat, &event, out),
            News::Typing { chat, author, is_typing } => self.on_typing(now, &chat, &author, is_typing),
            News::Peek { chat, author, text } => self.on_peek(now, &chat, &author, text),
            News::ThreadClosed { chat } => self.on_closed(&chat, out),
            News::UserAdded { chat, person } => self.on_user_added(&chat, person, out),
            News::UserRemoved { chat, user } => self.on_user_removed(&chat, &user),
            News::Transferred { chat, to_queue } => self.on_transferred(&chat, to_queue),
            News::Assigned { chat, unassigned } => {
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.unassigned = unassigned;
                }
                self.know_bots(&chat);
            }
            News::Seen { chat, user, at } => self.on_seen(&chat, &user, at),
            News::Delivered { chat, user, event } => self.on_receipt(&chat, &user, &event, false),
            News::Read { chat, user, event } => self.on_receipt(&chat, &user, &event, true),
            News::AgentDuty { agent, on_duty } => self.on_agent_duty(&agent, on_duty),
            News::Agents(agents) => self.on_agents(agents),
            News::Visitor(person) => self.learn(person),
            News::Page { visitor, page } => {
                if let Some(person) = self.people.get_mut(&visitor) {
                    person.page = Some(page);
                }
            }
            News::SentAway { reason } => self.on_sent_away(now, reason, out),
            News::Nothing => {}
        }
    }

    fn on_answer(&mut self, now: u64, id: RequestId, outcome: Result<Answer, Refusal>, out: &mut Vec<Effect>) {
        let Some(ask) = self.requests.take(id) else { return };
        match (ask, outcome) {
            (Ask::Login, Ok(Answer::Login { me, chats })) if self.connection.is_joining(id) => {
                self.on_login(now, me, chats, out);
            }
            (Ask::Login, Err(refusal)) if self.connection.is_joining(id) => self.on_login_refused(now, refusal, out),
            // An answer that is no answer: the server is not what it should be.
            (Ask::Login, _) => self.on_lost(now, out),
            (Ask::Threads { chat }, Ok(Answer::Chat(news))) => self.on_threads(now, &chat, news, out),
            (Ask::Threads { chat }, outcome) => self.on_no_threads(now, &chat, outcome.err()),
            (Ask::Send { chat, .. }, Ok(Answer::Sent { event })) => self.on_event(&chat, &event, out),
            // Accepted without saying as what: the threads have it.
            (Ask::Send { chat, custom_id }, Ok(_)) => self.doubt(&chat, &custom_id, "", out),
            (Ask::Send { chat, custom_id }, Err(refusal)) if refusal.is_passing() => {
                self.doubt(&chat, &custom_id, &refusal.message, out);
            }
            (Ask::Send { chat, custom_id }, Err(refusal)) => {
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.outbox.refused(&custom_id, &SendProblem::Refused(refusal.message));
                    out.push(Effect::Announce(Announcement::Failed));
                }
            }
            (Ask::Duty, Ok(_)) => {
                if let Some(on) = self.duty_pending.take() {
                    self.on_duty = on;
                }
            }
            (Ask::Duty, Err(_)) => {
                self.duty_pending = None;
                self.duty_failed = true;
            }
            (Ask::Accept { chat } | Ask::Transfer { chat } | Ask::End { chat }, Err(refusal)) => {
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.notice = chat.pending.take().map(|wish| Notice::Refused(wish, refusal.message));
                    chat.history = History::Stale;
                }
            }
            (Ask::Accept { chat }, Ok(_)) => self.on_accepted(&chat),
            (Ask::Transfer { chat }, Ok(_)) => {
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.pending = None;
                    chat.history = History::Stale;
                }
            }
            (Ask::End { chat }, Ok(_)) => self.on_closed(&chat, out),
            (Ask::Ping | Ask::Courtesy, _) => {}
        }
    }

    fn on_login(&mut self, now: u64, me: Person, chats: Vec<ChatNews>, out: &mut Vec<Effect>) {
        let again = self.connection.is_known();
        self.connection.joined(now);
        self.problem = None;
        if self.me != me.id {
            // Another agent's token: nothing of the last one's stays.
            self.chats.clear();
            self.selected = None;
            self.me.clone_from(&me.id);
        }
        self.on_duty = me.on_duty.unwrap_or(self.on_duty);
        self.duty_failed = false;
        self.learn(me);
        let listed: Vec<String> = chats.iter().map(|chat| chat.id.clone()).collect();
        for chat in chats {
            self.take_chat(chat);
        }
        // What the summary leaves out ended meanwhile, or is out of sight; its threads say which.
        for chat in self.chats.values_mut() {
            if !listed.contains(&chat.id) {
                chat.close();
            }
            chat.history = History::Stale;
        }
        for left in std::mem::take(&mut self.left_behind) {
            let row = self.fresh_row();
            let chat = self.chats.entry(left.chat.clone()).or_insert_with(|| {
                let mut chat = Chat::new(&left.chat);
                chat.close();
                chat
            });
            match left.custom_id {
                Some(custom_id) => chat.outbox.restore(row, custom_id, left.text, left.at),
                None => chat.draft = left.text,
            }
        }
        if let Some(token) = self.connection.token() {
            out.push(Effect::StoreToken(Some(token.to_owned())));
        }
        if again {
            out.push(Effect::Announce(Announcement::Connected));
        }
    }

    fn on_login_refused(&mut self, now: u64, refusal: Refusal, out: &mut Vec<Effect>) {
        match refusal.kind.as_str() {
            "authentication" | "authorization" => self.leave(Some(SignInProblem::Refused), out),
            "validation" => self.leave(Some(SignInProblem::BadToken), out),
            "license_expired" | "unsupported_version" => {
                self.leave(Some(SignInProblem::Server(refusal.message)), out);
            }
            _ => self.on_lost(now, out),
        }
    }

    fn on_sent_away(&mut self, now: u64, reason: String, out: &mut Vec<Effect>) {
        match reason.as_str() {
            // The line is to blame, not the agent.
            "ping_timeout" | "internal_error" => self.on_lost(now, out),
            _ => self.leave(Some(SignInProblem::SentAway(reason)), out),
        }
    }

    /// A chat as a summary, a push or a listing tells it. Returns whether its transcript grew.
    fn take_chat(&mut self, news: ChatNews) -> bool {
        let me = self.me.clone();
        for person in &news.people {
            self.learn(person.clone());
        }
        let mut fresh: Vec<RowId> = news.threads.iter().flat_map(|thread| &thread.events).map(|_| RowId(0)).collect();
        for row in &mut fresh {
            *row = self.fresh_row();
        }
        let chat = self.chats.entry(news.id.clone()).or_insert_with(|| Chat::new(&news.id));
        if !news.people.is_empty() {
            chat.agents = news
                .people
                .iter()
                .filter(|person| person.is_agent && person.present != Some(false))
                .map(|person| (person.id.clone(), self.people.get(&person.id).is_some_and(|person| person.is_bot)))
                .collect();
        }
        if let Some(visitor) = news.people.iter().find(|person| !person.is_agent) {
            chat.visitor = Some(visitor.id.clone());
        }
        chat.unassigned = news.unassigned.unwrap_or(chat.unassigned);
        chat.thread = news.order.unwrap_or_default().max(chat.thread);
        chat.since = news.since.or(chat.since);
        if let Some(active) = news.active {
            chat.active = active;
        }
        if let Some((thread, event)) = news.last {
            let place = Place { thread, order: event.order, id: event.id };
            if chat.transcript.last().is_none_or(|(last, _)| *last < place) {
                chat.summary = Some((place, event.entry));
            }
        }
        let id = news.id.clone();
        let mut rows = fresh.into_iter();
        let mut grew = false;
        for thread in news.threads {
            for event in thread.events {
                let Some(row) = rows.next() else { break };
                let place = Place { thread: thread.order, order: event.order, id: event.id };
                grew |= chat.merge(place, event.entry, &me, row) == Merged::Added;
            }
        }
        for person in &news.people {
            match person.last_seen {
                Some(at) if Some(&person.id) == chat.visitor.as_ref() => chat.seen_at(at),
                Some(at) if person.id == me => chat.read_at(at),
                _ => {}
            }
        }
        if chat.read.is_none() {
            // What the agent wrote, the agent had read up to there.
            let written =
                chat.transcript.iter().rev().find(|(_, row)| row.entry.author == me).map(|(place, _)| place.clone());
            chat.read = written.max(chat.read.take());
        }
        self.know_bots(&id);
        grew
    }

    fn on_chat(&mut self, news: ChatNews, out: &mut Vec<Effect>) {
        let id = news.id.clone();
        let was = self.chats.get(&id).map(|chat| chat.state(&self.me));
        let news = ChatNews { active: news.active.or(Some(true)), ..news };
        let said: Vec<EventNews> = news.threads.iter().flat_map(|thread| thread.events.clone()).collect();
        self.take_chat(news);
        let Some(chat) = self.chats.get_mut(&id) else { return };
        if was == Some(ChatState::Closed) {
            chat.notice = None;
        }
        let state = chat.state(&self.me);
        if state == ChatState::Queued && was != Some(ChatState::Queued) {
            let name = self.name_of_visitor(&id);
            out.push(Effect::Announce(Announcement::Waiting { name }));
        } else if state == ChatState::Mine && was == Some(ChatState::Mine) {
            for event in said {
                self.announce_message(&id, &event, out);
            }
        }
    }

    fn on_threads(&mut self, now: u64, id: &str, news: ChatNews, out: &mut Vec<Effect>) {
        if news.id != id {
            return self.on_no_threads(now, id, None);
        }
        let before = self.chats.get(id).map_or(0, |chat| chat.transcript.len());
        let was = self.chats.get(id).map(|chat| chat.state(&self.me));
        self.take_chat(news);
        let me = self.me.clone();
        let Some(chat) = self.chats.get_mut(id) else { return };
        // While it was asked for, something happened that calls for another look.
        chat.history = if chat.history == History::AskedTwice { History::Stale } else { History::Known };
        if chat.history == History::Known {
            chat.outbox.settle(now);
        }
        if chat.notice == Some(Notice::NotLoaded) {
            chat.notice = None;
        }
        // The first load is not news; what came while the line was down is.
        if before > 0 && was == Some(ChatState::Mine) {
            let count = chat.unread(&me).count();
            let grown = chat.transcript.len() - before.min(chat.transcript.len());
            if count > 0 && grown > 0 {
                out.push(Effect::Announce(Announcement::Messages { count: count.min(grown) }));
            }
        }
    }

    fn on_no_threads(&mut self, now: u64, id: &str, refusal: Option<Refusal>) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        chat.history = History::Known;
        if refusal.is_some_and(|refusal| !refusal.is_passing()) {
            // Out of sight for this agent, or gone: what is in doubt will not be cleared up any more.
            chat.close();
            chat.outbox.settle(now);
        } else {
            chat.history = History::Later(now + ASK_AGAIN_AFTER);
            chat.notice = Some(Notice::NotLoaded);
        }
    }

    fn on_event(&mut self, id: &str, event: &EventNews, out: &mut Vec<Effect>) {
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

    fn announce_message(&self, chat: &str, event: &EventNews, out: &mut Vec<Effect>) {
        let entry = &event.entry;
        if entry.author != self.me && entry.body.is_said() && !entry.body.words().is_empty() {
            let author = match self.chats.get(chat) {
                Some(held) if held.visitor.as_ref() == Some(&entry.author) => self.name_of_visitor(chat),
                _ => self.name_of(&entry.author),
            };
            out.push(Effect::Announce(Announcement::Message { author, text: entry.body.words().to_owned() }));
        }
    }

    fn on_typing(&mut self, now: u64, id: &str, author: &str, is_typing: bool) {
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

    fn on_peek(&mut self, now: u64, id: &str, author: &str, text: String) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        if chat.visitor.as_deref() == Some(author) {
            let is_typing = !text.trim().is_empty();
            chat.typing = is_typing.then_some(Typing { until: now + TYPING_LASTS, preview: Some(text) });
        }
    }

    fn on_closed(&mut self, id: &str, out: &mut Vec<Effect>) {
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

    fn on_accepted(&mut self, id: &str) {
        let me = self.me.clone();
        let is_bot = self.people.get(&me).is_some_and(|person| person.is_bot);
        let Some(chat) = self.chats.get_mut(id) else { return };
        chat.pending = None;
        chat.agents.insert(me, is_bot);
        chat.unassigned = false;
        chat.history = History::Stale;
    }

    fn on_user_added(&mut self, id: &str, person: Person, out: &mut Vec<Effect>) {
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

    fn on_user_removed(&mut self, id: &str, user: &str) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        chat.agents.remove(user);
        if user == self.me {
            chat.own_typing = None;
            chat.pending = None;
        }
    }

    fn on_transferred(&mut self, id: &str, to_queue: bool) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        chat.unassigned = to_queue;
        chat.pending = None;
        // Who is in it by now, the listing tells.
        chat.history = match chat.history {
            History::Asked | History::AskedTwice => History::AskedTwice,
            _ => History::Stale,
        };
    }

    fn on_seen(&mut self, id: &str, user: &str, at: u64) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        if chat.visitor.as_deref() == Some(user) {
            chat.seen_at(at);
        } else if user == self.me {
            // Read at another of this agent's desks.
            chat.read_at(at);
        }
    }

    /// Up to this very event, which tells more than a timestamp of whole seconds.
    fn on_receipt(&mut self, id: &str, user: &str, event: &str, is_read: bool) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        let Some(place) = chat.transcript.place_of(event).cloned() else { return };
        if chat.visitor.as_deref() == Some(user) {
            let mark = if is_read { &mut chat.seen } else { &mut chat.delivered };
            *mark = Some(place).max(mark.take());
        } else if user == self.me && is_read {
            chat.read = Some(place).max(chat.read.take());
        }
    }

    fn on_agent_duty(&mut self, agent: &str, on_duty: bool) {
        if agent == self.me {
            self.on_duty = on_duty;
            self.duty_failed = false;
        }
        let person = self.people.entry(agent.to_owned()).or_default();
        agent.clone_into(&mut person.id);
        person.is_agent = true;
        person.on_duty = Some(on_duty);
    }

    fn on_agents(&mut self, agents: Vec<Person>) {
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
    fn know_bots(&mut self, id: &str) {
        let Some(chat) = self.chats.get_mut(id).filter(|chat| chat.active && chat.unassigned) else { return };
        for (agent, is_bot) in chat.agents.iter_mut().filter(|(agent, _)| **agent != self.me) {
            if let Some(person) = self.people.get_mut(agent).filter(|person| person.on_duty.is_none()) {
                person.is_bot = true;
                *is_bot = true;
            }
        }
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
