//! The tenant's colours, fonts and borders: custom properties in a style sheet of the shadow root's own, so that what a
//! site sets on `<parlor-chat>` still wins. The contact crate has parsed every value and written it anew.

use js_sys::{Array, Reflect};
use parlor_contact::{Dress, Property};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Element, ShadowRoot};

/// The same selectors and the same order as in style/tokens.css.
pub(super) fn sheet_text(dress: &Dress) -> String {
    let mut out = String::new();
    rule(&mut out, ":host", &[&dress.both, &dress.light]);
    out.push_str("@media (prefers-color-scheme: dark){");
    rule(&mut out, ":host(:not([data-theme=\"light\"]))", &[&dress.dark]);
    out.push('}');
    rule(&mut out, ":host([data-theme=\"dark\"])", &[&dress.dark]);
    // The visitor's system decides: what is configured must not come in after style/tokens.css has given way.
    ["@media not (forced-colors: active){", &out, "}"].concat()
}

fn rule(out: &mut String, selector: &str, properties: &[&[Property]]) {
    out.push_str(selector);
    out.push('{');
    for (name, value) in properties.iter().copied().flatten() {
        for piece in [*name, ":", value, ";"] {
            out.push_str(piece);
        }
    }
    out.push('}');
}

/// A sheet that the shadow root around `place` uses, after those that it has. `None` outside of one.
pub(super) fn adopted(place: &Element) -> Option<CssStyleSheet> {
    let root = root_of(place)?;
    let sheet = CssStyleSheet::new().ok()?;
    let name = "adoptedStyleSheets".into();
    let sheets = Array::from(&Reflect::get(&root, &name).ok()?);
    sheets.push(&sheet);
    Reflect::set(&root, &name, &sheets).ok()?;
    Some(sheet)
}

/// The custom element around `place`.
pub(super) fn host(place: &Element) -> Option<Element> {
    Some(root_of(place)?.host())
}

fn root_of(place: &Element) -> Option<ShadowRoot> {
    place.get_root_node().dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_values_follow_the_light_ones_and_forced_colours_win() {
        let dress = Dress {
            both: vec![("--parlor-font", String::from("serif"))],
            light: vec![("--parlor-accent", String::from("#111"))],
            dark: vec![("--parlor-accent", String::from("#eee"))],
        };
        assert_eq!(
            sheet_text(&dress),
            "@media not (forced-colors: active){:host{--parlor-font:serif;--parlor-accent:#111;}\
             @media (prefers-color-scheme: dark){:host(:not([data-theme=\"light\"])){--parlor-accent:#eee;}}\
             :host([data-theme=\"dark\"]){--parlor-accent:#eee;}}"
        );
    }
}
