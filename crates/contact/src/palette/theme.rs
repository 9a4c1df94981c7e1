//! The two themes of style/tokens.css, which the tenant's colours are fitted into. A test holds them to that file.

use crate::{contrast::Rgb, look::Property};

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Theme {
    pub(crate) surface: Rgb,
    pub(crate) surface_2: Rgb,
    pub(crate) text: Rgb,
    pub(crate) text_2: Rgb,
    pub(crate) line: Rgb,
    pub(crate) line_control: Rgb,
    /// What is filled with the tenant's colour.
    pub(crate) accent: Rgb,
    /// The edge of such a fill, and lines of that colour: seen on the surface even where the fill is not.
    pub(crate) accent_line: Rgb,
    pub(crate) on_accent: Rgb,
    pub(crate) accent_text: Rgb,
    pub(crate) bubble_visitor: Rgb,
    pub(crate) on_bubble_visitor: Rgb,
    pub(crate) bubble_agent: Rgb,
    pub(crate) on_bubble_agent: Rgb,
    /// `None`: transparent.
    pub(crate) bubble_system: Option<Rgb>,
    pub(crate) on_bubble_system: Rgb,
    pub(crate) positive: Rgb,
    pub(crate) warning: Rgb,
    pub(crate) warning_surface: Rgb,
    pub(crate) negative: Rgb,
    pub(crate) negative_surface: Rgb,
    pub(crate) focus: Rgb,
}

pub(crate) const LIGHT: Theme = Theme {
    surface: Rgb::of(0xff_ffff),
    surface_2: Rgb::of(0xf4_f5f7),
    text: Rgb::of(0x1b_1d22),
    text_2: Rgb::of(0x5b_616e),
    line: Rgb::of(0xe3_e5ea),
    line_control: Rgb::of(0x86_8c98),
    accent: Rgb::of(0x2f_56d9),
    accent_line: Rgb::of(0x2f_56d9),
    on_accent: Rgb::of(0xff_ffff),
    accent_text: Rgb::of(0x2a_4dc4),
    bubble_visitor: Rgb::of(0x2f_56d9),
    on_bubble_visitor: Rgb::of(0xff_ffff),
    bubble_agent: Rgb::of(0xf0_f1f4),
    on_bubble_agent: Rgb::of(0x1b_1d22),
    bubble_system: None,
    on_bubble_system: Rgb::of(0x5b_616e),
    positive: Rgb::of(0x1a_7f4b),
    warning: Rgb::of(0x8a_5300),
    warning_surface: Rgb::of(0xff_f5e0),
    negative: Rgb::of(0xc0_282d),
    negative_surface: Rgb::of(0xfd_f0f0),
    focus: Rgb::of(0x1d_4ed8),
};

pub(crate) const DARK: Theme = Theme {
    surface: Rgb::of(0x17_191d),
    surface_2: Rgb::of(0x20_2329),
    text: Rgb::of(0xec_eef2),
    text_2: Rgb::of(0xa5_abb8),
    line: Rgb::of(0x2f_333b),
    line_control: Rgb::of(0x7b_8190),
    accent: Rgb::of(0x40_64e4),
    accent_line: Rgb::of(0x40_64e4),
    on_accent: Rgb::of(0xff_ffff),
    accent_text: Rgb::of(0x93_abff),
    bubble_visitor: Rgb::of(0x40_64e4),
    on_bubble_visitor: Rgb::of(0xff_ffff),
    bubble_agent: Rgb::of(0x28_2c33),
    on_bubble_agent: Rgb::of(0xec_eef2),
    bubble_system: None,
    on_bubble_system: Rgb::of(0xa5_abb8),
    positive: Rgb::of(0x5b_c98f),
    warning: Rgb::of(0xf2_b85c),
    warning_surface: Rgb::of(0x33_2811),
    negative: Rgb::of(0xff_8f8a),
    negative_surface: Rgb::of(0x3a_1e20),
    focus: Rgb::of(0x93_abff),
};

impl Theme {
    /// All colours by their names in style/tokens.css.
    pub(crate) fn properties(&self) -> Vec<Property> {
        let colours = [
            ("--parlor-surface", self.surface),
            ("--parlor-surface-2", self.surface_2),
            ("--parlor-text", self.text),
            ("--parlor-text-2", self.text_2),
            ("--parlor-line", self.line),
            ("--parlor-line-control", self.line_control),
            ("--parlor-accent", self.accent),
            ("--parlor-accent-line", self.accent_line),
            ("--parlor-on-accent", self.on_accent),
            ("--parlor-accent-text", self.accent_text),
            ("--parlor-bubble-visitor", self.bubble_visitor),
            ("--parlor-on-bubble-visitor", self.on_bubble_visitor),
            ("--parlor-bubble-agent", self.bubble_agent),
            ("--parlor-on-bubble-agent", self.on_bubble_agent),
            ("--parlor-on-bubble-system", self.on_bubble_system),
            ("--parlor-positive", self.positive),
            ("--parlor-warning", self.warning),
            ("--parlor-warning-surface", self.warning_surface),
            ("--parlor-negative", self.negative),
            ("--parlor-negative-surface", self.negative_surface),
            ("--parlor-focus", self.focus),
        ];
        let system = self.bubble_system.map_or_else(|| "transparent".to_owned(), Rgb::css);
        let mut properties: Vec<Property> = colours.into_iter().map(|(name, colour)| (name, colour.css())).collect();
        properties.push(("--parlor-bubble-system", system));
        properties
    }
}
