//! Keeps the transcript's place when anything in it, or it itself, changes height: rows, typing, pictures, keyboard.
//! The browser's own anchoring is switched off in the style sheet, since not every browser has one.

use leptos::{html, prelude::*};
use parlor_ui::{Reach, gone::Undo};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};

use crate::signals::Signals;

/// This close to the start, or to the end, asks for what comes before or behind.
const NEAR: i32 = 480;
/// So much is seen above the beginning of a form.
const ABOVE: i32 = 12;

/// What stood at the top of the view, and how far below its edge.
struct Anchor {
    row: Element,
    top: f64,
}

/// Where the visitor is in the transcript.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) list: NodeRef<html::Div>,
    pub(super) rows: NodeRef<html::Div>,
    pub(super) at_end: RwSignal<bool>,
    signals: Signals,
    anchor: StoredValue<Option<Anchor>, LocalStorage>,
    /// Where the list stood when last looked at.
    last: StoredValue<Reach>,
    /// The content's height and the list's, as they were when the place was last settled.
    settled: StoredValue<(i32, i32)>,
    /// The form whose beginning was shown last.
    begun: StoredValue<Option<Element>, LocalStorage>,
}

type Watching = StoredValue<Option<(ResizeObserver, Undo, Closure<dyn FnMut()>)>, LocalStorage>;

impl Place {
    pub(super) fn new(signals: Signals) -> Self {
        Self {
            list: NodeRef::new(),
            rows: NodeRef::new(),
            at_end: RwSignal::new(true),
            signals,
            anchor: StoredValue::new_local(None),
            last: StoredValue::new(Reach::default()),
            settled: StoredValue::new((0, 0)),
            begun: StoredValue::new_local(None),
        }
    }

    /// `None` before they are drawn and after they are gone.
    fn elements(self) -> Option<(Element, Element)> {
        let list = self.list.try_get_untracked()??;
        let rows = self.rows.try_get_untracked()??;
        Some((list.unchecked_into(), rows.unchecked_into()))
    }

    pub(super) fn to_end(self) {
        let Some((list, _)) = self.elements() else { return };
        list.set_scroll_top(list.scroll_height());
        self.last.set_value(Reach::of(&list));
    }

    pub(super) fn is_near_start(self) -> bool {
        self.elements().is_some_and(|(list, _)| list.scroll_top() < NEAR)
    }

    pub(super) fn is_near_end(self) -> bool {
        self.elements().is_some_and(|(list, _)| Reach::of(&list).below() < NEAR)
    }

    /// The list was scrolled, by the visitor or by what happened to it.
    pub(super) fn scrolled(self) {
        let Some((list, rows)) = self.elements() else { return };
        let reach = Reach::of(&list);
        let was_at_end = self.at_end.get_untracked();
        // Where later rows are left out the end is not there yet: what is put behind must not be jumped over.
        let at_end = reach.follows(self.last.get_value(), was_at_end) && !self.signals.has_later.get_untracked();
        self.last.set_value(reach);
        if at_end != was_at_end {
            self.at_end.set(at_end);
        }
        if !at_end {
            self.anchor.set_value(anchor_of(&list, &rows));
        } else if !reach.is_at_end() {
            self.to_end();
        }
    }

    /// The heights changed: to the end again, or back to what stood at the top.
    fn settle(self) {
        let Some((list, rows)) = self.elements() else { return };
        if self.at_end.get_untracked() {
            if !self.begin_form(&list, &rows) {
                self.to_end();
                return;
            }
            self.at_end.set(false);
        }
        let moved = self.anchor.with_value(|anchor| {
            let anchor = anchor.as_ref().filter(|anchor| anchor.row.is_connected())?;
            Some(distance(&anchor.row, &list) - anchor.top)
        });
        if let Some(moved) = moved.filter(|moved| moved.abs() >= 1.0) {
            list.set_scroll_top(list.scroll_top().saturating_add(pixels(moved)));
            self.last.set_value(Reach::of(&list));
        }
        self.anchor.set_value(anchor_of(&list, &rows));
    }

    /// A form that came and is too tall to be seen whole is seen from its beginning, once.
    fn begin_form(self, list: &Element, rows: &Element) -> bool {
        let newest = rows.last_element_child().filter(|row| row.matches(".form-row:has(form)").unwrap_or(false));
        let Some(form) = newest.filter(|form| form.client_height() > list.client_height()) else { return false };
        if self.begun.with_value(|begun| begun.as_ref() == Some(&form)) {
            return false;
        }
        list.set_scroll_top(list.scroll_top().saturating_add(pixels(distance(&form, list))).saturating_sub(ABOVE));
        self.begun.set_value(Some(form));
        self.last.set_value(Reach::of(list));
        self.anchor.set_value(None);
        true
    }

    /// The observer tells of heights, or that it begins to watch. What settling moves would be told at once again, which
    /// some browsers make an error that the page hears of: so it looks away until the next frame, and then looks whether more
    /// has changed.
    fn changed(self, watching: Watching) {
        let Some((list, rows)) = self.elements() else { return };
        let heights = |list: &Element| (list.scroll_height(), list.client_height());
        if self.settled.get_value() == heights(&list) {
            return;
        }
        let observer = watching.with_value(|watching| watching.as_ref().map(|(observer, ..)| observer.clone()));
        let Some(observer) = observer else { return };
        observer.disconnect();
        self.settle();
        self.settled.set_value(heights(&list));
        request_animation_frame(move || {
            if watching.try_with_value(Option::is_some).unwrap_or_default() {
                observer.observe(&rows);
                observer.observe(&list);
            }
        });
    }

    /// Watches the heights for as long as the component lives.
    pub(super) fn watch(self) {
        let watching: Watching = StoredValue::new_local(None);
        Effect::new(move |_| {
            // Tracks both, so that this runs again when they have been drawn.
            if self.list.get().is_none() || self.rows.get().is_none() {
                return;
            }
            let Some((list, rows)) = self.elements() else { return };
            let changed = Closure::<dyn FnMut()>::new(move || self.changed(watching));
            let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) else { return };
            observer.observe(&rows);
            observer.observe(&list);
            let gone = Undo::calling(&observer, "disconnect");
            watching.set_value(Some((observer, gone, changed)));
        });
        // Rows that come at one end while as many go at the other change no height.
        Effect::new(move |_| {
            self.signals.rows.track();
            request_animation_frame(move || self.settle());
        });
        on_cleanup(move || {
            if let Some((observer, ..)) = watching.try_update_value(Option::take).flatten() {
                observer.disconnect();
            }
        });
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pixels on a page; beyond i32 the cast saturates")]
fn pixels(length: f64) -> i32 {
    length.round() as i32
}

/// How far below the list's edge a row begins.
fn distance(row: &Element, list: &Element) -> f64 {
    row.get_bounding_client_rect().top() - list.get_bounding_client_rect().top()
}

fn anchor_of(list: &Element, rows: &Element) -> Option<Anchor> {
    let edge = list.get_bounding_client_rect().top();
    let children = rows.children();
    // The first child that ends below the edge. They are in order, so half of them can be left out each time.
    let (mut low, mut high) = (0, children.length());
    while low < high {
        let middle = low.midpoint(high);
        if children.item(middle)?.get_bounding_client_rect().bottom() <= edge {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let row = children.item(low)?;
    let top = distance(&row, list);
    Some(Anchor { row, top })
}
