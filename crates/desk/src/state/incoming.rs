//! Takes in what the server says: answers by what they were asked for, pushes by what happened. Everything may come
//! twice, late, or for a chat that is not known; none of that is an error. Part of `Desk`.

use super::{
    chat::{ASK_AGAIN_AFTER, Chat, History},
    desk::Desk,
    effect::{Announcement, Effect},
    input::RowId,
    news::{Answer, ChatNews, EventNews, News, Person, Refusal},
    requests::{Ask, RequestId},
    transcript::{Merged, Place},
    view::{ChatState, Notice, SendProblem, SignInProblem},
};

/// Stands behind every id: the place of an order whose event is not named.
const LAST_ID: &str = "\u{10ffff}";

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
            News::CaseClosed { chat, case } => {
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.case_closed = Some(case);
                }
            }
            News::Seen { chat, user, at } => self.on_seen(&chat, &user, at),
            News::Delivered { chat, user, event } => self.on_receipt(&chat, &user, event, false),
            News::Read { chat, user, event } => self.on_receipt(&chat, &user, event, true),
            News::AgentDuty { agent, on_duty } => self.on_agent_duty(&agent, on_duty),
            News::Agents(agents) => self.on_agents(agents),
            News::Queue { ewt } => self.wait = ewt,
            News::Forms(forms) => self.forms = forms,
            News::Secret { chat, request, fields } => self.on_secret(&chat, request, fields),
            News::Signal { chat, user, page, signal } => {
                self.on_signal(now, &chat, &user, page.as_deref(), signal, out);
            }
            News::Visitor(person) => self.on_visitor(person),
            News::Page { visitor, page } => {
                if let Some(person) = self.people.get_mut(&visitor) {
                    person.turn_to(page);
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
            (Ask::Seen { chat }, Err(refusal)) if refusal.is_passing() => self.put_off_seen(now, &chat),
            (Ask::Seen { chat }, _) => {
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.owed.answered();
                }
            }
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
            match left.custom_id.clone() {
                Some(custom_id) => chat.outbox.restore(row, custom_id, left.at, left.said()),
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
            chat.present = visitor.present.or(chat.present);
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
            chat.case_closed = thread.case_closed.or(chat.case_closed.take());
            for (order, is_read) in [(thread.delivered, false), (thread.read, true)] {
                if let Some(order) = order {
                    chat.receipt(Place { thread: thread.order, order, id: LAST_ID.to_owned() }, is_read);
                }
            }
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
}
