//! The window's free corner: drag it, use the arrow keys on it, or click it to go between the usual size and the widest.
//! The size is remembered by the runtime; the style sheet keeps it inside the screen.

use leptos::{
    ev::{KeyboardEvent, PointerEvent},
    html,
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::{
    i18n::{Text, use_words},
    signals::{self, Action, use_dispatch, use_signals},
};

/// Narrowest and widest, lowest and highest, in CSS pixels.
const WIDTH: (u32, u32) = (320, 560);
const HEIGHT: (u32, u32) = (360, 1200);
/// The style sheet's own size, for the click's way back.
const USUAL: signals::Size = signals::Size { width: 384, height: 640 };
/// One press of an arrow key.
const STEP: i32 = 16;

/// The size as it is to be: what is being dragged, else what is remembered.
#[derive(Clone, Copy)]
pub(super) struct Size {
    remembered: ReadSignal<Option<signals::Size>>,
    dragged: RwSignal<Option<signals::Size>>,
}

impl Size {
    pub(super) fn new(remembered: ReadSignal<Option<signals::Size>>) -> Self {
        Self { remembered, dragged: RwSignal::new(None) }
    }

    fn get(self) -> Option<signals::Size> {
        self.dragged.get().or_else(|| self.remembered.get())
    }

    pub(super) fn width(self) -> Option<String> {
        self.get().map(|size| pixels(size.width.clamp(WIDTH.0, WIDTH.1)))
    }

    pub(super) fn height(self) -> Option<String> {
        self.get().map(|size| pixels(size.height.clamp(HEIGHT.0, HEIGHT.1)))
    }
}

fn pixels(length: u32) -> String {
    length.to_string() + "px"
}

/// Where a drag began: the pointer, and the window's size then.
#[derive(Clone, Copy)]
struct Start {
    x: i32,
    y: i32,
    size: signals::Size,
    moved: bool,
}

pub(super) fn handle(place: NodeRef<html::Div>, size: Size) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let location = use_signals().tab;
    let start = StoredValue::new(None::<Start>);
    // The corner away from the edges that the window sticks to: growing means going left and up where it stands at the
    // right and at the bottom.
    let toward = move || {
        let word = location.with_untracked(|tab| tab.location.word());
        let x = if word.contains("left") { 1 } else { -1 };
        let y = if word.contains("top") { 1 } else { -1 };
        (x, y)
    };
    let measured = move || {
        let window: Element = place.get_untracked()?.unchecked_into();
        let rect = window.get_bounding_client_rect();
        Some(signals::Size { width: whole(rect.width()), height: whole(rect.height()) })
    };
    let keep = move |size: signals::Size| {
        let size =
            signals::Size { width: size.width.clamp(WIDTH.0, WIDTH.1), height: size.height.clamp(HEIGHT.0, HEIGHT.1) };
        dispatch.send(Action::Resize(size));
    };
    let on_down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(handle) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            let _ = handle.set_pointer_capture(event.pointer_id());
        }
        start.set_value(measured().map(|size| Start { x: event.client_x(), y: event.client_y(), size, moved: false }));
    };
    let on_move = move |event: PointerEvent| {
        let Some(mut from) = start.get_value() else { return };
        let (x, y) = toward();
        let (by_x, by_y) = (x * (event.client_x() - from.x), y * (event.client_y() - from.y));
        if !from.moved && by_x.abs() + by_y.abs() < 4 {
            return;
        }
        from.moved = true;
        start.set_value(Some(from));
        size.dragged.set(Some(grown(from.size, by_x, by_y)));
    };
    let on_up = move |_: PointerEvent| {
        let moved = start.get_value().is_some_and(|start| start.moved);
        start.set_value(None);
        if let Some(size) = size.dragged.get_untracked().filter(|_| moved) {
            keep(size);
        }
    };
    // The end of a drag is a click, too.
    let was_dragged = move || size.dragged.try_update(Option::take).flatten().is_some();
    let on_click = move |_| {
        if was_dragged() {
            return;
        }
        let wide = measured().is_some_and(|size| size.width > USUAL.width);
        keep(if wide { USUAL } else { signals::Size { width: WIDTH.1, height: 800 } });
    };
    let on_key = move |event: KeyboardEvent| {
        let (by_x, by_y) = match event.key().as_str() {
            "ArrowLeft" => (-STEP, 0),
            "ArrowRight" => (STEP, 0),
            "ArrowUp" => (0, -STEP),
            "ArrowDown" => (0, STEP),
            _ => return,
        };
        event.prevent_default();
        let (x, y) = toward();
        if let Some(size) = measured() {
            keep(grown(size, x * by_x, y * by_y));
        }
    };
    view! {
        <button
            type="button"
            class="resize"
            part="resize"
            aria-label=move || words.get(Text::Resize)
            title=move || words.get(Text::Resize)
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointercancel=on_up
            on:click=on_click
            on:keydown=on_key
        ></button>
    }
    .into_any()
}

fn grown(size: signals::Size, by_x: i32, by_y: i32) -> signals::Size {
    signals::Size { width: size.width.saturating_add_signed(by_x), height: size.height.saturating_add_signed(by_y) }
}

fn whole(length: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates at both ends")]
    let length = length.round() as u32;
    length
}
