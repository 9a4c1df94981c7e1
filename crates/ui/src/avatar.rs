//! A person's picture, or their initials on a quiet colour of their own.
//! Used by the header, the transcript and the desk's list. Decorative: the name stands beside it.

use leptos::prelude::*;

/// A hue in degrees that stays the same for the same name, so that people can be told apart.
pub fn hue_of(name: &str) -> u16 {
    let sum = name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    // Twelve hues: neighbours stay distinguishable.
    u16::try_from(sum % 12 * 30).unwrap_or(0)
}

/// The round picture. Without a photo the initials stand in; without initials an empty disc does.
pub fn avatar(name: &str, initials: String, photo: Option<String>) -> AnyView {
    let hue = hue_of(name).to_string();
    match photo {
        Some(src) => view! {
            <span class="avatar" part="avatar" aria-hidden="true">
                <img class="avatar-photo" src=src alt="" loading="lazy" decoding="async" />
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
