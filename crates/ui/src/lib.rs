//! Controls and rendering that the widget and the desk share. Everything here is drawn by DOM calls: nothing static is
//! left to `view!`, because Leptos writes static subtrees with innerHTML and pages with Trusted Types refuse that.
//! `files`, `call`, `gone` and `Listener` alone draw nothing.
//! Must not know about chats, sessions or languages: words come in as arguments.

mod avatar;
pub mod call;
mod control;
pub mod dom;
mod field;
pub mod files;
mod files_in;
pub mod focus;
pub mod gone;
mod icon;
mod listener;
mod markup;
mod reach;
mod ticks;

pub use avatar::{add_avatar, avatar, hue_of};
pub use control::{button, icon_button, icon_button_as};
pub use field::fit;
pub use files_in::{chooser, drags_files, files_of};
pub use icon::{Icon, add_icon, icon};
pub use listener::Listener;
pub use markup::{MarkupWords, draw_markup, load_image_on_click, markup};
pub use parlor_markup::from_html;
pub use reach::Reach;
pub use ticks::{Tick, add_ticks, ticks};
