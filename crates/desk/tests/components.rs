//! The desk's components in a real browser: what they show of a view and which wishes they utter.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cell::RefCell;

use leptos::{mount::mount_to, prelude::*};
use parlor_desk::{
    components::app,
    signals::{Clock, Files, Ui},
    state::{
        ChatLine, ChatState, ChatView, Config, Desk, FileLink, FileView, FormLine, Intent, MessageView, Phase, RowBody,
        RowId, RowKey, RowView, SendProblem, SendState, Sender, SignInProblem, Target, TargetLine, VisitorView,
    },
};
use parlor_protocol::files::Unfit;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit};

wasm_bindgen_test_configure!(run_in_browser);

thread_local! {
    static WISHES: RefCell<Vec<Intent>> = const { RefCell::new(Vec::new()) };
}

fn utter(intent: Intent) {
    WISHES.with_borrow_mut(|wishes| wishes.push(intent));
}

/// The wishes since the last look, without those about typing and watching.
fn wishes() -> Vec<Intent> {
    let quiet = |wish: &Intent| matches!(wish, Intent::Draft { .. } | Intent::StopTyping { .. } | Intent::Watch(_));
    WISHES.take().into_iter().filter(|wish| !quiet(wish)).collect()
}

fn order() -> FormLine {
    FormLine { name: "Order".to_owned(), title: "Your order".to_owned(), secure_id: None }
}

fn file(state: SendState, problem: Option<SendProblem>) -> FileView {
    FileView {
        sender: Sender::Agent,
        mine: true,
        author: "Anna".to_owned(),
        initials: "A".to_owned(),
        name: "map.png".to_owned(),
        link: FileLink::Nowhere,
        size: Some(2048),
        is_picture: false,
        state: Some(state),
        problem,
    }
}

fn row(key: RowKey) -> Option<RowView> {
    let text = "<b>not bold</b>".to_owned();
    let message = MessageView {
        event_id: "e1".to_owned(),
        sender: Sender::Agent,
        mine: true,
        private: false,
        author: "Anna".to_owned(),
        initials: "A".to_owned(),
        nodes: vec![parlor_markup::Node::Text(text.clone())],
        written: text.clone(),
        text,
        replies: Vec::new(),
        state: Some(SendState::Read),
        problem: None,
        edited: false,
        deleted: false,
        first_of_group: true,
        last_of_group: true,
    };
    let body = match key.id {
        RowId(1) => RowBody::Message(message),
        RowId(2) => RowBody::Joined("Bob".to_owned()),
        RowId(3) => RowBody::Left(String::new()),
        RowId(4) => RowBody::Message(MessageView { private: true, state: None, ..message }),
        RowId(5) => RowBody::FormAsked(order(), SendState::Sent, false),
        RowId(6) => RowBody::Form(Vec::new()),
        RowId(7) => RowBody::File(file(SendState::Sending, None)),
        RowId(8) => RowBody::File(file(SendState::Failed, Some(SendProblem::Unfit(Unfit::Blocked)))),
        _ => return None,
    };
    Some(RowView { at: 0, body })
}

/// The desk on the page, in a place of its own that goes away with the test.
struct Stage {
    ui: Ui,
    place: HtmlElement,
    _mounted: Box<dyn std::any::Any>,
}

impl Stage {
    fn new() -> Self {
        WISHES.take();
        let words = |_: u64| "12:00".to_owned();
        let clock = Clock { time: words, day: words, exact: words, iso: words };
        let files = Files {
            send: |_, _| (),
            picture: |_, then| then(None),
            save: |_, _, then| then(false),
            photo: |_, then| then((true, None)),
        };
        let desk = Desk::new(Config { seed: 1, local_day: |_| 0 });
        let ui = Ui::new(desk.view(), utter, row, clock, files);
        let document = web_sys::window().unwrap().document().unwrap();
        let place: HtmlElement = document.create_element("div").unwrap().dyn_into().unwrap();
        document.body().unwrap().append_child(&place).unwrap();
        let mounted = mount_to(place.clone(), move || app(ui));
        Self { ui, place, _mounted: Box::new(mounted) }
    }

    async fn with_chat(state: ChatState) -> Self {
        let desk = Self::new();
        desk.ui.status.update(|status| status.phase = Phase::Online);
        desk.ui.chats.set(vec![ChatLine {
            id: "c1".to_owned(),
            state,
            name: String::new(),
            initials: String::new(),
            last: None,
            since: Some(0),
            unread: 3,
            typing: false,
            failed: false,
            selected: true,
            accepting: false,
        }]);
        desk.ui.chat.set(Some(ChatView {
            id: "c1".to_owned(),
            state,
            name: String::new(),
            initials: String::new(),
            away: false,
            agents: Vec::new(),
            loading: false,
            has_earlier: false,
            can_call: false,
            can_send: state == ChatState::Mine,
            pending: None,
            notice: None,
            typing: None,
            targets: vec![TargetLine { target: Target::Queue, name: String::new() }],
            forms: vec![order()],
            draft: "half a".to_owned(),
        }));
        desk.ui.rows.set(vec![RowKey { id: RowId(1), revision: 0 }]);
        leptos::task::tick().await;
        desk
    }

    fn part(&self, name: &str) -> Option<Element> {
        self.place.query_selector(&["[data-part=\"", name, "\"]"].concat()).unwrap()
    }

    fn click(&self, name: &str) {
        self.part(name).unwrap().unchecked_into::<HtmlElement>().click();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.place.remove();
    }
}

fn press_enter(field: &HtmlTextAreaElement, shift: bool, composing: bool) -> bool {
    let init = KeyboardEventInit::new();
    init.set_key("Enter");
    init.set_shift_key(shift);
    init.set_is_composing(composing);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    // False where somebody took the key.
    field.dispatch_event(&event).unwrap()
}

#[wasm_bindgen_test]
async fn the_log_in_hands_over_the_token_and_ties_its_error_to_the_field() {
    let stage = Stage::new();
    leptos::task::tick().await;
    let field: HtmlInputElement = stage.part("token").unwrap().unchecked_into();
    field.set_value("secret");
    stage.click("sign-in");
    assert_eq!(wishes(), [Intent::SignIn { token: "secret".to_owned() }]);
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("false"));
    stage.ui.status.update(|status| status.problem = Some(SignInProblem::Refused));
    leptos::task::tick().await;
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    let described = field.get_attribute("aria-describedby").unwrap();
    let error = stage.part("login-error").unwrap();
    assert!(described.split(' ').any(|id| id == error.id()));
    assert!(error.text_content().unwrap().contains("not accepted"));
}

#[wasm_bindgen_test]
async fn enter_sends_and_neither_shift_enter_nor_an_ime_does() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    let field: HtmlTextAreaElement = stage.part("input").unwrap().unchecked_into();
    assert_eq!(field.value(), "half a", "the chat's draft is there");
    assert!(press_enter(&field, true, false), "the browser breaks the line");
    assert!(press_enter(&field, false, true), "the IME takes its word");
    assert_eq!(wishes(), []);
    assert!(!press_enter(&field, false, false));
    assert_eq!(wishes(), [Intent::Send { chat: "c1".to_owned(), text: "half a".to_owned() }]);
    assert_eq!(field.value(), "");
    press_enter(&field, false, false);
    assert_eq!(wishes(), [], "there is nothing to send");
}

#[wasm_bindgen_test]
async fn a_message_is_text_with_its_state_in_words() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    let message = stage.part("message").unwrap();
    assert_eq!(message.get_attribute("data-state").as_deref(), Some("read"));
    assert_eq!(message.get_attribute("data-sender").as_deref(), Some("agent"));
    assert_eq!(message.get_attribute("data-id").as_deref(), Some("e1"));
    assert_eq!(stage.part("message-text").unwrap().text_content().as_deref(), Some("<b>not bold</b>"));
    assert!(message.text_content().unwrap().contains("Seen by the visitor"));
    assert_eq!(stage.part("unread").unwrap().text_content().as_deref(), Some("3 unread"));
}

#[wasm_bindgen_test]
async fn a_queued_chat_is_accepted_from_the_list_and_has_no_composer() {
    let stage = Stage::with_chat(ChatState::Queued).await;
    assert!(stage.part("input").is_none());
    assert_eq!(stage.part("chat").unwrap().get_attribute("data-state").as_deref(), Some("queued"));
    stage.click("accept");
    let id = || "c1".to_owned();
    assert_eq!(wishes(), [Intent::Select { chat: Some(id()) }, Intent::Accept { chat: id() }]);
}

#[wasm_bindgen_test]
async fn the_waiting_chats_say_how_long_one_usually_waits_and_who_is_away() {
    let stage = Stage::with_chat(ChatState::Queued).await;
    assert!(stage.part("wait").is_none(), "not known");
    stage.ui.status.update(|status| status.wait = Some(120));
    stage.ui.chat.update(|chat| chat.as_mut().unwrap().away = true);
    leptos::task::tick().await;
    assert_eq!(stage.part("wait").unwrap().text_content().as_deref(), Some("usually 2 min"));
    let standing = stage.place.query_selector(".conversation-standing").unwrap().unwrap();
    assert!(standing.text_content().unwrap().ends_with("visitor away"));
}

#[wasm_bindgen_test]
async fn who_came_and_went_and_what_is_for_agents_only_is_told_apart() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    stage.ui.rows.set([2, 3, 4].map(|id| RowKey { id: RowId(id), revision: 0 }).to_vec());
    leptos::task::tick().await;
    let lines = stage.place.query_selector_all("[data-part=party]").unwrap();
    let words: Vec<_> = (0..lines.length()).map(|at| lines.get(at).unwrap().text_content().unwrap()).collect();
    assert_eq!(words, ["Bob joined", "You left"]);
    let note = stage.part("message").unwrap().text_content().unwrap();
    assert!(note.contains("For agents only") && !note.contains("Seen"), "{note}");
}

#[wasm_bindgen_test]
async fn a_chat_ends_only_after_it_was_asked_once_more() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    stage.click("end");
    stage.click("confirm-no");
    assert_eq!(wishes(), []);
    stage.click("end");
    stage.click("confirm-yes");
    assert_eq!(wishes(), [Intent::End { chat: "c1".to_owned() }]);
    stage.click("transfer");
    stage.click("transfer-target");
    assert_eq!(wishes(), [Intent::Transfer { chat: "c1".to_owned(), to: Target::Queue }]);
}

#[wasm_bindgen_test]
async fn a_form_is_asked_for_from_a_list_and_the_list_closes() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    let opener: HtmlElement = stage.part("ask").unwrap().unchecked_into();
    let list: HtmlElement = stage.place.query_selector("#ask-list").unwrap().unwrap().unchecked_into();
    assert!(list.hidden());
    opener.click();
    leptos::task::tick().await;
    assert!(!list.hidden());
    assert_eq!(stage.part("ask-form").unwrap().text_content().as_deref(), Some("Your order"));
    stage.click("ask-form");
    leptos::task::tick().await;
    assert_eq!(wishes(), [Intent::AskForm { chat: "c1".to_owned(), name: "Order".to_owned() }]);
    assert!(list.hidden());
    let focused = web_sys::window().unwrap().document().unwrap().active_element().unwrap();
    assert!(focused.is_same_node(Some(&opener)));
    stage.ui.chat.update(|chat| chat.as_mut().unwrap().forms.clear());
    leptos::task::tick().await;
    assert!(stage.part("ask").is_none(), "there is nothing to ask for");
}

#[wasm_bindgen_test]
async fn a_case_that_is_being_typed_outlives_what_the_visitor_does_and_stays_with_its_chat() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    stage.ui.visitor.set(Some(VisitorView::default()));
    leptos::task::tick().await;
    let field = |stage: &Stage| stage.part("case").unwrap().unchecked_into::<HtmlInputElement>();
    field(&stage).set_value("C-4");
    stage.ui.visitor.set(Some(VisitorView { email: Some("vera@example.com".to_owned()), ..VisitorView::default() }));
    leptos::task::tick().await;
    assert_eq!(field(&stage).value(), "C-4");
    stage.click("case-set");
    assert_eq!(wishes(), [Intent::SetCase { chat: "c1".to_owned(), case: "C-4".to_owned() }]);
    field(&stage).set_value("C-5");
    stage.ui.chat.update(|chat| "c2".clone_into(&mut chat.as_mut().unwrap().id));
    leptos::task::tick().await;
    assert_eq!(field(&stage).value(), "", "what was typed for one chat is not sent into another");
}

#[wasm_bindgen_test]
async fn a_form_that_was_asked_for_or_given_up_is_a_line() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    stage.ui.rows.set([5, 6].map(|id| RowKey { id: RowId(id), revision: 0 }).to_vec());
    leptos::task::tick().await;
    let words = stage.part("transcript").unwrap().text_content().unwrap();
    assert!(words.contains("Asked for “Your order”"), "{words}");
    assert!(words.contains("did not fill in"), "{words}");
}

#[wasm_bindgen_test]
async fn a_file_on_its_way_tells_how_far_it_is_and_can_be_called_off() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    stage.ui.rows.set(vec![RowKey { id: RowId(7), revision: 0 }]);
    stage.ui.upload.set(Some((RowId(7), 40)));
    leptos::task::tick().await;
    let bar: web_sys::HtmlProgressElement = stage.part("upload-progress").unwrap().unchecked_into();
    assert!((bar.value() - 40.0).abs() < f64::EPSILON);
    stage.click("upload-cancel");
    assert_eq!(wishes(), [Intent::Discard { chat: "c1".to_owned(), row: RowId(7) }]);
}

#[wasm_bindgen_test]
async fn a_file_that_may_not_travel_says_why_and_can_only_be_deleted() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    stage.ui.rows.set(vec![RowKey { id: RowId(8), revision: 0 }]);
    leptos::task::tick().await;
    assert!(stage.part("file").unwrap().text_content().unwrap().contains("not allowed"));
    assert!(stage.part("retry").is_none() && stage.part("upload-progress").is_none());
    assert!(stage.part("delete").is_some());
}

#[wasm_bindgen_test]
async fn an_own_message_is_given_other_words_where_it_stands_and_nothing_that_comes_undoes_them() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    stage.place.query_selector("[part=edit]").unwrap().unwrap().unchecked_into::<HtmlElement>().click();
    leptos::task::tick().await;
    let field: HtmlTextAreaElement = stage.part("edit-field").unwrap().unchecked_into();
    assert_eq!(field.value(), "<b>not bold</b>");
    field.set_value("other words");
    field.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
    stage.ui.ways.set([(RowId(1), SendState::Delivered)].into());
    leptos::task::tick().await;
    assert!(field.is_connected(), "a receipt draws nothing anew");
    assert_eq!(stage.part("message").unwrap().get_attribute("data-state").as_deref(), Some("delivered"));
    stage.ui.rows.set(vec![RowKey { id: RowId(1), revision: 1 }]);
    leptos::task::tick().await;
    let field: HtmlTextAreaElement = stage.part("edit-field").unwrap().unchecked_into();
    assert_eq!(field.value(), "other words");
    stage.click("edit-save");
    leptos::task::tick().await;
    let chat = "c1".to_owned();
    assert_eq!(wishes(), [Intent::Edit { chat, row: RowId(1), text: "other words".to_owned() }]);
    assert!(stage.part("edit-field").is_none());
}

#[wasm_bindgen_test]
async fn an_own_message_is_taken_back_only_after_it_was_asked_once_more() {
    let stage = Stage::with_chat(ChatState::Mine).await;
    let take_back =
        || stage.place.query_selector("[part=take-back]").unwrap().unwrap().unchecked_into::<HtmlElement>().click();
    take_back();
    leptos::task::tick().await;
    stage.click("take-back-no");
    leptos::task::tick().await;
    assert_eq!(wishes(), []);
    take_back();
    leptos::task::tick().await;
    stage.click("take-back-yes");
    assert_eq!(wishes(), [Intent::Delete { chat: "c1".to_owned(), row: RowId(1) }]);
    stage.ui.chat.update(|chat| chat.as_mut().unwrap().can_send = false);
    leptos::task::tick().await;
    assert!(stage.place.query_selector("[part=edit]").unwrap().is_none(), "an ended chat is not changed");
}
