//! A person's picture, or their initials on a quiet colour of their own.
//! Used by the header, the transcript and the desk's list. Decorative: the name stands beside it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::dom::{add, set};

/// A hue in degrees that stays the same for the same name, so that people can be told apart.
pub fn hue_of(name: &str) -> u16 {
    let sum = name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    // Twelve hues: neighbours stay distinguishable.
    u16::try_from(sum % 12 * 30).unwrap_or(0)
}

/// As `avatar`, by hand.
pub fn add_avatar(parent: &Element, name: &str, initials: &str, photo: Option<&str>) {
    let Some(disc) = add(parent, "span", "avatar") else { return };
    set(&disc, "part", "avatar");
    set(&disc, "aria-hidden", "true");
    if let Some(image) = photo.and_then(|_| add(&disc, "img", "avatar-photo")) {
        set(&image, "alt", "");
        set(&image, "src", photo.unwrap_or_default());
        return;
    }
    if let Some(disc) = disc.dyn_ref::<HtmlElement>() {
        let _ = HtmlElement::style(disc).set_property("--parlor-hue", &hue_of(name).to_string());
    }
    disc.set_text_content(Some(initials));
}

/// The round picture. Without a photo the initials stand in; without initials an empty disc does.
pub fn avatar(name: &str, initials: String, photo: Option<String>) -> AnyView {
    let hue = hue_of(name).to_string();
    match photo {
        Some(src) => view! {
            <span class="avatar" part="avatar" aria-hidden="true">
                <img class="avatar-photo" src=src alt="" />
            </span>
        }
        .into_any(),
        None => view! {
            <span class="avatar" part="avatar" aria-hidden="true" style:--parlor-hue=hue>
                {initials}
            </span>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_hue() {
        assert_eq!(hue_of("Ann Lee"), hue_of("Ann Lee"));
        assert!(["", "Ann", "安", "\u{202e}x"].iter().all(|name| hue_of(name) < 360));
    }
}
