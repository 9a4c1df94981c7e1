//! The answers that a message offers, as buttons until one is given. Drawn by hand like the bubble above them; clicks
//! are `super::click`'s.

use parlor_session::view::RepliesView;
use parlor_ui::dom::{add, set};
use web_sys::Element;

/// What is shown of them, and what the group is called.
pub(super) type Shown = (RepliesView, String);

pub(super) fn draw(place: &Element, shown: Option<&Shown>) {
    place.set_text_content(None);
    let Some((replies, label)) = shown else { return };
    let Some(group) = add(place, "div", if replies.in_column { "replies replies-column" } else { "replies" }) else {
        return;
    };
    set(&group, "role", "group");
    set(&group, "aria-label", label);
    for (option, words) in replies.options.iter().enumerate() {
        if let Some(button) = add(&group, "button", "reply") {
            set(&button, "type", "button");
            set(&button, "part", "quick-reply");
            set(&button, "data-option", &option.to_string());
            set(&button, "dir", "auto");
            button.set_text_content(Some(words));
        }
    }
}
