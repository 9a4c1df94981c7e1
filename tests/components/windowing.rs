//! Tab, window, header and notices.

use js_sys::{Object, Reflect};
use leptos::prelude::Set;
use parlor::signals::{
    Action, Size,
    tab::{Arrival, TabAction},
};
use parlor_contact::{Location, OfferView, form::Way};
use parlor_session::{
    Intent,
    problem::{Problem, ProblemKind},
    view::{Connection, Phase},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::stage::{Stage, fire, frame, press, status, until};

const PLACES: [Location; 12] = [
    Location::TopLeft,
    Location::TopMiddle,
    Location::TopRight,
    Location::RightTop,
    Location::RightMiddle,
    Location::RightBottom,
    Location::BottomLeft,
    Location::BottomMiddle,
    Location::BottomRight,
    Location::LeftTop,
    Location::LeftMiddle,
    Location::LeftBottom,
];

#[wasm_bindgen_test]
async fn the_tab_opens_and_closes_the_window_and_says_so() {
    let stage = Stage::new();
    let tab = stage.get("[part=contact-tab]");
    until("the tab", || tab.get_attribute("aria-expanded").as_deref() == Some("false")).await;
    assert_eq!(stage.count("[part=window]"), 0, "nothing is built before it is asked for");
    tab.click();
    assert_eq!(stage.asked(), [TabAction::Press]);
    stage.open_is(true);
    until("the window", || stage.find("[part=window]").is_some()).await;
    assert_eq!(tab.get_attribute("aria-expanded").as_deref(), Some("true"));
    assert_eq!(tab.get_attribute("aria-controls"), stage.get("[part=window]").get_attribute("id"));
    tab.click();
    assert_eq!(stage.asked(), [TabAction::Press]);
}

#[wasm_bindgen_test]
async fn the_tab_says_when_it_is_about_to_be_pressed_and_that_the_chat_is_on_its_way() {
    let stage = Stage::new();
    let tab = stage.get("[part=contact-tab]");
    fire(&tab, "PointerEvent", "pointerenter", &[]);
    assert_eq!(stage.asked(), [TabAction::Approach]);
    assert_eq!(tab.get_attribute("aria-busy"), None);
    stage.face(|face| face.chat = Arrival::Coming);
    until("the sign of it", || tab.get_attribute("aria-busy").as_deref() == Some("true")).await;
    stage.face(|face| face.chat = Arrival::Failed);
    until("the sentence", || stage.find("[role=alert] [part=notice]").is_some()).await;
    assert_eq!(tab.get_attribute("aria-busy"), None);
    stage.face(|face| face.chat = Arrival::There);
    until("no sentence", || stage.find("[part=notice]").is_none()).await;
}

#[wasm_bindgen_test]
async fn all_twelve_places_are_inside_the_screen() {
    let stage = Stage::new();
    for location in PLACES {
        stage.face(|face| face.tab.location = location);
        let tab = stage.get("[part=contact-tab]");
        until("the place", || tab.get_attribute("data-location").as_deref() == Some(location.word())).await;
        let rect = tab.get_bounding_client_rect();
        let page = leptos::prelude::window();
        let (width, height) = (page.inner_width().unwrap(), page.inner_height().unwrap());
        assert!(rect.left() >= -0.5 && rect.right() <= width.as_f64().unwrap() + 0.5, "{}", location.word());
        assert!(rect.top() >= -0.5 && rect.bottom() <= height.as_f64().unwrap() + 0.5, "{}", location.word());
        assert!(rect.width() >= 40.0 && rect.height() >= 40.0, "{}", location.word());
    }
}

#[wasm_bindgen_test]
async fn opening_leads_into_the_composer_and_escape_back_to_the_tab() {
    let stage = Stage::new();
    stage.get("[part=contact-tab]").focus().unwrap();
    stage.open_is(true);
    until("the composer's focus", || stage.has_focus("[part=input]")).await;
    press(&stage.get("[part=input]"), "Escape");
    assert_eq!(stage.actions(), [Action::Close]);
    stage.open_is(false);
    until("the tab's focus", || stage.has_focus("[part=contact-tab]")).await;
}

#[wasm_bindgen_test]
async fn a_window_that_opens_by_itself_leaves_the_focus_alone() {
    // A page that nobody has touched, which the driver's scripts would not let the test's page be.
    let navigator: Object = leptos::prelude::window().navigator().unchecked_into();
    let untouched = Object::new();
    let activation = Object::new();
    Reflect::set(&activation, &"hasBeenActive".into(), &false.into()).unwrap();
    Reflect::set(&untouched, &"value".into(), &activation).unwrap();
    Reflect::set(&untouched, &"configurable".into(), &true.into()).unwrap();
    Object::define_property(&navigator, &"userActivation".into(), &untouched);
    let stage = Stage::open().await;
    frame().await;
    let taken = stage.has_focus("*");
    Reflect::delete_property(&navigator, &"userActivation".into()).unwrap();
    assert!(!taken);
}

#[wasm_bindgen_test]
async fn who_types_in_the_page_stays_there_when_the_window_opens() {
    let page = leptos::prelude::document();
    let search: HtmlElement = page.create_element("input").unwrap().unchecked_into();
    page.body().unwrap().append_child(&search).unwrap();
    search.focus().unwrap();
    let stage = Stage::open().await;
    frame().await;
    let stays = page.active_element().is_some_and(|element| search.is_same_node(Some(&element)));
    search.remove();
    assert!(stays && !stage.has_focus("*"));
}

#[wasm_bindgen_test]
async fn what_vanishes_under_the_focus_hands_it_on_and_leaves_who_is_elsewhere() {
    let stage = Stage::chat().await;
    let mut offline = status(Phase::Connected);
    offline.connection = Connection::Offline;
    stage.write.status.set(offline.clone());
    until("the banner", || stage.find("[part=retry]").is_some()).await;
    stage.get("[part=retry]").focus().unwrap();
    stage.write.status.set(status(Phase::Connected));
    until("the composer's focus", || stage.has_focus("[part=input]")).await;

    stage.write.status.set(offline);
    until("the banner", || stage.find("[part=retry]").is_some()).await;
    let retry = stage.get("[part=retry]");
    retry.focus().unwrap();
    retry.blur().unwrap();
    until("nothing has it", || !stage.has_focus("*")).await;
    for _ in 0..5 {
        frame().await;
    }
    stage.write.status.set(status(Phase::Connected));
    until("no banner", || stage.find("[part=retry]").is_none()).await;
    for _ in 0..10 {
        frame().await;
    }
    assert!(!stage.has_focus("*"));
}

#[wasm_bindgen_test]
async fn a_menu_stays_open_where_the_browsers_window_loses_the_focus() {
    let stage = Stage::chat().await;
    let menu = stage.get("[part=menu]");
    menu.focus().unwrap();
    menu.click();
    until("the menu", || stage.find("[part=about]").is_some()).await;
    // The menu's button still has it, which the browser tells of like this.
    fire(&menu, "FocusEvent", "focusout", &[]);
    frame().await;
    assert_eq!(stage.count("[part=about]"), 1);
    stage.get("[part=input]").focus().unwrap();
    until("it is closed", || stage.find("[part=about]").is_none()).await;
}

#[wasm_bindgen_test]
async fn the_window_is_a_named_region_that_is_not_modal() {
    let stage = Stage::chat().await;
    let window = stage.get("[part=window]");
    assert_eq!(window.get_attribute("role").as_deref(), Some("region"));
    assert_eq!(window.get_attribute("aria-modal"), None);
    let name = window.get_attribute("aria-labelledby").unwrap();
    assert_eq!(stage.text(&format!("#{name}")), "Ann Lee");
}

#[wasm_bindgen_test]
async fn ending_asks_first() {
    let stage = Stage::chat().await;
    stage.get("[part=end]").click();
    until("the question", || stage.has_focus("[part=confirm-no]")).await;
    assert_eq!(stage.get("[part=confirm]").get_attribute("role").as_deref(), Some("alertdialog"));
    press(&stage.get("[part=confirm-no]"), "Tab");
    assert!(stage.has_focus("[part=confirm-yes]"), "the focus stays with the question");
    press(&stage.get("[part=confirm-yes]"), "Escape");
    until("the answer", || stage.find("[part=confirm]").is_none()).await;
    assert_eq!(stage.actions(), [], "Escape means no, and does not close the window either");

    stage.get("[part=end]").click();
    until("the question", || stage.find("[part=confirm]").is_some()).await;
    stage.get("[part=confirm-yes]").click();
    assert_eq!(stage.actions(), [Action::Intent(Intent::End)]);
}

#[wasm_bindgen_test]
async fn the_unread_badge_counts_for_eyes_and_ears() {
    let stage = Stage::new();
    assert_eq!(stage.count("[part=unread]"), 0);
    stage.face(|face| face.unread = 120);
    until("the badge", || stage.find("[part=unread]").is_some()).await;
    assert_eq!(stage.text("[part=unread]"), "99+120 unread messages");
}

#[wasm_bindgen_test]
async fn trouble_is_one_line_with_one_way_out() {
    let stage = Stage::chat().await;
    let mut trouble = status(Phase::Connected);
    trouble.connection = Connection::Offline;
    stage.write.status.set(trouble.clone());
    until("the banner", || stage.find("[part=banner]").is_some()).await;
    assert!(stage.text("[part=banner]").starts_with("No connection."));

    trouble.connection = Connection::Live;
    trouble.problem = Some(Problem { kind: ProblemKind::ServerTrouble, code: Some(42), detail: "<b>boom</b>".into() });
    stage.write.status.set(trouble.clone());
    until("the notice", || stage.find("[part=notice]").is_some()).await;
    assert!(!stage.text("[part=notice]").contains("boom"), "the server's own words are not for visitors");
    stage.actions();
    stage.get("[part=notice] [part=retry]").click();
    assert_eq!(stage.actions(), [Action::Intent(Intent::RetryNow)]);

    trouble.problem = None;
    trouble.warning = Some("Are you there?".into());
    stage.write.status.set(trouble);
    until("the warning", || stage.find("[part=still-here]").is_some()).await;
    stage.get("[part=still-here]").click();
    assert_eq!(stage.actions(), [Action::Intent(Intent::StillHere)]);
}

#[wasm_bindgen_test]
async fn the_free_corner_resizes_by_keyboard_within_bounds() {
    let stage = Stage::open().await;
    stage.actions();
    let corner = stage.get("[part=resize]");
    press(&corner, "ArrowLeft");
    let resized = stage.actions();
    assert!(matches!(resized[..], [Action::Resize(Size { width: 320..=560, .. })]), "{resized:?}");
    stage.write.size.set(Some(Size { width: 9000, height: 9000 }));
    let page = leptos::prelude::window();
    let inner = page.inner_width().unwrap().as_f64().unwrap();
    until("the bound", || {
        let width = stage.get("[part=window]").get_bounding_client_rect().width();
        width <= inner.min(561.0)
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_offer_is_said_politely_and_answered_by_its_buttons_or_escape() {
    let stage = Stage::new();
    let place = stage.get(".offer-place");
    assert_eq!(place.get_attribute("aria-live").as_deref(), Some("polite"));
    let offer = OfferView {
        html: "Can we <em>help</em>?".to_owned(),
        location: Location::LeftTop,
        width: Some(300),
        chat_text: Some(String::new()),
        call_text: Some("Ring me".to_owned()),
        cancel_text: Some("Not now".to_owned()),
    };
    stage.write.offer.set(Some(offer));
    until("the offer", || stage.find("[part=offer] em").is_some()).await;
    assert_eq!(stage.get("[part=offer]").get_attribute("data-location").as_deref(), Some("left_top"));
    assert!(!stage.has_focus("[part=offer] *"));
    assert_eq!(stage.text("[part=offer-chat]"), "Chat with us");
    stage.get("[part=offer-chat]").click();
    assert_eq!(stage.text("[part=offer-call]"), "Ring me");
    stage.get("[part=offer-call]").click();
    stage.get(".offer-answers [part=offer-close]").click();
    assert!(!press(&stage.get("[part=offer-chat]"), "Escape"), "the page does not hear of it");
    let (chat, call, none) = (Action::Offer(Some(Way::Chat)), Action::Offer(Some(Way::Call)), Action::Offer(None));
    assert_eq!(stage.actions(), [chat, call, none.clone(), none]);
}
