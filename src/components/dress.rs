//! The tenant's colours, fonts and borders: custom properties in a style sheet of the shadow root's own, so that what a
//! site sets on `<parlor-chat>` still wins. The contact crate has parsed every value and written it anew.

use js_sys::{Array, Object, Reflect};
use parlor_contact::{Dress, Property};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Element, ShadowRoot};

/// A style sheet that the shadow root uses, after those that it has; dropped, it uses it no more.
pub(super) struct Worn {
    root: ShadowRoot,
    sheet: CssStyleSheet,
    text: String,
}

impl Worn {
    /// In the shadow root around `place`; `None` outside of one.
    pub(super) fn at(place: &Element) -> Option<Self> {
        let (root, sheet) = (root_of(place)?, CssStyleSheet::new().ok()?);
        let sheets = sheets(&root)?;
        sheets.push(&sheet);
        adopt(&root, &sheets)?;
        Some(Self { root, sheet, text: String::new() })
    }

    pub(super) fn change(&mut self, dress: &Dress) {
        let text = sheet_text(dress);
        if self.text != text {
            let _ = self.sheet.replace_sync(&text);
            self.text = text;
        }
    }
}

impl Drop for Worn {
    fn drop(&mut self) {
        if let Some(sheets) = sheets(&self.root) {
            let others: Array = sheets.iter().filter(|sheet| !Object::is(sheet, &self.sheet)).collect();
            let _ = adopt(&self.root, &others);
        }
    }
}

const SHEETS: &str = "adoptedStyleSheets";

/// A list of its own.
fn sheets(root: &ShadowRoot) -> Option<Array> {
    Some(Array::from(&Reflect::get(root, &SHEETS.into()).ok()?))
}

fn adopt(root: &ShadowRoot, sheets: &Array) -> Option<()> {
    Reflect::set(root, &SHEETS.into(), sheets).ok().map(|_| ())
}

/// The same selectors and the same order as in style/tokens.css.
fn sheet_text(dress: &Dress) -> String {
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
