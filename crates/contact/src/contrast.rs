//! Legibility: contrast by WCAG 2 and the nearest colour that has enough of it. Called by `palette`.

/// A colour without transparency, in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

/// What text needs against its background.
pub const TEXT: f64 = 4.5;
/// What a shape, an icon or a border that says something needs.
pub const SHAPE: f64 = 3.0;

pub const BLACK: Rgb = Rgb { red: 0, green: 0, blue: 0 };
pub const WHITE: Rgb = Rgb { red: 255, green: 255, blue: 255 };

impl Rgb {
    /// From `0xRRGGBB`.
    pub const fn of(hex: u32) -> Self {
        let [_, red, green, blue] = hex.to_be_bytes();
        Self { red, green, blue }
    }

    /// `#rrggbb`.
    pub fn css(self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut out = String::from("#");
        for part in [self.red, self.green, self.blue] {
            out.push(char::from(DIGITS[usize::from(part >> 4)]));
            out.push(char::from(DIGITS[usize::from(part & 15)]));
        }
        out
    }

    /// On the way to `other`: 0 is this colour, 255 the other.
    pub fn towards(self, other: Self, steps: u8) -> Self {
        let mix = |from: u8, to: u8| {
            let (from, to, steps) = (u32::from(from), u32::from(to), u32::from(steps));
            // Between 0 and 255 as both ends are.
            u8::try_from((from * (255 - steps) + to * steps + 127) / 255).unwrap_or(u8::MAX)
        };
        Self { red: mix(self.red, other.red), green: mix(self.green, other.green), blue: mix(self.blue, other.blue) }
    }
}

/// Relative luminance, 0 to 1.
pub fn luminance(colour: Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { to_2_4((part + 0.055) / 1.055) }
    };
    0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
}

/// `base` to the power of 2.4, for bases from 0.09 to 1. By Newton's fifth root, since the general power function is
/// kilobytes of wasm.
fn to_2_4(base: f64) -> f64 {
    let mut root = 1.0;
    for _ in 0..16 {
        root = (4.0 * root + base / (root * root * root * root)) / 5.0;
    }
    base * base * root * root
}

/// 1 to 21, whichever is the lighter.
pub fn ratio(a: Rgb, b: Rgb) -> f64 {
    ratio_of(luminance(a), luminance(b))
}

fn ratio_of(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colour nearest to `wanted` on its way to black or to white that has `least` against `background`. Black or
/// white alone reach 4.58 against any background, so for `TEXT` there always is one.
pub fn corrected(wanted: Rgb, background: Rgb, least: f64) -> Rgb {
    nearest(wanted, &[background], least).unwrap_or_else(|| on(background))
}

/// As `corrected`, for several backgrounds at once; where no colour serves them all, for the first.
pub fn corrected_for_all(wanted: Rgb, backgrounds: &[Rgb], least: f64) -> Rgb {
    let first = || corrected(wanted, backgrounds.first().copied().unwrap_or(WHITE), least);
    nearest(wanted, backgrounds, least).unwrap_or_else(first)
}

fn nearest(wanted: Rgb, backgrounds: &[Rgb], least: f64) -> Option<Rgb> {
    let backgrounds: Vec<f64> = backgrounds.iter().map(|background| luminance(*background)).collect();
    let enough = |colour: &Rgb| {
        let light = luminance(*colour);
        backgrounds.iter().all(|background| ratio_of(light, *background) >= least)
    };
    let mut steps = (0..=255).flat_map(|steps| [wanted.towards(BLACK, steps), wanted.towards(WHITE, steps)]);
    steps.find(enough)
}

/// Black or white, whichever stands out more.
pub fn on(background: Rgb) -> Rgb {
    if ratio(WHITE, background) >= ratio(BLACK, background) { WHITE } else { BLACK }
}

/// The text for a background where nothing is wished: white as long as it is legible, since that is what people expect
/// on a saturated colour.
pub fn text_on(background: Rgb) -> Rgb {
    if ratio(WHITE, background) >= TEXT { WHITE } else { on(background) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ratios_are_those_of_wcag() {
        assert!((ratio(BLACK, WHITE) - 21.0).abs() < 1e-9);
        assert!((ratio(WHITE, WHITE) - 1.0).abs() < 1e-9);
        // Known values of the common greys.
        assert!((ratio(Rgb::of(0x0076_7676), WHITE) - 4.54).abs() < 0.01);
        assert!((ratio(Rgb::of(0x0077_7777), WHITE) - 4.48).abs() < 0.01);
    }

    #[test]
    fn the_power_is_exact() {
        for part in 11_u8..=255 {
            let base = (f64::from(part) / 255.0 + 0.055) / 1.055;
            assert!((to_2_4(base) - base.powf(2.4)).abs() < 1e-12, "{part}");
        }
    }

    #[test]
    fn a_legible_wish_is_left_alone() {
        assert_eq!(corrected(Rgb::of(0x001b_1d22), WHITE, TEXT), Rgb::of(0x001b_1d22));
    }

    #[test]
    fn a_correction_keeps_the_hue() {
        let corrected = corrected(Rgb::of(0x00ff_8080), WHITE, TEXT);
        assert!(corrected.red > corrected.green && corrected.green == corrected.blue, "still red");
        assert_eq!(corrected.css().len(), 7);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn every_text_is_legible_on_every_background(wanted in 0_u32..0x0100_0000, background in 0_u32..0x0100_0000) {
            let (wanted, background) = (Rgb::of(wanted), Rgb::of(background));
            prop_assert!(ratio(corrected(wanted, background, TEXT), background) >= TEXT);
            prop_assert!(ratio(text_on(background), background) >= TEXT);
        }
    }
}
