//! Colours: hex with and without `#`, `rgb()`, `rgba()`, `hsl()`, `hsla()` and the named ones that tenants use.

use parlor_protocol::text::decimal;

use super::{number_css, plain_number};
use crate::contrast::Rgb;

/// A colour with its opacity, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    pub rgb: Rgb,
    pub alpha: f64,
}

impl Colour {
    pub fn css(self) -> String {
        if self.alpha >= 1.0 {
            return self.rgb.css();
        }
        let Rgb { red, green, blue } = self.rgb;
        let [red, green, blue] = [red, green, blue].map(|part| decimal(part.into()));
        ["rgb(", &red, " ", &green, " ", &blue, " / ", &number_css(self.alpha), ")"].concat()
    }

    /// What is seen where it lies on `background`.
    pub fn over(self, background: Rgb) -> Rgb {
        background.towards(self.rgb, byte(self.alpha * 255.0))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=255")]
fn byte(number: f64) -> u8 {
    number.round().clamp(0.0, 255.0) as u8
}

/// The colours of CSS 1 to 3 that people write by name.
const NAMED: [(&str, u32); 48] = [
    ("black", 0x00_0000),
    ("white", 0xff_ffff),
    ("gray", 0x80_8080),
    ("grey", 0x80_8080),
    ("silver", 0xc0_c0c0),
    ("lightgray", 0xd3_d3d3),
    ("lightgrey", 0xd3_d3d3),
    ("darkgray", 0xa9_a9a9),
    ("darkgrey", 0xa9_a9a9),
    ("dimgray", 0x69_6969),
    ("whitesmoke", 0xf5_f5f5),
    ("gainsboro", 0xdc_dcdc),
    ("slategray", 0x70_8090),
    ("darkslategray", 0x2f_4f4f),
    ("red", 0xff_0000),
    ("darkred", 0x8b_0000),
    ("maroon", 0x80_0000),
    ("crimson", 0xdc_143c),
    ("firebrick", 0xb2_2222),
    ("tomato", 0xff_6347),
    ("coral", 0xff_7f50),
    ("salmon", 0xfa_8072),
    ("orange", 0xff_a500),
    ("darkorange", 0xff_8c00),
    ("gold", 0xff_d700),
    ("yellow", 0xff_ff00),
    ("khaki", 0xf0_e68c),
    ("olive", 0x80_8000),
    ("green", 0x00_8000),
    ("darkgreen", 0x00_6400),
    ("lime", 0x00_ff00),
    ("limegreen", 0x32_cd32),
    ("seagreen", 0x2e_8b57),
    ("teal", 0x00_8080),
    ("cyan", 0x00_ffff),
    ("aqua", 0x00_ffff),
    ("turquoise", 0x40_e0d0),
    ("blue", 0x00_00ff),
    ("navy", 0x00_0080),
    ("darkblue", 0x00_008b),
    ("royalblue", 0x41_69e1),
    ("steelblue", 0x46_82b4),
    ("lightblue", 0xad_d8e6),
    ("skyblue", 0x87_ceeb),
    ("purple", 0x80_0080),
    ("magenta", 0xff_00ff),
    ("pink", 0xff_c0cb),
    ("brown", 0xa5_2a2a),
];

/// One colour. `transparent` is one too.
pub fn colour(word: &str) -> Option<Colour> {
    let word = word.trim();
    if word.len() > 64 || !word.is_ascii() {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    if lower == "transparent" {
        return Some(Colour { rgb: Rgb::of(0), alpha: 0.0 });
    }
    if let Some((_, hex)) = NAMED.iter().find(|(name, _)| *name == lower) {
        return Some(Colour { rgb: Rgb::of(*hex), alpha: 1.0 });
    }
    if let Some(function) = lower.strip_suffix(')') {
        return function_colour(function);
    }
    hex(lower.strip_prefix('#').unwrap_or(&lower))
}

fn hex(digits: &str) -> Option<Colour> {
    let bytes = digits.as_bytes();
    let digit = |at: usize| char::from(bytes[at]).to_digit(16);
    // One digit stands for two of it.
    let part = |index: usize| -> Option<u32> {
        if bytes.len() <= 4 {
            return Some(digit(index)? * 17);
        }
        Some(digit(index * 2)? * 16 + digit(index * 2 + 1)?)
    };
    let alpha = match bytes.len() {
        3 | 6 => 255,
        4 | 8 => part(3)?,
        _ => return None,
    };
    let rgb = Rgb::of(part(0)? << 16 | part(1)? << 8 | part(2)?);
    Some(Colour { rgb, alpha: f64::from(alpha) / 255.0 })
}

/// `rgb(…`, `rgba(…`, `hsl(…`, `hsla(…` without the closing bracket, with commas or spaces.
fn function_colour(function: &str) -> Option<Colour> {
    let (name, arguments) = function.split_once('(')?;
    let arguments: Vec<&str> =
        arguments.split([',', ' ', '/', '\t']).map(str::trim).filter(|word| !word.is_empty()).collect();
    let alpha = match arguments.len() {
        3 => 1.0,
        4 => {
            let word = arguments[3];
            match word.strip_suffix('%') {
                Some(percent) => plain_number(percent)? / 100.0,
                None => plain_number(word)?,
            }
        }
        _ => return None,
    };
    let rgb = match name {
        "rgb" | "rgba" => {
            let part = |word: &str| match word.strip_suffix('%') {
                Some(percent) => plain_number(percent).map(|number| byte(number * 2.55)),
                None => plain_number(word).map(byte),
            };
            Rgb { red: part(arguments[0])?, green: part(arguments[1])?, blue: part(arguments[2])? }
        }
        "hsl" | "hsla" => {
            let hue = plain_number(arguments[0].strip_suffix("deg").unwrap_or(arguments[0]))?;
            let percent =
                |word: &str| plain_number(word.strip_suffix('%')?).map(|number| number.clamp(0.0, 100.0) / 100.0);
            from_hsl(hue, percent(arguments[1])?, percent(arguments[2])?)
        }
        _ => return None,
    };
    Some(Colour { rgb, alpha: alpha.clamp(0.0, 1.0) })
}

fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> Rgb {
    let strength = saturation * lightness.min(1.0 - lightness);
    let part = |offset: f64| {
        // The remainder of a division by 12, without the library's, which is exact for any and weighs 2 KiB.
        let turns = (offset + hue / 30.0) / 12.0;
        let step = (turns - turns.floor()) * 12.0;
        byte((lightness - strength * (step - 3.0).min(9.0 - step).clamp(-1.0, 1.0)) * 255.0)
    };
    Rgb { red: part(0.0), green: part(8.0), blue: part(4.0) }
}
