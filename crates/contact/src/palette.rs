//! The tenant's colours, fonts and borders as custom properties of style/tokens.css: only what is configured, and what
//! follows from it so that every text stays legible in both themes. Called by `look`.

mod theme;

use parlor_protocol::configuration::{Styles, Widget};

use crate::{
    contrast::{self, Rgb, TEXT, corrected, corrected_for_all, text_on},
    look::Property,
    styles::{self, Colour, Length, colour},
};

pub(crate) use theme::{DARK, LIGHT, Theme};

/// The configured colours.
#[derive(Debug, Default)]
pub(crate) struct Palette {
    /// The accent, as it is wished.
    brand: Option<Rgb>,
    /// Text on the accent, as it is wished.
    on_brand: Option<Rgb>,
    surface: Option<Colour>,
    text: Option<Colour>,
    bubble_agent: Option<Colour>,
    bubble_visitor: Option<Colour>,
    bubble_system: Option<Colour>,
}

impl Palette {
    pub(crate) fn of(widget: &Widget) -> Self {
        let (tab, styling, styles) = (&widget.contact_tab, &widget.styling, &widget.styles);
        let background = |part: &str| {
            let value = property(styles, part, "background-color").and_then(colour);
            let shorthand = || styles::background(property(styles, part, "background")?, true)?.colour;
            value.or_else(shorthand).filter(|colour| colour.alpha > 0.0)
        };
        let (color, text_color) = (opaque(styling.color.as_deref()), opaque(styling.text_color.as_deref()));
        let (tab_background, tab_text) = (opaque(tab.bg_color.as_deref()), opaque(tab.color.as_deref()));
        Self {
            brand: color.or(tab_background),
            on_brand: if color.is_some() { text_color } else { tab_text },
            surface: background("widgetBackground"),
            text: property(styles, "baseFont", "color").and_then(colour),
            bubble_agent: background("agentMessage"),
            bubble_visitor: background("clientMessage"),
            bubble_system: background("systemMessage"),
        }
    }

    /// The theme as this tenant's visitors see it.
    fn applied_to(&self, base: &Theme) -> Theme {
        let surface = self.surface.map_or(base.surface, |colour| colour.over(base.surface));
        // A surface of the tenant's own decides what its neighbours look like, whatever the visitor's theme is.
        let own = match self.surface {
            None => base,
            Some(_) if text_on(surface) == contrast::WHITE => &DARK,
            Some(_) => &LIGHT,
        };
        let surface_2 = if self.surface.is_some() { beside(surface) } else { own.surface_2 };
        let both = [surface, surface_2];
        let wished = self.text.map_or(own.text, |colour| colour.over(surface));
        // Notices and failed messages have the same text.
        let all = [surface, surface_2, own.warning_surface, own.negative_surface];
        let text = corrected_for_all(wished, &all, TEXT);
        // The tab has it, too, and knows no surface.
        let accent = self.brand.unwrap_or(base.accent);
        let on_accent = legible_on(accent, self.on_brand);
        let bubble = |colour: Option<Colour>, default: Rgb| colour.map_or(default, |colour| colour.over(surface));
        let bubble_agent = bubble(self.bubble_agent, if self.surface.is_some() { surface_2 } else { own.bubble_agent });
        let bubble_visitor = bubble(self.bubble_visitor, accent);
        let on_bubble_visitor = match self.bubble_visitor {
            // The base font's colour is wished for all text, but the accent has a wish of its own.
            Some(_) => legible_on(bubble_visitor, self.text.map(|colour| colour.over(bubble_visitor))),
            None => legible_on(bubble_visitor, self.on_brand),
        };
        let bubble_system = self.bubble_system.map(|colour| colour.over(surface));
        let seen = |colour: Rgb| corrected_for_all(colour, &both, TEXT);
        Theme {
            surface,
            surface_2,
            text,
            text_2: seen(own.text_2),
            line: if self.surface.is_some() { surface.towards(text, 28) } else { own.line },
            line_control: corrected_for_all(own.line_control, &both, contrast::SHAPE),
            accent,
            accent_line: corrected_for_all(accent, &both, contrast::SHAPE),
            on_accent,
            accent_text: seen(self.brand.unwrap_or(own.accent_text)),
            bubble_visitor,
            on_bubble_visitor,
            bubble_agent,
            on_bubble_agent: corrected(wished, bubble_agent, TEXT),
            bubble_system,
            on_bubble_system: bubble_system.map_or_else(|| seen(own.text_2), |back| corrected(own.text_2, back, TEXT)),
            positive: seen(own.positive),
            warning: corrected_for_all(seen(own.warning), &[own.warning_surface, surface], TEXT),
            warning_surface: own.warning_surface,
            negative: corrected_for_all(seen(own.negative), &[own.negative_surface, surface], TEXT),
            negative_surface: own.negative_surface,
            focus: corrected_for_all(own.focus, &all, contrast::SHAPE),
        }
    }
}

/// Nothing is behind the tab that is known, and behind an accent there is text of its own: no transparency.
fn opaque(value: Option<&str>) -> Option<Rgb> {
    let colour = colour(value?).filter(|colour| colour.alpha > 0.0)?;
    Some(colour.over(contrast::WHITE))
}

/// A surface a shade away, on which the same text is legible: a shade nearer to the text, unless that is too near.
fn beside(surface: Rgb) -> Rgb {
    let text = text_on(surface);
    let nearer = surface.towards(text, 14);
    let other_end = if text == contrast::WHITE { contrast::BLACK } else { contrast::WHITE };
    if contrast::ratio(text, nearer) >= TEXT { nearer } else { surface.towards(other_end, 14) }
}

/// The wished text where it is legible, near it where it is not, and black or white where nothing is wished.
fn legible_on(background: Rgb, wished: Option<Rgb>) -> Rgb {
    wished.map_or_else(|| text_on(background), |wished| corrected(wished, background, TEXT))
}

/// What the tenant's colours change in a theme.
pub(crate) fn theme(palette: &Palette, base: &Theme) -> Vec<Property> {
    let colours = palette.applied_to(base).properties();
    let defaults = base.properties();
    colours.into_iter().zip(defaults).filter(|(colour, default)| colour != default).map(|(colour, _)| colour).collect()
}

/// The contact tab's own properties, and the base font, which it has where it has none of its own.
pub(crate) fn tab(widget: &Widget) -> Vec<Property> {
    let (tab, styling, styles) = (&widget.contact_tab, &widget.styling, &widget.styles);
    let font = &tab.font;
    let mut out = Vec::new();
    put_font(
        &mut out,
        styles,
        "baseFont",
        ["--parlor-font", "--parlor-text-md", "--parlor-font-style", "--parlor-font-weight"],
    );
    let wished = opaque(tab.color.as_deref()).or_else(|| opaque(styling.text_color.as_deref()));
    if let Some(background) = opaque(tab.bg_color.as_deref()).or_else(|| opaque(styling.color.as_deref())) {
        out.push(("--parlor-tab-bg", background.css()));
        out.push(("--parlor-tab-text", legible_on(background, wished).css()));
    } else if let Some(text) = wished {
        let backgrounds = [LIGHT.accent, DARK.accent];
        out.push(("--parlor-tab-text", corrected_for_all(text, &backgrounds, TEXT).css()));
    }
    let part = |name: &str| property(styles, "contactTabFont", name);
    let parsed = |own: &Option<String>, name: &str, parse: fn(&str) -> Option<String>| {
        own.as_deref().and_then(parse).or_else(|| part(name).and_then(parse))
    };
    put(&mut out, "--parlor-tab-font-family", parsed(&font.family, "font-family", styles::font_family));
    put(&mut out, "--parlor-tab-font-size", parsed(&font.size, "font-size", styles::font_size));
    put(&mut out, "--parlor-tab-font-style", parsed(&font.style, "font-style", styles::font_style));
    put(&mut out, "--parlor-tab-font-weight", parsed(&font.weight, "font-weight", styles::font_weight));
    let border = |name: &str| property(styles, "contactTabBorder", name);
    put(&mut out, "--parlor-tab-border", border("border").and_then(styles::border).map(styles::Border::css));
    put(&mut out, "--parlor-tab-radius", border("border-radius").and_then(styles::radius));
    out
}

/// Smallest and largest window, in px.
const WIDTHS: (f64, f64) = (320.0, 560.0);
const HEIGHTS: (f64, f64) = (400.0, 900.0);

/// The window's properties that are the same in both themes. A picture may come from `hosts` alone.
pub(crate) fn window(widget: &Widget, hosts: &[String]) -> Vec<Property> {
    let styles = &widget.styles;
    let mut out = Vec::new();
    let title = [
        "--parlor-title-font-family",
        "--parlor-title-font-size",
        "--parlor-title-font-style",
        "--parlor-title-font-weight",
    ];
    put_font(&mut out, styles, "titleFont", title);
    let margin = property(styles, "contentMargin", "margin");
    put(&mut out, "--parlor-content-margin", margin.and_then(styles::box_lengths));
    let border = property(styles, "widgetBorder", "border");
    put(&mut out, "--parlor-window-border", border.and_then(styles::border).map(styles::Border::css));
    let radius = ["widgetBorder", "widgetBorderRadius"].iter().find_map(|part| property(styles, part, "border-radius"));
    put(&mut out, "--parlor-radius-window", radius.and_then(styles::radius));
    let shadow = property(styles, "dialogShadow", "box-shadow");
    put(&mut out, "--parlor-shadow-window", shadow.and_then(styles::shadow).map(|shadow| shadow.css()));
    let picture = property(styles, "widgetBackground", "background").and_then(|value| styles::background(value, true));
    let address = picture.as_ref().and_then(|background| background.picture.as_ref());
    if let Some(address) = address.filter(|address| styles::is_of_host(address, hosts)) {
        out.push(("--parlor-window-picture", ["url(\"", address, "\")"].concat()));
    }
    let repeat = picture.and_then(|background| background.repeat);
    put(&mut out, "--parlor-window-picture-repeat", repeat.map(str::to_owned));
    let size = |size: Option<f64>, limits: (f64, f64)| {
        let size = size.filter(|size| *size > 0.0)?;
        Some(Length::px(size, limits.0, limits.1).css())
    };
    put(&mut out, "--parlor-window-width", size(widget.styling.width, WIDTHS));
    put(&mut out, "--parlor-window-height", size(widget.styling.height, HEIGHTS));
    out
}

/// Family, size, style and weight.
fn put_font(out: &mut Vec<Property>, styles: &Styles, part: &str, names: [&'static str; 4]) {
    let of = |name: &str| property(styles, part, name);
    let [family, size, style, weight] = names;
    put(out, family, of("font-family").and_then(styles::font_family));
    put(out, size, of("font-size").and_then(styles::font_size));
    put(out, style, of("font-style").and_then(styles::font_style));
    put(out, weight, of("font-weight").and_then(styles::font_weight));
}

fn put(out: &mut Vec<Property>, name: &'static str, value: Option<String>) {
    out.extend(value.map(|value| (name, value)));
}

/// The configured value of a part's property; of several the last, as in CSS. `font-family` and `fontFamily` are one.
fn property<'a>(styles: &'a Styles, part: &str, name: &str) -> Option<&'a str> {
    let parts = styles.parts.iter().rev().filter(|found| found.name == part);
    let mut properties = parts.flat_map(|part| part.properties.iter().rev());
    let (_, value) = properties.find(|(found, _)| same_property(found, name))?;
    Some(value)
}

fn same_property(a: &str, b: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = char> {
        name.trim().chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase())
    }
    letters(a).eq(letters(b))
}

#[cfg(test)]
mod tests;
