//! The icons: paths of our own on a 24 × 24 grid, drawn with a stroke of the current colour.
//! Called by every component that shows one. Always hidden from assistive technology: the control carries the words.

use leptos::prelude::*;
use web_sys::Element;

use crate::dom::set;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Chat,
    Send,
    Close,
    Minimize,
    Menu,
    Check,
    DoubleCheck,
    /// The same on a line.
    DoubleCheckLined,
    Clock,
    Alert,
    Warning,
    Info,
    Offline,
    Retry,
    Copy,
    Delete,
    ArrowDown,
    Image,
    Transfer,
    Power,
    People,
    Leave,
    Form,
    Attach,
    File,
    Edit,
    Replies,
    Lock,
    Place,
    Eye,
    Smile,
    Sound,
    Silent,
    Phone,
    HangUp,
    Video,
    VideoOff,
    Microphone,
    MicrophoneOff,
    Devices,
    Float,
}

impl Icon {
    /// What `d` of its path says.
    const fn path(self) -> &'static str {
        match self {
            Self::Chat => {
                "M12 4c4.7 0 8.5 3.1 8.5 7s-3.8 7-8.5 7c-.9 0-1.8-.1-2.6-.3L4.5 20l1.2-3.7C4.3 15 3.5 13.1 3.5 11c0-3.9 3.8-7 8.5-7Z"
            }
            Self::Place => {
                "M12 20.5c-3.8-4-6-7-6-10a6 6 0 0 1 12 0c0 3-2.2 6-6 10ZM12 12.7a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z"
            }
            Self::Eye => {
                "M2.5 12c2-4 5.4-6.5 9.5-6.5s7.5 2.5 9.5 6.5c-2 4-5.4 6.5-9.5 6.5S4.5 16 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z"
            }
            Self::Smile => {
                "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM8.5 14c.8 1.3 2 2 3.5 2s2.7-.7 3.5-2M9.2 9.8h.01M14.8 9.8h.01"
            }
            Self::Sound => "M4 9.5v5h3.5L12 18V6L7.5 9.5ZM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11",
            Self::Silent => "M4 9.5v5h3.5L12 18V6L7.5 9.5ZM16 9.5l5 5M21 9.5l-5 5",
            Self::Phone => {
                "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.6 1.5A15.5 15.5 0 0 1 5 5.6 1.5 1.5 0 0 1 6.5 4Z"
            }
            Self::HangUp => {
                "M3 14.2c0-1.5.5-2.7 1.6-3.4A13.6 13.6 0 0 1 12 8.7c2.7 0 5.3.7 7.4 2.1 1.1.7 1.6 1.9 1.6 3.4v.6a1 1 0 0 1-1.2 1l-3-.6a1 1 0 0 1-.8-1v-1.7a12 12 0 0 0-8 0v1.7a1 1 0 0 1-.8 1l-3 .6a1 1 0 0 1-1.2-1Z"
            }
            Self::Video => {
                "M4.5 7h9A1.5 1.5 0 0 1 15 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7ZM15 10.8l5.5-3v8.4l-5.5-3"
            }
            Self::VideoOff => {
                "M4 4l16 16M15 11V8.5A1.5 1.5 0 0 0 13.5 7H10M6.5 7h-2A1.5 1.5 0 0 0 3 8.5v7A1.5 1.5 0 0 0 4.5 17h9a1.5 1.5 0 0 0 1.5-1.5M15 10.8l5.5-3v8.4"
            }
            Self::Microphone => {
                "M12 3.5a2.8 2.8 0 0 1 2.8 2.8v5a2.8 2.8 0 0 1-5.6 0v-5A2.8 2.8 0 0 1 12 3.5ZM6 11a6 6 0 0 0 12 0M12 17v3.5"
            }
            Self::MicrophoneOff => {
                "M4 4l16 16M14.8 9.5V6.3a2.8 2.8 0 0 0-5.4-1M9.2 9.5v1.8a2.8 2.8 0 0 0 4.3 2.4M6 11a6 6 0 0 0 9.3 5M18 11a6 6 0 0 1-.5 2.4M12 17v3.5"
            }
            Self::Devices => {
                "M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9M15 5.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4ZM9 14.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z"
            }
            Self::Float => {
                "M4.5 5h15A1.5 1.5 0 0 1 21 6.5V10M11 19H4.5A1.5 1.5 0 0 1 3 17.5v-11A1.5 1.5 0 0 1 4.5 5M15 13.5h5.5a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H15a1 1 0 0 1-1-1v-3.5a1 1 0 0 1 1-1Z"
            }
            Self::Lock => {
                "M7 10.5h10a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1ZM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5M12 14.5v1.5"
            }
            Self::Send => "M12 19V5.5M6 11l6-6 6 6",
            Self::Close => "M6.5 6.5l11 11M17.5 6.5l-11 11",
            Self::Minimize => "M6 9.5l6 6 6-6",
            Self::Menu => {
                "M4.9 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0ZM11.4 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0ZM17.9 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0Z"
            }
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::DoubleCheck => "M2.5 12.5L7 17l8.5-9.5M11.5 15.5L13 17l8.5-9.5",
            Self::DoubleCheckLined => "M2.5 9.5L7 14l8.5-9.5M11.5 12.5L13 14l8.5-9.5M3 20h18",
            Self::Clock => "M12 7.5V12l3 2M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z",
            Self::Alert => "M12 7.5v5.5M12 16.5h.01M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z",
            Self::Warning => {
                "M12 9.5v4M12 16.8h.01M10.4 4.6 3 17.5A1.8 1.8 0 0 0 4.6 20.2h14.8a1.8 1.8 0 0 0 1.6-2.7L13.6 4.6a1.8 1.8 0 0 0-3.2 0Z"
            }
            Self::Info => "M12 11v5.5M12 7.5h.01M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z",
            Self::Offline => {
                "M4 4l16 16M3 9.5a13 13 0 0 1 5-3M12.5 5.5A13 13 0 0 1 21 9.5M6 13a9 9 0 0 1 4.5-2.4M15 11.5a9 9 0 0 1 3 1.5M9.3 16.2a4.5 4.5 0 0 1 5.4 0M12 19.5h.01"
            }
            Self::Retry => "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15",
            Self::Copy => {
                "M9 9h9.5a1 1 0 0 1 1 1v9.5a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM5 15.5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h9.5a1 1 0 0 1 1 1"
            }
            Self::Delete => {
                "M4.5 7h15M9.5 7V5a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1v2M6.5 7l.8 12a1 1 0 0 0 1 1h7.4a1 1 0 0 0 1-1l.8-12M10 11v5M14 11v5"
            }
            Self::ArrowDown => "M12 5v13.5M6 13l6 6 6-6",
            Self::Image => {
                "M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18V6A1.5 1.5 0 0 1 5 4.5ZM3.5 16l5-5 8 8M14 13.5l2.5-2.5 4 4M9 8.5h.01"
            }
            Self::Transfer => "M4 8.5h15M15 4.5l4 4-4 4M20 15.5H5M9 11.5l-4 4 4 4",
            Self::Power => "M12 3.5V12M7 6.2a7.5 7.5 0 1 0 10 0",
            Self::People => {
                "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.5c0-3 2.9-5 6.5-5s6.5 2 6.5 5M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.9c2.1.7 3.5 2.4 3.5 4.6"
            }
            Self::Form => {
                "M6 3.5h12a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1ZM8.5 8h7M8.5 12h7M8.5 16h4"
            }
            Self::Attach => "M8 12.5l6.2-6.2a3.2 3.2 0 0 1 4.5 4.5l-8 8a5.2 5.2 0 0 1-7.4-7.4l7.7-7.7",
            Self::File => "M7 3.5h7l4.5 4.5v11.5a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1ZM13.5 3.5v5h5",
            Self::Edit => {
                "M4 20l.9-4L16.3 4.6a1.6 1.6 0 0 1 2.3 0l.8.8a1.6 1.6 0 0 1 0 2.3L8 19.1 4 20ZM14.3 6.6l3.1 3.1"
            }
            Self::Replies => {
                "M6 5h12a2.5 2.5 0 0 1 0 5H6a2.5 2.5 0 0 1 0-5ZM6 14h7a2.5 2.5 0 0 1 0 5H6a2.5 2.5 0 0 1 0-5Z"
            }
            Self::Leave => {
                "M14 7V5.5A1.5 1.5 0 0 0 12.5 4h-7A1.5 1.5 0 0 0 4 5.5v13A1.5 1.5 0 0 0 5.5 20h7a1.5 1.5 0 0 0 1.5-1.5V17M9.5 12h11M17 8.5l3.5 3.5-3.5 3.5"
            }
        }
    }

    /// Icons that point somewhere are mirrored where the text runs from right to left.
    const fn class(self) -> &'static str {
        if matches!(self, Self::Leave | Self::Transfer) { "icon icon-directional" } else { "icon" }
    }
}

const SVG: &str = "http://www.w3.org/2000/svg";

/// As `icon`, by hand.
pub fn add_icon(parent: &Element, icon: Icon) {
    let make = |name| parent.owner_document()?.create_element_ns(Some(SVG), name).ok();
    let (Some(svg), Some(path)) = (make("svg"), make("path")) else { return };
    for (name, value) in [
        ("class", icon.class()),
        ("viewBox", "0 0 24 24"),
        ("fill", "none"),
        ("stroke", "currentColor"),
        ("stroke-width", "1.75"),
        ("stroke-linecap", "round"),
        ("stroke-linejoin", "round"),
        ("aria-hidden", "true"),
    ] {
        set(&svg, name, value);
    }
    set(&path, "d", icon.path());
    let _ = svg.append_child(&path);
    let _ = parent.append_child(&svg);
}

/// Draws an icon in the size of its text: 20 px, or what the style sheet says for `.icon` in its place.
pub fn icon(icon: Icon) -> AnyView {
    let class = icon.class();
    view! {
        <svg class=class viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d=icon.path()></path>
        </svg>
    }
    .into_any()
}
