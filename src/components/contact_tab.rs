//! The contact tab: the disclosure button that opens and closes the window, at one of twelve places. What it says and
//! whether it is there comes from the configuration and the availability. What changes is drawn by hand: as memos and
//! attributes of a view, it was a third of all that loads before the tab works, and a signal with an effect a tenth
//! (docs/size.md).

use std::{any::Any, rc::Rc};

use leptos::{mount::mount_to, prelude::*};
use parlor_contact::{Availability, TabView};
use parlor_ui::{
    Icon, add_icon,
    dom::{add, set, set_or_remove},
};
use web_sys::{Element, HtmlElement};

use super::{
    direction,
    dress::{self, Worn},
    queue_status::minutes,
    window::WINDOW_ID,
};
use crate::{
    i18n::{Counted, Locale, Text, digits},
    signals::tab::{Arrival, Ask, Face, TabAction},
};

/// Where the focus goes when the window closes.
pub(super) const TAB_ID: &str = "parlor-tab";

/// The tab on the page. Dropped, it goes.
pub struct ContactTab {
    face: Face,
    is_stale: bool,
    drawn: Option<Drawn>,
    _view: Box<dyn Any>,
}

impl ContactTab {
    /// In `place`. Call below the part's owner.
    pub fn mount(place: HtmlElement, face: Face, ask: Ask) -> Self {
        let around: Element = place.clone().into();
        let view = mount_to(place, move || contact_tab(&ask));
        let drawn = around.first_element_child().as_ref().and_then(Drawn::at);
        let mut tab = Self { face, is_stale: true, drawn, _view: Box::new(view) };
        tab.draw();
        tab
    }

    pub fn face(&self) -> &Face {
        &self.face
    }

    /// What is to be seen from the next `draw` on.
    pub fn change(&mut self) -> &mut Face {
        self.is_stale = true;
        &mut self.face
    }

    pub fn draw(&mut self) {
        if let Some(drawn) = self.drawn.as_mut().filter(|_| self.is_stale) {
            drawn.draw(&self.face);
        }
        self.is_stale = false;
    }
}

/// The listeners are capturing ones: Leptos's others bring a table of delegated events along, even without one.
fn contact_tab(ask: &Ask) -> AnyView {
    let says = |action: TabAction| {
        let ask = Rc::clone(ask);
        move || ask(action)
    };
    let (press, enter, focus) = (says(TabAction::Press), says(TabAction::Approach), says(TabAction::Approach));
    view! {
        <div class="parlor">
            <button
                type="button"
                id=TAB_ID
                part="contact-tab"
                aria-controls=WINDOW_ID
                on:click:capture=move |_| press()
                on:pointerenter:capture=move |_| enter()
                on:focus:capture=move |_| focus()
            ></button>
        </div>
    }
    .into_any()
}

/// The elements, and what they show.
struct Drawn {
    place: Element,
    button: Element,
    words: Element,
    text: Element,
    notice: Element,
    /// The sign's address, empty for our own; it is drawn anew for another one only, and would be loaded again.
    sign: Option<String>,
    worn: Option<Worn>,
}

impl Drawn {
    fn at(place: &Element) -> Option<Self> {
        let button = place.first_element_child()?;
        let words = add(&button, "span", "")?;
        let text = add(&words, "span", "tab-text")?;
        set(&text, "dir", "auto");
        let notice = add(place, "div", "tab-notice")?;
        set(&notice, "role", "alert");
        let worn = Worn::at(place);
        Some(Self { place: place.clone(), button, words, text, notice, sign: None, worn })
    }

    fn draw(&mut self, face: &Face) {
        let Face { tab, locale, .. } = face;
        set(&self.place, "lang", &locale.tag);
        set(&self.place, "dir", direction(&locale.tag));
        if let Some(host) = dress::host(&self.place) {
            set(&host, "data-theme", face.theme.name());
        }
        if let Some(worn) = &mut self.worn {
            worn.change(&face.dress);
        }
        self.sign(tab.icon_url.as_deref().unwrap_or_default());
        let text = label(tab, locale);
        let button = &self.button;
        for (name, value) in [
            ("class", Some(if tab.round { "contact-tab contact-tab-round" } else { "contact-tab" })),
            ("data-location", Some(tab.location.word())),
            ("data-availability", Some(tab.availability.word())),
            ("aria-busy", (face.chat == Arrival::Coming).then_some("true")),
            ("aria-expanded", Some(if face.open { "true" } else { "false" })),
            ("title", tab.round.then_some(&*text)),
        ] {
            set_or_remove(button, name, value);
        }
        match (tab.visible, button.is_connected()) {
            // Some pages have a `remove` of their own, which fails where there is nothing to remove from.
            (false, true) => button.remove(),
            (true, false) => {
                let _ = self.place.insert_before(button, self.place.first_child().as_ref());
            }
            _ => {}
        }
        set(&self.words, "class", if tab.round { "visually-hidden" } else { "tab-words" });
        say(&self.text, &text);
        put(&self.words, ".tab-wait", wait(tab.ewt, locale), |words, wait| {
            say(&add(words, "span", "tab-wait")?, wait);
            Some(())
        });
        let unread = (face.unread > 0).then(|| locale.count(Counted::Unread, face.unread));
        put(button, ".unread", unread, |button, unread| {
            let badge = add(button, "span", "unread")?;
            set(&badge, "part", "unread");
            let shown = add(&badge, "span", "")?;
            set(&shown, "aria-hidden", "true");
            say(&shown, &if face.unread > 99 { String::from("99+") } else { digits(face.unread) });
            say(&add(&badge, "span", "visually-hidden")?, unread);
            Some(())
        });
        // Where the chat could not be loaded, one sentence beside the tab says so.
        set(&self.notice, "data-location", tab.location.word());
        let failed = (tab.visible && face.chat == Arrival::Failed).then(|| locale.say(Text::NotLoaded));
        put(&self.notice, "p", failed, |notice, sentence| {
            let line = add(notice, "p", "")?;
            set(&line, "part", "notice");
            say(&line, sentence);
            Some(())
        });
    }

    fn sign(&mut self, address: &str) {
        if self.sign.as_deref() == Some(address) {
            return;
        }
        if let Some(before) = self.words.previous_element_sibling() {
            before.remove();
        }
        if address.is_empty() {
            add_icon(&self.button, Icon::Chat);
        } else if let Some(image) = add(&self.button, "img", "tab-picture") {
            for (name, value) in [("alt", ""), ("decoding", "async"), ("src", address)] {
                set(&image, name, value);
            }
        }
        if let Some(sign) = self.button.last_element_child() {
            let _ = self.button.insert_before(&sign, Some(&self.words));
        }
        self.sign = Some(address.to_owned());
    }
}

/// The tenant's words, or the widget's own for the availability.
fn label(tab: &TabView, locale: &Locale) -> String {
    match (tab.text.is_empty(), tab.availability) {
        (false, _) => tab.text.clone(),
        (true, Availability::Available | Availability::Unknown) => locale.say(Text::TabAvailable),
        (true, Availability::Busy) => locale.say(Text::TabBusy),
        (true, Availability::OutOfHours) => locale.say(Text::TabOutOfHours),
    }
}

fn wait(ewt: Option<u64>, locale: &Locale) -> Option<String> {
    Some(match minutes(ewt)? {
        0 => locale.say(Text::WaitLessThanMinute),
        minutes => locale.count(Counted::WaitMinutes, minutes),
    })
}

fn say(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// The one child that this selector finds is there with these words, made by `make`, or is not there. One that says them
/// already is left as it is: who listens is not told again.
fn put(parent: &Element, selector: &str, words: Option<String>, make: impl FnOnce(&Element, &str) -> Option<()>) {
    let there = parent.query_selector(selector).ok().flatten();
    let said = there.as_ref().map(|there| there.last_element_child().unwrap_or_else(|| there.clone()));
    if words.is_some() && said.and_then(|said| said.text_content()) == words {
        return;
    }
    if let Some(there) = there {
        there.remove();
    }
    if let Some(words) = words {
        let _ = make(parent, &words);
    }
}
