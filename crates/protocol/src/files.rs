//! What files may travel, and what a picture is. The widget refuses by it before anything is sent, the server after it
//! came, the desk in both directions.

/// The largest file of a visitor, in bytes: 25 MB (Upload File).
pub const LARGEST: u64 = 25 * 1024 * 1024;
/// The largest file of an agent, in bytes: 10 MB (Send file of the Agent API).
pub const LARGEST_OF_AGENT: u64 = 10 * 1024 * 1024;
/// Pictures with more than so many pixels are not drawn: each takes four bytes of memory.
pub const MOST_PIXELS: u64 = 50_000_000;
/// So many bytes from the start tell what a picture is.
pub const HEAD: usize = 64 * 1024;
/// The longest name, in characters.
const LONGEST_NAME: usize = 120;

/// What runs when it is opened, by the name's ending. The vendor's client has such a list, too (field notes 6).
const BLOCKED: [&str; 47] = [
    "ade", "adp", "apk", "app", "appx", "bat", "cab", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe", "hta", "htm",
    "html", "iso", "isp", "jar", "js", "jse", "lib", "lnk", "mde", "mjs", "msc", "msi", "msix", "msp", "mst", "pif",
    "ps1", "reg", "scr", "sct", "sh", "svg", "sys", "vb", "vbe", "vbs", "vxd", "wsc", "wsf", "wsh", "xhtml",
];

/// Names that Windows keeps for devices.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Why a file may not travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    Empty,
    /// Larger than so many bytes.
    TooLarge(u64),
    /// Of a kind that runs when it is opened.
    Blocked,
}

/// Whether a file of this name and size may travel where `most` bytes are allowed.
pub fn check(name: &str, size: u64, most: u64) -> Result<(), Unfit> {
    if is_blocked(name) {
        Err(Unfit::Blocked)
    } else if size == 0 {
        Err(Unfit::Empty)
    } else if size > most {
        Err(Unfit::TooLarge(most))
    } else {
        Ok(())
    }
}

fn is_blocked(name: &str) -> bool {
    // Windows drops dots and blanks at the end.
    let name = clean_name(name);
    let ending = name.trim_end_matches(['.', ' ']).rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| BLOCKED.contains(&ending.as_str()))
}

/// A name that is safe to show and to save under: no folders, nothing that controls or turns text, no device, not long.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String =
        last.chars().filter(|c| !c.is_control() && !turns_text(*c) && !r#"<>:"|?*"#.contains(*c)).collect();
    let kept = kept.trim_matches([' ', '.']);
    let stem = kept.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let bare = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_device = DEVICES.contains(&bare) && stem.len() <= bare.len() + 1;
    let count = kept.chars().count();
    let shortened = if count > LONGEST_NAME { shorten(kept, count) } else { kept.to_owned() };
    match (shortened.is_empty(), is_device) {
        (true, _) => "file".to_owned(),
        (_, true) => ["_", &shortened].concat(),
        _ => shortened,
    }
}

/// Keeps the beginning and the ending.
fn shorten(name: &str, count: usize) -> String {
    let ending: String = match name.rsplit_once('.') {
        Some((_, ending)) if ending.chars().count() <= 16 => [".", ending].concat(),
        _ => String::new(),
    };
    let room = LONGEST_NAME.min(count).saturating_sub(ending.chars().count());
    name.chars().take(room).chain(ending.chars()).collect()
}

const fn turns_text(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A picture that a browser may draw: what it is by its own bytes, never by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its media type.
    pub kind: &'static str,
    /// In pixels.
    pub width: u32,
    pub height: u32,
}

impl Picture {
    /// Looks at the beginning of a file; `HEAD` bytes are enough. Nothing that could hold a script is a picture here.
    pub fn of(head: &[u8]) -> Option<Self> {
        png(head).or_else(|| gif(head)).or_else(|| webp(head)).or_else(|| jpeg(head)).filter(|picture| {
            let pixels = u64::from(picture.width) * u64::from(picture.height);
            pixels > 0 && pixels <= MOST_PIXELS
        })
    }
}

fn png(head: &[u8]) -> Option<Picture> {
    let rest = head.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    (rest.get(4..8)? == b"IHDR").then_some(())?;
    let side = |at: usize| Some(u32::from_be_bytes(rest.get(at..at + 4)?.try_into().ok()?));
    Some(Picture { kind: "image/png", width: side(8)?, height: side(12)? })
}

fn gif(head: &[u8]) -> Option<Picture> {
    let rest = head.strip_prefix(b"GIF87a").or_else(|| head.strip_prefix(b"GIF89a"))?;
    Some(Picture { kind: "image/gif", width: little(rest, 0)?, height: little(rest, 2)? })
}

fn webp(head: &[u8]) -> Option<Picture> {
    if head.get(..4)? != b"RIFF" || head.get(8..12)? != b"WEBP" {
        return None;
    }
    let three = |at: usize| Some(little(head, at)? + (u32::from(*head.get(at + 2)?) << 16) + 1);
    let (width, height) = match head.get(12..16)? {
        b"VP8X" => (three(24)?, three(27)?),
        b"VP8L" => {
            let bits = u32::from_le_bytes(head.get(21..25)?.try_into().ok()?);
            ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
        }
        b"VP8 " => (little(head, 26)? & 0x3fff, little(head, 28)? & 0x3fff),
        _ => return None,
    };
    Some(Picture { kind: "image/webp", width, height })
}

fn jpeg(head: &[u8]) -> Option<Picture> {
    let mut at = 2;
    head.strip_prefix(b"\xff\xd8\xff")?;
    loop {
        let marker = *head.get(at + 1).filter(|_| head.get(at) == Some(&0xff))?;
        let length = usize::try_from(big(head, at + 2)?).ok()?;
        // The frames that say the size; those between that look alike are tables.
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            return Some(Picture { kind: "image/jpeg", width: big(head, at + 7)?, height: big(head, at + 5)? });
        }
        at = at.checked_add(2)?.checked_add(length)?;
    }
}

fn little(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_what_is_harmless() {
        let long = ["x".repeat(300), ".tar".to_owned()].concat();
        for (given, kept) in [
            ("plan.pdf", "plan.pdf"),
            ("../../x", "x"),
            ("C:\\temp\\a.txt", "a.txt"),
            ("ann\u{202e}fdp.exe", "annfdp.exe"),
            ("CON", "_CON"),
            ("com1.txt", "_com1.txt"),
            ("contract.pdf", "contract.pdf"),
            ("...", "file"),
            ("", "file"),
            ("a\nb\u{0}.txt", "ab.txt"),
            ("Ünïcode 名.png", "Ünïcode 名.png"),
        ] {
            assert_eq!(clean_name(given), kept, "{given:?}");
        }
        let short = clean_name(&long);
        assert_eq!(
            (short.chars().count(), short.rsplit_once('.').map(|(_, ending)| ending)),
            (LONGEST_NAME, Some("tar"))
        );
    }

    #[test]
    fn what_runs_when_it_is_opened_is_blocked_however_it_is_spelled() {
        for name in ["a.exe", "A.EXE", "a.exe.", "a.exe ", "x/a.Bat", "a\u{202e}.js", "picture.svg", "a.txt.cmd"] {
            assert_eq!(check(name, 1, LARGEST), Err(Unfit::Blocked), "{name:?}");
        }
        for name in ["a.pdf", "exe", "a.exe.txt", "a"] {
            assert_eq!(check(name, 1, LARGEST), Ok(()), "{name:?}");
        }
    }

    #[test]
    fn a_file_is_neither_empty_nor_too_large() {
        assert_eq!(check("a", 0, LARGEST), Err(Unfit::Empty));
        assert_eq!(check("a", LARGEST, LARGEST), Ok(()));
        assert_eq!(check("a", LARGEST + 1, LARGEST), Err(Unfit::TooLarge(LARGEST)));
    }

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        head.extend(width.to_be_bytes());
        head.extend(height.to_be_bytes());
        head
    }

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        let picture = |kind, width, height| Some(Picture { kind, width, height });
        assert_eq!(Picture::of(&png_of(640, 480)), picture("image/png", 640, 480));
        assert_eq!(Picture::of(b"GIF89a\x02\0\x03\0"), picture("image/gif", 2, 3));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc4\0\x02\xff\xc2\0\x0b\x08\0\x09\0\x07";
        assert_eq!(Picture::of(jpeg), picture("image/jpeg", 7, 9));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x0f\0\0\x1f\0\0";
        assert_eq!(Picture::of(webp), picture("image/webp", 16, 32));
    }

    #[test]
    fn what_would_fill_the_memory_or_holds_a_script_is_no_picture() {
        assert_eq!(Picture::of(&png_of(60_000, 60_000)), None);
        assert_eq!(Picture::of(&png_of(0, 5)), None);
        for other in [&b"<svg onload=alert(1)>"[..], b"", b"\xff\xd8\xff", b"GIF89a", b"RIFF....WEBP", b"%PDF-1.7"] {
            assert_eq!(Picture::of(other), None);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_looked_at_without_harm(
            start in proptest::sample::select(vec![&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b"RIFF....WEBPVP8X", b"GIF89a", b""]),
            rest in proptest::collection::vec(proptest::num::u8::ANY, 0..64),
        ) {
            let bytes = [start, &rest].concat();
            let _ = Picture::of(&bytes);
        }

        #[test]
        fn a_clean_name_is_clean_already(name in ".{0,200}") {
            let once = clean_name(&name);
            proptest::prop_assert_eq!(clean_name(&once), once.clone());
            proptest::prop_assert!(!once.is_empty() && !once.contains(['/', '\\']));
        }
    }
}
