//! The wire's words for states and kinds, both ways. Upper and lower case are the same; unknown words have a place.
//! `decode`, `encode` and `response` call it.

use crate::event::{ChatState, FileType, PartyKind};

const CHAT_STATES: [(&str, ChatState); 7] = [
    ("ivr", ChatState::Ivr),
    ("queued", ChatState::Queued),
    ("connecting", ChatState::Connecting),
    ("connected", ChatState::Connected),
    ("failed", ChatState::Failed),
    ("completed", ChatState::Completed),
    ("other", ChatState::Other),
];

const PARTY_KINDS: [(&str, PartyKind); 5] = [
    ("scenario", PartyKind::Scenario),
    ("external", PartyKind::External),
    ("internal", PartyKind::Internal),
    ("msteams", PartyKind::MsTeams),
    ("other", PartyKind::Other),
];

pub(crate) fn chat_state(word: &str) -> ChatState {
    let word = word.trim();
    CHAT_STATES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map_or(ChatState::Other, |(_, state)| *state)
}

pub(crate) fn of_chat_state(state: ChatState) -> &'static str {
    CHAT_STATES.iter().find(|(_, of)| *of == state).map_or("other", |(name, _)| name)
}

pub(crate) fn party_kind(word: &str) -> PartyKind {
    let word = word.trim();
    PARTY_KINDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map_or(PartyKind::Other, |(_, kind)| *kind)
}

pub(crate) fn of_party_kind(kind: PartyKind) -> &'static str {
    PARTY_KINDS.iter().find(|(_, of)| *of == kind).map_or("other", |(name, _)| name)
}

pub(crate) fn file_type(word: &str) -> FileType {
    if word.trim().eq_ignore_ascii_case("image") { FileType::Image } else { FileType::Attachment }
}

pub(crate) fn of_file_type(kind: FileType) -> &'static str {
    match kind {
        FileType::Image => "image",
        FileType::Attachment => "attachment",
    }
}
