//! Files that the agent sends. They go by the web API, one at a time for each chat, beside the messages; the event that
//! tells of one comes like any other. Sent again under the same name, a file is said once. Part of `Desk`.

use parlor_protocol::files::{LARGEST_OF_AGENT, check, clean_name};

use super::{
    desk::Desk,
    effect::{Announcement, Effect},
    input::{ChosenFile, FileId},
    outbox::Said,
    view::SendProblem,
    wire,
};

impl Desk {
    /// The bytes of this file may still be wanted.
    pub fn holds(&self, file: FileId) -> bool {
        self.chats.values().any(|chat| chat.outbox.holds(file))
    }

    /// What asks for the server's files.
    pub fn token(&self) -> Option<&str> {
        self.connection.token()
    }

    pub(super) fn on_send_file(&mut self, now: u64, id: &str, file: &ChosenFile, out: &mut Vec<Effect>) {
        let unfit = check(&file.name, file.size, LARGEST_OF_AGENT).err();
        let cleaned = ChosenFile { name: clean_name(&file.name), ..*file };
        let custom_id = self.on_send(now, id, Said::File(cleaned));
        if let (Some(unfit), Some(custom_id), Some(chat)) = (unfit, custom_id, self.chats.get_mut(id)) {
            chat.outbox.refused(&custom_id, &SendProblem::Unfit(unfit));
            out.push(Effect::Announce(Announcement::Failed));
        }
    }

    pub(super) fn send_next_file(&mut self, now: u64, id: &str, out: &mut Vec<Effect>) {
        let Some(token) = self.connection.token().map(str::to_owned) else { return };
        let Some((custom_id, Said::File(file))) = self.chats.get_mut(id).and_then(|chat| chat.outbox.next_file(now))
        else {
            return;
        };
        out.push(Effect::Upload { file: file.id, chat: id.to_owned(), custom_id, token });
    }

    pub(super) fn on_progress(&mut self, file: FileId, sent: u64) {
        for chat in self.chats.values_mut() {
            chat.outbox.progress(file, sent);
        }
    }

    pub(super) fn on_uploaded(&mut self, file: FileId, answer: Option<(u16, String)>, out: &mut Vec<Effect>) {
        let of = |(id, custom_id): (&String, Option<String>)| Some((id.clone(), custom_id?));
        let uploading = self.chats.iter().find_map(|(id, chat)| of((id, chat.outbox.uploading(file))));
        let Some((id, custom_id)) = uploading else { return };
        match answer.map(|(status, body)| wire::sent_file(status, &body)) {
            Some(Err(refusal)) if !refusal.is_passing() => {
                if let Some(chat) = self.chats.get_mut(&id) {
                    chat.outbox.refused(&custom_id, &SendProblem::Refused(refusal.message));
                    out.push(Effect::Announce(Announcement::Failed));
                }
            }
            Some(Err(refusal)) => self.doubt(&id, &custom_id, &refusal.message, out),
            // Without a line nothing is tried in vain.
            None if self.connection.live().is_some() => self.doubt(&id, &custom_id, "", out),
            // Its event may be here before the answer, or come after it, or be in the threads.
            Some(Ok(())) | None => {
                if let Some(chat) = self.chats.get_mut(&id) {
                    chat.outbox.check(&custom_id);
                    chat.look_again();
                }
            }
        }
    }
}
