//! A message: the bubble, whose it is, when it came and how far the visitor's own got; what can be done where one
//! failed. Drawn by hand, since there are many, and part by part: only what changed is drawn again, so that a receipt
//! leaves a selection alone and a neighbour the focus. Clicks are `super::click`'s.

use leptos::prelude::*;
use parlor_markup::Node;
use parlor_session::{
    input::RowId,
    problem::{Problem, ProblemKind},
    view::{FileSource, FileView, MessageView, Phase, RowBody, RowView, SendState, Sender, StatusView},
};
use parlor_ui::{
    Icon, MarkupWords, Tick, add_avatar, add_icon, add_ticks,
    dom::{add, set, set_or_remove},
    draw_markup,
};
use web_sys::Element;

use super::{file_card, place_card, replies};
use crate::{
    i18n::{Text, Words, use_words},
    signals::{Signals, use_signals},
};

pub(super) fn bubble(id: RowId, sender: Sender, row: Signal<Option<RowView>>) -> AnyView {
    let signals = use_signals();
    view! {
        <div
            part="message"
            role="listitem"
            tabindex="-1"
            data-sender=sender_name(sender)
            data-id=id.0.to_string()
            use:keep_drawn=(use_words(), sender, row, signals)
        ></div>
    }
    .into_any()
}

type Shown = (Words, Sender, Signal<Option<RowView>>, Signals);

fn keep_drawn(place: Element, (words, sender, row, signals): Shown) {
    let drawing = RenderEffect::new(move |drawn: Option<Option<Drawn>>| {
        let mut drawn = drawn.unwrap_or_else(|| Drawn::new(&place, sender));
        row.with(|row| {
            // One that is gone is about to be taken off the page.
            if let (Some(drawn), Some(RowView { at, body: RowBody::Message(message), .. })) = (&mut drawn, row) {
                drawn.update(&place, words, at.0, message, signals);
            }
        });
        drawn
    });
    // Lives as long as the row.
    StoredValue::new_local(drawing);
}

/// The parts of a message, each with what it shows.
struct Drawn {
    /// The agent's picture beside the group's last bubble; its place is kept free beside the others.
    picture: Option<Part<Option<Face>>>,
    author: Element,
    name: Part<String>,
    bubble: Element,
    markup: Part<(Vec<Node>, MarkupWords)>,
    card: Part<Option<Card>>,
    replies: Part<Option<replies::Shown>>,
    meta: Part<Meta>,
    failed: Part<Option<Failed>>,
}

/// What a message brings: one thing at most.
#[derive(Clone, PartialEq)]
enum Card {
    File(file_card::Shown),
    Place(place_card::Shown),
}

/// Name, initials and the address of a photo.
type Face = (String, String, Option<String>);

/// Time and ticks.
#[derive(PartialEq)]
struct Meta {
    at: u64,
    time: String,
    exact: String,
    edited: Option<String>,
    tick: Option<(Tick, String)>,
}

/// Why it failed, and the buttons: part and words.
#[derive(PartialEq)]
struct Failed {
    reason: String,
    actions: Vec<(&'static str, String)>,
}

struct Part<T> {
    place: Element,
    shown: Option<T>,
}

impl<T: PartialEq> Part<T> {
    const fn new(place: Element) -> Self {
        Self { place, shown: None }
    }

    fn show(&mut self, value: T, draw: impl FnOnce(&Element, &T)) {
        if self.shown.as_ref() != Some(&value) {
            draw(&self.place, &value);
            self.shown = Some(value);
        }
    }
}

impl Drawn {
    fn new(place: &Element, sender: Sender) -> Option<Self> {
        let picture = if sender == Sender::Visitor { None } else { add(place, "div", "message-picture") };
        let body = add(place, "div", "message-body")?;
        let author = add(&body, "span", "")?;
        set(&author, "part", "message-author");
        let name = add(&author, "bdi", "")?;
        let bubble = add(&body, "div", "bubble")?;
        let markup = add(&bubble, "div", "markup")?;
        set(&markup, "part", "message-text");
        set(&markup, "dir", "auto");
        let card = add(&bubble, "div", "")?;
        let replies = add(&body, "div", "")?;
        let meta = add(&body, "div", "message-meta")?;
        Some(Self {
            picture: picture.map(Part::new),
            author,
            name: Part::new(name),
            bubble,
            markup: Part::new(markup),
            card: Part::new(card),
            replies: Part::new(replies),
            meta: Part::new(meta),
            failed: Part::new(body),
        })
    }

    fn update(&mut self, place: &Element, words: Words, at: u64, message: &MessageView, signals: Signals) {
        let class = match (message.first_of_group, message.last_of_group) {
            (true, true) => "message message-first message-last",
            (true, false) => "message message-first",
            (false, true) => "message message-last",
            (false, false) => "message",
        };
        set(place, "class", class);
        set_or_remove(place, "data-state", message.state.map(state_name));
        set_or_remove(place, "data-edited", (message.edited && !message.deleted).then_some("true"));
        set_or_remove(place, "data-deleted", message.deleted.then_some("true"));

        if let Some(picture) = &mut self.picture {
            let photo = || (message.sender == Sender::Agent).then(|| signals.photo(&message.party_id)).flatten();
            let person = message.last_of_group.then(|| (message.author.clone(), message.initials.clone(), photo()));
            picture.show(person, |place, person| {
                place.set_text_content(None);
                if let Some((name, initials, photo)) = person {
                    add_avatar(place, name, initials, photo.as_deref());
                }
            });
        }

        // Seen at the head of an agent's group, heard with every message.
        let is_seen = message.sender != Sender::Visitor && message.first_of_group;
        set(&self.author, "class", if is_seen { "message-author" } else { "visually-hidden" });
        self.name
            .show(author(words, message.sender, &message.author), |place, name| place.set_text_content(Some(name)));

        let exact = words.exact(at);
        set(&self.bubble, "title", &exact);
        let nodes = if message.deleted {
            vec![Node::Text(words.get(Text::Deleted))]
        } else if message.is_sticker && message.nodes.is_empty() {
            vec![Node::Text(words.get(Text::Sticker))]
        } else {
            message.nodes.clone()
        };
        let markup_words = MarkupWords { show_image: words.get(Text::ShowImage), new_tab: words.get(Text::NewTab) };
        self.markup.show((nodes, markup_words), |place, (nodes, words)| draw_markup(place, nodes, words));
        let card = match (message.file.clone(), message.place.clone()) {
            (Some(file), _) => {
                let address = picture(&file, signals);
                let unsaved = signals.unsaved.with(|unsaved| {
                    unsaved.iter().find(|(source, _)| *source == file.source).map(|(_, is_gone)| *is_gone)
                });
                Some(Card::File(file_card::Shown::new(words, file, address, message.state, unsaved)))
            }
            (None, place) => place.map(|place| Card::Place(place_card::Shown::new(words, place))),
        };
        let before = self.card.shown.clone().flatten();
        self.card.show(card, |place, card| draw_card(place, card.as_ref(), before.as_ref()));

        let open = message.replies.clone().filter(|replies| replies.chosen.is_none() && !message.deleted);
        let open = open.filter(|_| signals.status.with(|status| status.can_send));
        // Nothing but answers is said in no bubble.
        let is_bare = message.replies.is_some() && message.text.trim().is_empty();
        set_or_remove(&self.bubble, "hidden", is_bare.then_some(""));
        let offered = open.map(|open| (open, words.get(Text::Answers)));
        self.replies.show(offered, |place, offered| replies::draw(place, offered.as_ref()));

        let meta = Meta {
            at,
            time: words.time(at),
            exact,
            edited: (message.edited && !message.deleted).then(|| words.get(Text::Edited)),
            tick: message.state.map(|state| (tick(state), words.get(state_text(state)))),
        };
        self.meta.show(meta, draw_meta);

        let failed = (message.state == Some(SendState::Failed)).then(|| failed(words, message, signals.status));
        self.failed.show(failed, |body, failed| draw_failed(body, failed.as_ref()));
    }
}

fn draw_card(place: &Element, card: Option<&Card>, before: Option<&Card>) {
    match (card, before) {
        (Some(Card::File(file)), Some(Card::File(before))) => file_card::draw(place, file, Some(before)),
        (Some(Card::File(file)), _) => file_card::draw(place, file, None),
        (Some(Card::Place(spot)), _) => place_card::draw(place, spot),
        (None, _) => place.set_text_content(None),
    }
}

/// Where a picture can be drawn from; asks for it where that is not known yet. Tracks.
fn picture(file: &FileView, signals: Signals) -> Option<String> {
    if !file.is_picture || !matches!(file.source, FileSource::Local(_) | FileSource::Stored(_)) {
        return None;
    }
    signals.picture(&file.source)
}

/// Who speaks, as it is read: by name where there is one.
pub(in crate::components) fn author(words: Words, sender: Sender, name: &str) -> String {
    match sender {
        Sender::Visitor => words.get(Text::You),
        _ if !name.trim().is_empty() => name.to_owned(),
        Sender::Bot => words.get(Text::Bot),
        Sender::Agent | Sender::System => words.get(Text::Agent),
    }
}

fn draw_meta(place: &Element, meta: &Meta) {
    place.set_text_content(None);
    if let Some(edited) = &meta.edited {
        add_text(place, "span", "message-edited", edited);
    }
    if let Some(time) = add(place, "time", "message-time") {
        set(&time, "part", "message-time");
        set_or_remove(&time, "datetime", machine_time(meta.at).as_deref());
        add_text(&time, "span", "time-short", &meta.time);
        add_text(&time, "span", "time-exact", &meta.exact);
    }
    if let Some((tick, words)) = &meta.tick {
        add_ticks(place, *tick, words);
    }
}

fn failed(words: Words, message: &MessageView, status: ReadSignal<StatusView>) -> Failed {
    let mut line = words.get(Text::Failed);
    let is_file = message.file.is_some();
    if let Some(reason) = message.problem.as_ref().and_then(|problem| reason(problem, is_file)) {
        line.push_str(". ");
        line.push_str(&words.get(reason));
    }
    // What an ended chat could not take, the end screen offers to take into the next one.
    let is_over = status.with(|status| status.phase == Phase::Ended);
    let is_hopeless = message.problem.as_ref().is_some_and(|problem| {
        matches!(
            problem.kind,
            ProblemKind::Limit
                | ProblemKind::FileEmpty
                | ProblemKind::FileTooLarge
                | ProblemKind::FileBlocked
                | ProblemKind::FileLost
        )
    });
    let retry = (!is_over && !is_hopeless).then_some(("retry", Text::Retry));
    let copy = message.file.is_none().then_some(("copy", Text::Copy));
    let actions = retry.into_iter().chain(copy).chain([("delete", Text::Delete)]);
    Failed { reason: line, actions: actions.map(|(part, text)| (part, words.get(text))).collect() }
}

/// Under a failed message: why, and what can be done.
fn draw_failed(body: &Element, failed: Option<&Failed>) {
    if let Some(old) = body.last_element_child().filter(|last| last.class_name() == "message-failed") {
        old.remove();
    }
    let Some(failed) = failed else { return };
    let Some(place) = add(body, "div", "message-failed") else { return };
    if let Some(reason) = add(&place, "span", "message-reason") {
        add_icon(&reason, Icon::Alert);
        add_text(&reason, "span", "", &failed.reason);
    }
    let Some(actions) = add(&place, "span", "message-actions") else { return };
    for (part, words) in &failed.actions {
        if let Some(button) = add_text(&actions, "button", "button button-text", words) {
            set(&button, "type", "button");
            set(&button, "part", part);
        }
    }
}

fn add_text(parent: &Element, name: &str, class: &str, text: &str) -> Option<Element> {
    let child = add(parent, name, class)?;
    child.set_text_content(Some(text));
    Some(child)
}

/// Why a single message failed, where that helps. Trouble of the whole chat stands in the notice.
const fn reason(problem: &Problem, is_file: bool) -> Option<Text> {
    match problem.kind {
        ProblemKind::Refused if is_file => Some(Text::FileRefused),
        ProblemKind::Refused => Some(Text::Refused),
        ProblemKind::Limit => Some(Text::TooLong),
        ProblemKind::FileEmpty => Some(Text::FileEmpty),
        ProblemKind::FileTooLarge => Some(Text::FileTooLarge),
        ProblemKind::FileBlocked => Some(Text::FileBlocked),
        ProblemKind::FileLost => Some(Text::FileLost),
        ProblemKind::ChatGone => Some(Text::ChatGone),
        ProblemKind::Offline
        | ProblemKind::ServerTrouble
        | ProblemKind::Busy
        | ProblemKind::Unavailable
        | ProblemKind::Setup
        | ProblemKind::NoCase
        | ProblemKind::CaseTrouble
        | ProblemKind::NoChat
        | ProblemKind::NoDevice
        | ProblemKind::Permission
        | ProblemKind::Unsupported
        | ProblemKind::Timeout => None,
    }
}

const fn sender_name(sender: Sender) -> &'static str {
    match sender {
        Sender::Visitor => "visitor",
        Sender::Agent => "agent",
        Sender::Bot => "bot",
        Sender::System => "system",
    }
}

const fn state_name(state: SendState) -> &'static str {
    match state {
        SendState::Sending => "sending",
        SendState::Sent => "sent",
        SendState::Delivered => "delivered",
        SendState::Read => "read",
        SendState::Failed => "failed",
    }
}

const fn state_text(state: SendState) -> Text {
    match state {
        SendState::Sending => Text::Sending,
        SendState::Sent => Text::Sent,
        SendState::Delivered => Text::Delivered,
        SendState::Read => Text::Read,
        SendState::Failed => Text::Failed,
    }
}

const fn tick(state: SendState) -> Tick {
    match state {
        SendState::Sending => Tick::Sending,
        SendState::Sent => Tick::Sent,
        SendState::Delivered => Tick::Delivered,
        SendState::Read => Tick::Read,
        SendState::Failed => Tick::Failed,
    }
}

/// ISO 8601, for `datetime`.
fn machine_time(at: u64) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "a date beyond 2^53 ms is refused below")]
    let at = at as f64;
    // `toISOString` throws beyond this.
    (at <= 8.64e15).then(|| js_sys::Date::new(&at.into()).to_iso_string().into())
}
