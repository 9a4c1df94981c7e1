//! A shadow root with the widget in it, the signals' writing ends, and everything that the components asked for.

use std::{any::Any, cell::RefCell, collections::BTreeMap, ops::Range, rc::Rc};

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use parlor::{
    components::{self, ContactTab},
    signals::{
        self, Action, Dispatch, Writers,
        tab::{Face, TabAction},
    },
};
use parlor_contact::{Configuration, Look, Page};
use parlor_session::{
    input::RowId,
    time::Millis,
    view::{
        AgentView, Asked, Callable, Connection, MessageView, Phase, RowBody, RowKey, RowView, SendState, Sender,
        StatusView,
    },
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CssStyleSheet, Element, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

const STYLE: &[&str] = &[
    include_str!("../../style/tokens.css"),
    include_str!("../../style/reset.css"),
    include_str!("../../style/main.css"),
    include_str!("../../style/controls.css"),
    include_str!("../../style/progress.css"),
    include_str!("../../style/components/composer.css"),
    include_str!("../../style/components/confirm.css"),
    include_str!("../../style/components/contact_tab.css"),
    include_str!("../../style/components/end_screen.css"),
    include_str!("../../style/components/file_card.css"),
    include_str!("../../style/components/form.css"),
    include_str!("../../style/components/form_row.css"),
    include_str!("../../style/components/header.css"),
    include_str!("../../style/components/menu.css"),
    include_str!("../../style/components/message.css"),
    include_str!("../../style/components/notice.css"),
    include_str!("../../style/components/offer.css"),
    include_str!("../../style/components/past.css"),
    include_str!("../../style/components/queue_status.css"),
    include_str!("../../style/components/timeline.css"),
    include_str!("../../style/components/window.css"),
];

/// A moment for rows that don't care.
pub(crate) const NOON: u64 = 1_700_000_000_000;

pub(crate) struct Stage {
    pub(crate) write: Writers,
    tab: RefCell<ContactTab>,
    pub(crate) root: ShadowRoot,
    host: HtmlElement,
    actions: Rc<RefCell<Vec<Action>>>,
    asked: Rc<RefCell<Vec<TabAction>>>,
    rows: Rc<RefCell<BTreeMap<u64, (u32, RowView)>>>,
    owner: Owner,
    handle: Option<Box<dyn Any>>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        refuse_inner_html();
        let document = document();
        let host: HtmlElement = document.create_element("parlor-chat").unwrap().unchecked_into();
        document.body().unwrap().append_child(&host).unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let sheet = CssStyleSheet::new().unwrap();
        sheet.replace_sync(&STYLE.concat()).unwrap();
        Reflect::set(&root, &"adoptedStyleSheets".into(), &Array::of1(&sheet)).unwrap();
        let place = || {
            let place: HtmlElement = document.create_element("div").unwrap().unchecked_into();
            root.append_child(&place).unwrap();
            place
        };

        let owner = Owner::new();
        let actions = Rc::new(RefCell::new(Vec::new()));
        let heard = actions.clone();
        let asked = Rc::new(RefCell::new(Vec::new()));
        let pressed = asked.clone();
        let (write, tab, handle) = owner.with(|| {
            let dispatch = Dispatch::new(Rc::new(move |action| heard.borrow_mut().push(action)));
            let page = Page { host: "example.com".into(), path: "/".into() };
            let look = Look::new::<true>(&Configuration::default(), &page, "", None);
            let ask = Rc::new(move |action| pressed.borrow_mut().push(action));
            let tab = ContactTab::mount(place(), Face::new(&look), ask);
            let (read, write) = signals::create(look, status(Phase::Idle), dispatch);
            let handle = mount_to(place(), move || {
                signals::provide(read);
                components::chat()
            });
            (write, tab, Box::new(handle) as Box<dyn Any>)
        });
        Self {
            write,
            tab: RefCell::new(tab),
            root,
            host,
            actions,
            asked,
            rows: Rc::default(),
            owner,
            handle: Some(handle),
        }
    }

    /// With the window open, and what that asks for done.
    pub(crate) async fn open() -> Self {
        let stage = Self::new();
        stage.open_is(true);
        until("the window", || stage.find("[part=window][data-open]").is_some()).await;
        frame().await;
        frame().await;
        stage
    }

    /// In a running chat.
    pub(crate) async fn chat() -> Self {
        let stage = Self::open().await;
        stage.write.status.set(status(Phase::Connected));
        until("the end button", || stage.find("[part=end]").is_some()).await;
        stage
    }

    pub(crate) fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.root.query_selector(selector).unwrap().map(JsCast::unchecked_into)
    }

    pub(crate) fn get(&self, selector: &str) -> HtmlElement {
        self.find(selector).unwrap_or_else(|| panic!("there is no {selector}"))
    }

    pub(crate) fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).unwrap().length()
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        self.get(selector).text_content().unwrap_or_default()
    }

    pub(crate) fn has_focus(&self, selector: &str) -> bool {
        self.root.active_element().is_some_and(|element| element.matches(selector).unwrap())
    }

    /// What was asked for since the last time, without what goes on by itself.
    pub(crate) fn actions(&self) -> Vec<Action> {
        let mut actions = std::mem::take(&mut *self.actions.borrow_mut());
        actions.retain(|action| !matches!(action, Action::AtLatest(_)));
        actions
    }

    /// What the tab asked for since the last time.
    pub(crate) fn asked(&self) -> Vec<TabAction> {
        std::mem::take(&mut *self.asked.borrow_mut())
    }

    /// Opens or closes the window, as both parts are told.
    pub(crate) fn open_is(&self, open: bool) {
        self.write.open.set(open);
        self.face(|face| face.open = open);
    }

    /// Changes what the tab shows.
    pub(crate) fn face(&self, change: impl FnOnce(&mut Face)) {
        let mut tab = self.tab.borrow_mut();
        change(tab.change());
        tab.draw();
    }

    /// Whether the transcript was last said to be at its end.
    pub(crate) fn at_latest(&self) -> Option<bool> {
        self.actions.borrow().iter().rev().find_map(|action| match action {
            Action::AtLatest(at) => Some(*at),
            _ => None,
        })
    }

    /// Puts a row under this id, in another wording if it is there.
    pub(crate) fn row(&self, id: u64, body: RowBody) {
        let mut rows = self.rows.borrow_mut();
        let revision = rows.get(&id).map_or(0, |(revision, _)| revision + 1);
        rows.insert(id, (revision, RowView { id: RowId(id), at: Millis(NOON + id * 1000), body }));
        let keys: Vec<_> =
            rows.iter().map(|(id, (revision, _))| RowKey { id: RowId(*id), revision: *revision }).collect();
        self.write.set_rows(&keys, |id| rows.get(&id.0).map(|(_, row)| row.clone()));
    }

    /// Shows just these rows; those that are known stay as they are.
    pub(crate) fn replace_rows(&self, ids: Range<u64>, body: impl Fn(u64) -> RowBody) {
        let mut rows = self.rows.borrow_mut();
        rows.retain(|id, _| ids.contains(id));
        for id in ids {
            rows.entry(id)
                .or_insert_with(|| (0, RowView { id: RowId(id), at: Millis(NOON + id * 1000), body: body(id) }));
        }
        let keys: Vec<_> =
            rows.iter().map(|(id, (revision, _))| RowKey { id: RowId(*id), revision: *revision }).collect();
        self.write.set_rows(&keys, |id| rows.get(&id.0).map(|(_, row)| row.clone()));
    }

    pub(crate) async fn type_text(&self, text: &str) {
        let input: web_sys::HtmlTextAreaElement = self.get("[part=input]").unchecked_into();
        input.set_value(text);
        fire(&input, "InputEvent", "input", &[]);
        frame().await;
    }

    /// What stands in this input.
    pub(crate) fn value_of(&self, selector: &str) -> String {
        self.get(selector).unchecked_into::<web_sys::HtmlInputElement>().value()
    }

    /// What stands in the composer.
    pub(crate) fn value(&self) -> String {
        self.get("[part=input]").unchecked_into::<web_sys::HtmlTextAreaElement>().value()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.handle.take();
        self.owner.cleanup();
        self.host.remove();
    }
}

pub(crate) fn status(phase: Phase) -> StatusView {
    let runs = matches!(phase, Phase::Queued | Phase::Connected);
    StatusView {
        phase,
        chat_id: runs.then(|| String::from("chat")),
        ewt: None,
        agent: (phase == Phase::Connected).then(|| AgentView {
            party_id: "p".into(),
            name: "Ann Lee".into(),
            initials: "AL".into(),
            is_bot: false,
            present: true,
        }),
        typing: None,
        connection: Connection::Live,
        problem: None,
        warning: None,
        ended_by: None,
        takes_forms: runs,
        service: None,
        asked: Asked::Chat,
        cobrowsing: false,
        call: None,
        callable: Callable::default(),
        case: None,
        unsent: 0,
        can_send: runs,
        can_end: runs,
    }
}

pub(crate) fn message(sender: Sender, text: &str, state: Option<SendState>) -> MessageView {
    MessageView {
        sender,
        author: if sender == Sender::Visitor { String::new() } else { "Ann Lee".into() },
        initials: "AL".into(),
        nodes: vec![parlor_markup::Node::Text(text.to_owned())],
        text: text.to_owned(),
        party_id: String::new(),
        file: None,
        place: None,
        is_sticker: false,
        replies: None,
        state,
        problem: None,
        first_of_group: true,
        last_of_group: true,
        edited: false,
        deleted: false,
    }
}

pub(crate) fn said(sender: Sender, text: &str, state: Option<SendState>) -> RowBody {
    RowBody::Message(message(sender, text, state))
}

/// Fires an event as the browser would. Returns whether its default would still happen.
pub(crate) fn fire(target: &Element, class: &str, name: &str, options: &[(&str, JsValue)]) -> bool {
    let init = Object::new();
    for (key, value) in [("bubbles", true), ("composed", true), ("cancelable", true)] {
        Reflect::set(&init, &key.into(), &value.into()).unwrap();
    }
    for (key, value) in options {
        Reflect::set(&init, &(*key).into(), value).unwrap();
    }
    let class: Function = Reflect::get(&js_sys::global(), &class.into()).unwrap().unchecked_into();
    let event = Reflect::construct(&class, &Array::of2(&name.into(), &init)).unwrap();
    target.dispatch_event(&event.unchecked_into()).unwrap()
}

pub(crate) fn press(target: &Element, key: &str) -> bool {
    fire(target, "KeyboardEvent", "keydown", &[("key", key.into())])
}

/// Waits until it holds; fails after about four seconds.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..250 {
        if holds() {
            return;
        }
        frame().await;
    }
    panic!("{what} did not come");
}

/// Lets the page draw once, or goes on where it does not draw.
pub(crate) async fn frame() {
    let drawn = Promise::new(&mut |resolve, _| {
        window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 16).unwrap();
    });
    JsFuture::from(drawn).await.unwrap();
}

/// As a page with Trusted Types does: whoever hands a string to the HTML parser fails.
fn refuse_inner_html() {
    let element: Function = Reflect::get(&js_sys::global(), &"Element".into()).unwrap().unchecked_into();
    let prototype: Object = Reflect::get(&element, &"prototype".into()).unwrap().unchecked_into();
    let refusal = Object::new();
    let throw = Function::new_no_args("throw new TypeError('a string for the HTML parser')");
    Reflect::set(&refusal, &"set".into(), &throw).unwrap();
    Reflect::set(&refusal, &"configurable".into(), &true.into()).unwrap();
    for name in ["innerHTML", "outerHTML"] {
        Object::define_property(&prototype, &name.into(), &refusal);
    }
    Reflect::set(&prototype, &"insertAdjacentHTML".into(), &throw).unwrap();
}
