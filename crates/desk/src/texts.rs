//! Every word that the desk shows or says, in one place. Short, human, no jargon, no exclamation marks.

mod call;

use parlor_protocol::files::Unfit;
use parlor_ui::files::size;

pub use call::*;

use crate::state::{
    Announcement, ChatState, Cobrowse, FormLine, Notice, Phase, SendProblem, SendState, SignInProblem, Wish,
};

pub const TODAY: &str = "Today";
pub const TITLE: &str = "Parlor desk";
pub const VISITOR: &str = "Visitor";
pub const VISITOR_INITIAL: &str = "V";
pub const AGENT: &str = "Agent";
pub const YOU: &str = "You";
pub const BOT: &str = "Bot";

pub const SIGN_IN_TITLE: &str = "Sign in to the desk";
pub const SIGN_IN_HELP: &str =
    "Your access token is in the server's configuration. The demo prints one when it starts.";
pub const TOKEN: &str = "Access token";
pub const SIGN_IN: &str = "Sign in";
pub const SIGNING_IN: &str = "Signing in…";
pub const SIGN_OUT: &str = "Sign out";

pub const ON_DUTY: &str = "On duty";
pub const OFF_DUTY: &str = "Off duty";
pub const DUTY_FAILED: &str = "Your duty status was not changed. Try again.";

pub const CHATS: &str = "Chats";
pub const MINE: &str = "My chats";
pub const QUEUE: &str = "Waiting";
pub const OTHERS: &str = "With others";
pub const CLOSED: &str = "Ended";
pub const NO_CHATS: &str = "No chats";
pub const NO_CHATS_ON_DUTY: &str = "When a visitor writes, the chat appears here.";
pub const NO_CHATS_OFF_DUTY: &str = "You are off duty. Go on duty to be offered chats.";
pub const ACCEPT: &str = "Accept";
pub const JOIN: &str = "Join";
pub const ACCEPTING: &str = "Accepting…";
pub const IS_TYPING: &str = "is typing…";
pub const TYPING: &str = "typing…";
pub const NOT_SENT: &str = "Not sent";

pub const NO_CHAT_SELECTED: &str = "No chat selected";
pub const SELECT_A_CHAT: &str = "Choose a chat on the left to read it and to answer.";
pub const CONVERSATION: &str = "Conversation";
pub const TRANSCRIPT: &str = "Transcript";
pub const NO_MESSAGES: &str = "No messages yet";
pub const LOADING: &str = "Loading the conversation…";
pub const SHOW_EARLIER: &str = "Show earlier messages";
pub const TO_LATEST: &str = "Newest messages";
pub const BACK_TO_CHATS: &str = "Back to the chats";
pub const BACK_TO_CONVERSATION: &str = "Back to the conversation";
pub const DETAILS: &str = "Visitor's details";
pub const DISMISS: &str = "Dismiss";

pub const UNREAD: &str = "unread";

pub const MESSAGE: &str = "Message";
pub const WRITE: &str = "Write an answer";
pub const SEND: &str = "Send";
pub const RETRY: &str = "Retry";
pub const DISCARD: &str = "Delete";
pub const AGENTS_ONLY: &str = "For agents only";
pub const AWAY: &str = "visitor away";
pub const SHOW_PICTURE: &str = "Show picture";
pub const NEW_TAB: &str = "Opens in a new tab";

pub const ASK_FORM: &str = "Ask for a form";
pub const FORM_SKIPPED: &str = "The visitor did not fill in the form.";

pub const TRANSFER: &str = "Transfer";
pub const TRANSFER_TO: &str = "Transfer to";
pub const BACK_TO_QUEUE: &str = "Back to the queue";
pub const NOBODY_ELSE: &str = "No other agent is on duty.";
pub const END: &str = "End chat";
pub const END_QUESTION: &str = "End this chat?";
pub const END_MEANS: &str = "The visitor can no longer answer. The transcript stays.";
pub const END_YES: &str = "End chat";
pub const END_NO: &str = "Keep chatting";

pub const NAME: &str = "Name";
pub const EMAIL: &str = "E-mail";
pub const PHONE: &str = "Phone";
pub const PAGE: &str = "Page";
pub const PAGES_BEFORE: &str = "Pages before";
pub const CAME_FROM: &str = "Came from";
pub const STARTED: &str = "Started";
pub const CASE: &str = "Case";
pub const CASE_SOLVED: &str = "solved, says the visitor";
pub const CASE_NUMBER: &str = "Case number";
pub const CASE_SET: &str = "Set";
pub const PHOTO: &str = "Choose your picture";
pub const PHOTO_FAILED: &str = "This picture can't be used: PNG, JPEG, GIF or WebP up to 1 MB are allowed.";
pub const MORE: &str = "Details";
pub const NOTHING_KNOWN: &str = "The visitor has not told anything about themself.";

pub const UNREADABLE: &str = "A message could not be read.";
pub const TRY_NOW: &str = "Try now";

pub fn sign_in_problem(problem: &SignInProblem) -> String {
    match problem {
        SignInProblem::BadToken => "Enter the access token as it was given to you, without spaces.".to_owned(),
        SignInProblem::Refused => "This token is not accepted. Check it and try again.".to_owned(),
        SignInProblem::Unreachable => "The server does not answer. Trying again.".to_owned(),
        SignInProblem::SentAway(reason) => match reason.as_str() {
            "access_token_revoked" => "Your token was revoked. Sign in with another one.".to_owned(),
            "access_token_expired" => "Your token has expired. Sign in with another one.".to_owned(),
            "agent_deleted" => "This agent no longer exists.".to_owned(),
            "logged_out_remotely" => "You were signed out.".to_owned(),
            "too_many_connections" => {
                "This token is in use in too many places. Close one and sign in again.".to_owned()
            }
            "unsupported_version" => "The server speaks another version. Reload this page.".to_owned(),
            "license_expired" => "The contact center's license has expired.".to_owned(),
            _ => "The server ended the session. Sign in again.".to_owned(),
        },
        SignInProblem::Server(words) if words.is_empty() => "The server could not sign you in.".to_owned(),
        SignInProblem::Server(words) => ["The server could not sign you in: ", words].concat(),
    }
}

pub fn banner(phase: Phase) -> Option<&'static str> {
    match phase {
        Phase::SignedOut | Phase::SigningIn | Phase::Online => None,
        Phase::Reconnecting => Some("Connection lost. Reconnecting; what you write is sent then."),
        Phase::Offline => Some("You are offline. What you write is sent when you are back online."),
    }
}

pub fn group(state: ChatState) -> &'static str {
    match state {
        ChatState::Mine => MINE,
        ChatState::Queued => QUEUE,
        ChatState::Other => OTHERS,
        ChatState::Closed => CLOSED,
    }
}

pub fn joined(name: &str) -> String {
    if name.is_empty() { "You joined".to_owned() } else { [name, " joined"].concat() }
}

pub fn left(name: &str) -> String {
    if name.is_empty() { "You left".to_owned() } else { [name, " left"].concat() }
}

/// How long one usually waits.
pub fn usual_wait(seconds: u64) -> String {
    ["usually ", &length(seconds)].concat()
}

/// The line under the visitor's name.
pub fn standing(state: ChatState, agents: &[String], waiting: Option<String>, away: bool) -> String {
    let line = stands(state, agents, waiting);
    if away { [&line, " · ", AWAY].concat() } else { line }
}

fn stands(state: ChatState, agents: &[String], waiting: Option<String>) -> String {
    match state {
        ChatState::Mine if agents.is_empty() => "With you".to_owned(),
        ChatState::Mine => ["With you and ", &agents.join(", ")].concat(),
        ChatState::Queued => waiting.map_or_else(|| QUEUE.to_owned(), |time| ["Waiting for ", &time].concat()),
        ChatState::Other if agents.is_empty() => "With another agent".to_owned(),
        ChatState::Other => ["With ", &agents.join(", ")].concat(),
        ChatState::Closed => "This chat has ended".to_owned(),
    }
}

/// Why there is no composer.
pub fn cannot_send(state: ChatState) -> &'static str {
    match state {
        ChatState::Mine => "",
        ChatState::Queued => "Accept the chat to answer.",
        ChatState::Other => "Another agent answers this chat.",
        ChatState::Closed => "This chat has ended.",
    }
}

/// A length of time, as short as it can be. The first minute counts as one.
pub fn length(seconds: u64) -> String {
    match seconds {
        0..60 => "1 min".to_owned(),
        60..3600 => [&(seconds / 60).to_string(), " min"].concat(),
        3600..86_400 => [&(seconds / 3600).to_string(), " h ", &(seconds % 3600 / 60).to_string(), " min"].concat(),
        _ => [&(seconds / 86_400).to_string(), " d"].concat(),
    }
}

pub fn unread(count: usize) -> String {
    [&count.to_string(), " unread"].concat()
}

pub fn notice(notice: &Notice) -> String {
    let wish = |wish| match wish {
        Wish::Accept => "accepted",
        Wish::Transfer => "transferred",
        Wish::End => "ended",
    };
    match notice {
        Notice::Refused(what, words) if words.is_empty() => ["The chat was not ", wish(*what), "."].concat(),
        Notice::Refused(what, words) => ["The chat was not ", wish(*what), ": ", words].concat(),
        Notice::Unanswered(what) => {
            ["The server did not answer. Check whether the chat was ", wish(*what), " before you try again."].concat()
        }
        Notice::NotLoaded => "The conversation could not be loaded in full.".to_owned(),
    }
}

pub fn send_problem(problem: &SendProblem) -> String {
    match problem {
        SendProblem::Refused(words) if words.is_empty() => "Not sent. The server did not take it.".to_owned(),
        SendProblem::Refused(words) => ["Not sent: ", words].concat(),
        SendProblem::ChatEnded => "Not sent. The chat ended first.".to_owned(),
        SendProblem::NotYours => "Not sent. The chat is not yours.".to_owned(),
        SendProblem::Unfit(Unfit::Empty) => "Not sent. The file is empty.".to_owned(),
        SendProblem::Unfit(Unfit::TooLarge(most)) => {
            ["Not sent. The file is too large: at most ", &size(*most), " are allowed."].concat()
        }
        SendProblem::Unfit(Unfit::Blocked) => "Not sent. Files of this type are not allowed.".to_owned(),
    }
}

pub fn send_state(state: SendState) -> &'static str {
    match state {
        SendState::Sending => "Sending",
        SendState::Sent => "Sent",
        SendState::Delivered => "Delivered",
        SendState::Read => "Seen by the visitor",
        SendState::Failed => NOT_SENT,
    }
}

pub fn form_asked(form: &FormLine, state: SendState) -> String {
    let name = form_name(form);
    match state {
        SendState::Sending => ["Asking for “", &name, "”…"].concat(),
        _ => ["Asked for “", &name, "”"].concat(),
    }
}

pub const FORM_END: &str = "Take it back";
pub const FORM_ENDED: &str = "You took the form back.";
pub const SECRET_WAITS: &str = "The visitor has filled in the secure form. It can be seen once.";
pub const SECRET_SHOWN: &str = "Hidden again after a minute, or as soon as you leave this chat.";
pub const SECRET_GONE: &str = "The visitor has filled in the secure form. What it held can no longer be seen here.";
pub const SECRET_SHOW: &str = "Show it";
pub const SECRET_HIDE: &str = "Hide it";

pub const COBROWSE: &str = "Look at the visitor's page";
pub const COBROWSE_OPEN: &str = "Open it";

pub fn cobrowse(what: &Cobrowse) -> &'static str {
    match what {
        Cobrowse::Asked => "Asked to look at the visitor's page",
        Cobrowse::Started(_) => "The visitor shows you their page.",
        Cobrowse::Rejected => "The visitor's page can't be seen",
        Cobrowse::Ended => "The visitor's page is no longer shown",
    }
}

pub fn case_set(id: &str) -> String {
    ["Part of case “", id, "”"].concat()
}

pub fn service(name: &str) -> String {
    ["The visitor talks to “", name, "”"].concat()
}

const NO_ANSWER: &str = "–";

/// Answers as one reads them: those of a survey (field notes 2) in words, and a dash where there is none.
pub fn answers(fields: Vec<(String, String)>) -> Vec<(String, String)> {
    let survey = fields.iter().any(|(name, _)| name == "service" || name == "helpful" || name == "recommend");
    let in_words = |(name, value): (String, String)| {
        let value = if value.trim().is_empty() { NO_ANSWER.to_owned() } else { value };
        if !survey {
            return (name, value);
        }
        let (label, value) = match name.as_str() {
            "service" => ("Question answered", yes_or_no(value)),
            "helpful" => ("Helpful", rating(value)),
            "recommend" => ("Would recommend", rating(value)),
            "transcript" => ("Wants a copy by e-mail", yes_or_no(value)),
            "transcriptEmail" => ("E-mail for the copy", value),
            _ => return (name, value),
        };
        (label.to_owned(), value)
    };
    fields.into_iter().map(in_words).collect()
}

fn yes_or_no(value: String) -> String {
    match value.as_str() {
        "1" => "Yes".to_owned(),
        "0" => "No".to_owned(),
        _ => value,
    }
}

/// The vendor's 2, 4, 6, 8, 10 are one to five.
fn rating(value: String) -> String {
    match value.parse::<u8>() {
        Ok(step @ (2 | 4 | 6 | 8 | 10)) => [&(step / 2).to_string(), " of 5"].concat(),
        _ => value,
    }
}

/// What a form is called in a list.
pub fn form_name(form: &FormLine) -> String {
    match (form.title.is_empty(), form.name.as_str()) {
        (true, "MobileChatSurvey") => "Survey".to_owned(),
        (true, "MobileChatCustomerData") => "Contact details".to_owned(),
        (true, name) => name.to_owned(),
        (false, _) => form.title.clone(),
    }
}

pub fn unsupported(name: &str) -> String {
    ["Something that this desk cannot show (", name, ")."].concat()
}

pub fn announcement(announcement: &Announcement) -> String {
    let visitor = |name: &String| if name.is_empty() { VISITOR.to_owned() } else { name.clone() };
    match announcement {
        Announcement::Message { author, text } => [&visitor(author), " says: ", text].concat(),
        Announcement::Messages { count } => [&count.to_string(), " messages came in"].concat(),
        Announcement::Calls { name } => [&visitor(name), " is calling"].concat(),
        Announcement::Waiting { name } => [&visitor(name), " is waiting"].concat(),
        Announcement::Failed => "A message was not sent".to_owned(),
        Announcement::Ended { name } => ["The chat with ", &visitor(name), " has ended"].concat(),
        Announcement::Joined { name } => ["You are in the chat with ", &visitor(name)].concat(),
        Announcement::Reconnecting => "Connection lost. Reconnecting".to_owned(),
        Announcement::Connected => "Connected again".to_owned(),
    }
}

/// The page's title with what waits for the agent in front.
pub fn title(unread: usize, queued: usize) -> String {
    match unread + queued {
        0 => TITLE.to_owned(),
        count => ["(", &count.to_string(), ") ", TITLE].concat(),
    }
}

pub const OFFER: &str = "Offer answers";
pub const OFFER_HINT: &str = "Answers, with commas between them";
pub const OFFER_EXAMPLE: &str = "Yes, No";
pub const OFFER_ADD: &str = "Add to the message";
pub const OFFERED: &str = "Answers offered";
pub const EDIT: &str = "Edit";
pub const EDIT_SAVE: &str = "Save";
pub const EDITED: &str = "Edited";
pub const NEW_WORDS: &str = "Message, in other words";
pub const TAKE_BACK: &str = "Delete";
pub const TAKE_BACK_QUESTION: &str = "Delete this message for the visitor, too?";
pub const TAKE_BACK_YES: &str = "Delete";
pub const DELETED: &str = "This message was deleted";
pub const ATTACH: &str = "Send files";
pub const ATTACHED: &str = "Sending a file";
pub const CANCEL: &str = "Cancel";
pub const SAVE: &str = "Save";
pub const CLOSE: &str = "Close";
pub const FILE_LOST: &str = "The file could not be loaded.";

/// For the button that a picture is.
pub fn enlarge(name: &str) -> String {
    ["Show ", name, " large"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_its_largest_unit() {
        assert_eq!(length(59), "1 min");
        assert_eq!(length(60), "1 min");
        assert_eq!(length(7_260), "2 h 1 min");
        assert_eq!(length(200_000), "2 d");
    }

    #[test]
    fn the_title_counts_what_waits() {
        assert_eq!(title(0, 0), "Parlor desk");
        assert_eq!(title(2, 1), "(3) Parlor desk");
    }

    #[test]
    fn the_answers_of_a_survey_are_words_and_others_stay_as_they_are() {
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let survey = answers(pairs(&[("service", ""), ("helpful", "8"), ("transcript", "1"), ("town", "1")]));
        let words =
            [("Question answered", "–"), ("Helpful", "4 of 5"), ("Wants a copy by e-mail", "Yes"), ("town", "1")];
        assert_eq!(survey, pairs(&words));
        let order = [("transcript", "1"), ("number", "8")];
        assert_eq!(answers(pairs(&order)), pairs(&order));
    }
}
