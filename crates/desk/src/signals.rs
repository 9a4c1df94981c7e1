//! What the components see and what they may do: one signal per slice of the view, set only when its slice changed,
//! and functions for wishes, rows and times. The runtime provides it; components know nothing else.

use std::collections::BTreeMap;

use leptos::prelude::*;
use parlor_ui::files::Address;
use web_sys::File;

use crate::state::{
    CallView, ChatLine, ChatView, DeskView, Intent, RowId, RowKey, RowView, SendState, StatusView, VisitorView,
};

/// Lines that the live region holds; older ones were said.
const SPOKEN: usize = 5;

#[derive(Clone, Copy)]
pub struct Ui {
    pub status: RwSignal<StatusView>,
    pub chats: RwSignal<Vec<ChatLine>>,
    pub chat: RwSignal<Option<ChatView>>,
    pub rows: RwSignal<Vec<RowKey>>,
    /// How far the agent's own rows have come.
    pub ways: RwSignal<BTreeMap<RowId, SendState>>,
    /// The open chat takes what the agent says.
    pub can_send: Memo<bool>,
    pub visitor: RwSignal<Option<VisitorView>>,
    /// Lines for the live region, numbered.
    pub spoken: RwSignal<Vec<(u64, String)>>,
    /// Unix seconds, a few times a minute.
    pub now: RwSignal<u64>,
    pub pane: RwSignal<Pane>,
    pub dispatch: fn(Intent),
    /// Content of a row of the selected chat.
    pub row: fn(RowKey) -> Option<RowView>,
    /// The file of the open chat that is on its way, and how much of it has left, in per cent.
    pub upload: RwSignal<Option<(RowId, u8)>>,
    pub call: RwSignal<Option<CallView>>,
    /// The own message that is being changed. Not in its row, which may be drawn anew.
    pub changing: RwSignal<Option<Changing>>,
    pub clock: Clock,
    pub files: Files,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changing {
    pub row: RowId,
    /// The words so far; `None`: it is to be taken back, and that is asked once more.
    pub draft: Option<String>,
}

/// What is called once, with what became of a wish.
pub type Then<T> = Box<dyn FnOnce(T)>;

/// Whether a picture was taken, and the address of the one that there is.
pub type Taken = (bool, Option<Address>);

/// What can be done with files.
#[derive(Clone, Copy)]
pub struct Files {
    /// Send one into this chat.
    pub send: fn(String, File),
    /// An address for the picture of this id; `None` where it can't be had.
    pub picture: fn(&str, Then<Option<Address>>),
    /// Let the agent save the file of this id under this name; says whether it could be had.
    pub save: fn(&str, String, Then<bool>),
    /// Take this picture as the agent's own; `None`: leave it as it is.
    pub photo: fn(Option<File>, Then<Taken>),
}

/// Unix seconds → words, in the agent's language and time zone.
#[derive(Clone, Copy)]
pub struct Clock {
    pub time: fn(u64) -> String,
    pub day: fn(u64) -> String,
    pub exact: fn(u64) -> String,
    /// For machines.
    pub iso: fn(u64) -> String,
}

/// The column that a narrow page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    Chats,
    Conversation,
    Visitor,
}

impl Ui {
    /// The chat that is open.
    pub fn selected(self) -> Option<String> {
        self.chat.with_untracked(|chat| chat.as_ref().map(|chat| chat.id.clone()))
    }

    pub fn new(
        view: DeskView,
        dispatch: fn(Intent),
        row: fn(RowKey) -> Option<RowView>,
        clock: Clock,
        files: Files,
    ) -> Self {
        let chat = RwSignal::new(view.chat);
        Self {
            can_send: Memo::new(move |_| chat.with(|chat| chat.as_ref().is_some_and(|chat| chat.can_send))),
            status: RwSignal::new(view.status),
            chats: RwSignal::new(view.chats),
            chat,
            rows: RwSignal::new(view.rows),
            ways: RwSignal::new(view.ways),
            visitor: RwSignal::new(view.visitor),
            spoken: RwSignal::new(Vec::new()),
            now: RwSignal::new(0),
            pane: RwSignal::new(Pane::Chats),
            dispatch,
            row,
            upload: RwSignal::new(view.upload),
            call: RwSignal::new(view.call),
            changing: RwSignal::new(None),
            clock,
            files,
        }
    }

    pub fn publish(&self, view: DeskView) {
        set(self.status, view.status);
        set(self.chats, view.chats);
        set(self.chat, view.chat);
        set(self.rows, view.rows);
        set(self.ways, view.ways);
        set(self.visitor, view.visitor);
        set(self.upload, view.upload);
        set(self.call, view.call);
    }

    pub fn say(&self, line: String) {
        self.spoken.update(|spoken| {
            let number = spoken.last().map_or(0, |(number, _)| number + 1);
            spoken.push((number, line));
            let over = spoken.len().saturating_sub(SPOKEN);
            spoken.drain(..over);
        });
    }
}

fn set<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|held| *held != value) {
        signal.set(value);
    }
}
