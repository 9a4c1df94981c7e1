//! The attributes of the script tag, which are the options of `mount` too: read, checked, with their defaults.
//! Pure. Called by `embed`; every fault names the attribute, its value and what was expected.

use parlor_call::CandidateTypes;
use parlor_protocol::{Fields, text};

use crate::signals::Theme;

/// Longest message where the page doesn't say, in characters.
const MESSAGE_LIMIT: usize = 4000;
/// Bounds of `data-message-limit`.
const LIMITS: (usize, usize) = (1, 100_000);
/// Longest value that a fault repeats, in characters.
const REPEATED: usize = 80;

/// Whether cookies or an id of its own identify this browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientId {
    /// `WebChat`: cookies.
    Cookies,
    /// `auto`: cookies, and a generated id where they are blocked.
    Auto,
    Fixed(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Absolute, without a slash at its end.
    pub api_url: String,
    pub tenant_url: String,
    pub app_id: String,
    pub client_id: ClientId,
    /// A JSON object, or nothing.
    pub parameters: String,
    pub from: Option<String>,
    pub phone_number: Option<String>,
    /// `None`: the page's language, else the browser's.
    pub locale: Option<String>,
    pub theme: Theme,
    /// The page that opened this one for its chat.
    pub page: Option<String>,
    pub open: bool,
    pub send_draft: bool,
    pub send_query: bool,
    pub message_limit: usize,
    /// Calls go through relays only.
    pub relay_only: bool,
    pub ice_candidates: CandidateTypes,
}

/// What is wrong with one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// As in the page's source: `data-api-url`.
    pub attribute: &'static str,
    /// `None`: missing.
    pub value: Option<String>,
    pub expected: &'static str,
}

impl Fault {
    /// One line for the console. `name`: what to call the attribute.
    pub fn line(&self, name: &str) -> String {
        match &self.value {
            None => [name, " is missing; expected ", self.expected].concat(),
            Some(value) => {
                let short: String = value.chars().take(REPEATED).collect();
                let more = if short.len() < value.len() { "…" } else { "" };
                [name, " is \"", &short, more, "\"; expected ", self.expected].concat()
            }
        }
    }
}

/// Reads the attributes; `get` gives the value of one by its name without `data-`. All faults at once.
pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Options, Vec<Fault>> {
    let mut reader = Reader { get: &get, faults: Vec::new() };
    let api_url = reader.required("data-api-url", ADDRESS, address);
    let tenant_url =
        reader.required("data-tenant-url", "the contact center's host name, as in tenant.example.com", host);
    let app_id = reader.required("data-app-id", "the id of the messaging scenario entry, without spaces", id);
    let options = Options {
        api_url: api_url.unwrap_or_default(),
        tenant_url: tenant_url.unwrap_or_default(),
        app_id: app_id.unwrap_or_default(),
        client_id: reader
            .optional("data-client-id", "WebChat, auto (in these letters) or an id without spaces", client_id)
            .unwrap_or(ClientId::Cookies),
        parameters: reader
            .optional("data-parameters", "a JSON object of names and values", parameters)
            .unwrap_or_default(),
        from: reader.text("data-from"),
        phone_number: reader.text("data-phone-number"),
        locale: reader.optional("data-locale", "a BCP 47 language tag, as in en-GB", language),
        theme: reader.optional("data-theme", "auto, light or dark", Theme::from_name).unwrap_or_default(),
        page: reader.text("data-page"),
        open: reader.present("data-open"),
        send_draft: reader.present("data-send-draft"),
        send_query: reader.present("data-send-query"),
        message_limit: reader
            .optional("data-message-limit", "a whole number from 1 to 100000", limit)
            .unwrap_or(MESSAGE_LIMIT),
        relay_only: reader.optional("data-ice-policy", "all or relay", relay_only).unwrap_or_default(),
        ice_candidates: reader
            .optional("data-ice-candidates", "one or more of host, srflx and relay", CandidateTypes::from_names)
            .unwrap_or_default(),
    };
    if reader.faults.is_empty() { Ok(options) } else { Err(reader.faults) }
}

struct Reader<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn value(&self, attribute: &str) -> Option<String> {
        (self.get)(attribute.strip_prefix("data-").unwrap_or(attribute))
    }

    fn required<T>(
        &mut self,
        attribute: &'static str,
        expected: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let found = self.optional(attribute, expected, parse);
        let absent = self.value(attribute).is_none();
        if absent {
            self.faults.push(Fault { attribute, value: None, expected });
        }
        found
    }

    fn optional<T>(
        &mut self,
        attribute: &'static str,
        expected: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(attribute)?;
        let parsed = parse(value.trim());
        if parsed.is_none() {
            self.faults.push(Fault { attribute, value: Some(value), expected });
        }
        parsed
    }

    /// Any text; an empty one is none.
    fn text(&self, attribute: &str) -> Option<String> {
        self.value(attribute).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// Present counts, whatever the value, except the `false` that frameworks write.
    fn present(&self, attribute: &str) -> bool {
        self.value(attribute).is_some_and(|value| value.trim() != "false")
    }
}

const ADDRESS: &str = "an absolute http or https address, as in https://tenant.example.com/clientweb/api/v2";

fn address(value: &str) -> Option<String> {
    let lower = value.get(..8).unwrap_or(value).to_ascii_lowercase();
    let rest =
        ["https://", "http://"].iter().find_map(|scheme| lower.starts_with(scheme).then(|| &value[scheme.len()..]))?;
    let authority = rest.split('/').next().unwrap_or_default();
    let plain =
        !value.contains(['?', '#', '\\']) && !value.chars().any(|char| char.is_whitespace() || char.is_control());
    (plain && host(authority).is_some()).then(|| value.trim_end_matches('/').to_owned())
}

/// A host name or address with an optional port; a scheme before it and a slash behind it are taken away.
fn host(value: &str) -> Option<String> {
    let bare = text::split_once(value, "://").map_or(value, |(_, rest)| rest).trim_end_matches('/');
    let fits = |char: char| text::is_letter_or_digit(char) || matches!(char, '.' | '-' | '_' | ':' | '[' | ']');
    let named = bare.starts_with(|char: char| text::is_letter_or_digit(char) || char == '[');
    (named && bare.chars().all(fits)).then(|| bare.to_owned())
}

/// Stands in a header between quotes, so only visible ASCII.
fn id(value: &str) -> Option<String> {
    let fits = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    (!value.is_empty() && value.len() <= 200 && value.bytes().all(fits)).then(|| value.to_owned())
}

fn client_id(value: &str) -> Option<ClientId> {
    Some(match id(value)?.as_str() {
        "WebChat" => ClientId::Cookies,
        "auto" => ClientId::Auto,
        // Meant to be one of the two, it would be one id for all visitors.
        other if ["WebChat", "auto"].iter().any(|word| word.eq_ignore_ascii_case(other)) => return None,
        other => ClientId::Fixed(other.to_owned()),
    })
}

/// The text of a JSON object.
pub fn parameters(json: &str) -> Option<String> {
    Fields::parse(json).ok().flatten().map(|_| json.to_owned())
}

/// The shape of a tag; what the browser has no words for falls back by itself.
pub fn language(value: &str) -> Option<String> {
    let mut parts = value.split('-');
    let first = parts.next().unwrap_or_default();
    let language = (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let rest = parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    (language && rest).then(|| value.to_owned())
}

fn limit(value: &str) -> Option<usize> {
    text::whole(value)
        .and_then(|limit| usize::try_from(limit).ok())
        .filter(|limit| (LIMITS.0..=LIMITS.1).contains(limit))
}

fn relay_only(value: &str) -> Option<bool> {
    match value {
        "all" => Some(false),
        "relay" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 3] = [
        ("api-url", "https://tenant.example.com/clientweb/api/v2/"),
        ("tenant-url", "tenant.example.com"),
        ("app-id", "1a2c26b0-b065-4f27-8696-cbac8f03bb57"),
    ];

    fn with(changes: &[(&str, &str)]) -> Result<Options, Vec<Fault>> {
        read(|name| {
            let given = changes.iter().chain(&GOOD).find(|(known, _)| *known == name);
            given.map(|(_, value)| (*value).to_owned())
        })
    }

    fn faults(changes: &[(&str, &str)]) -> Vec<String> {
        with(changes).err().unwrap_or_default().iter().map(|fault| fault.line(fault.attribute)).collect()
    }

    #[test]
    fn three_attributes_are_enough() {
        let options = with(&[]).ok();
        let expected = Options {
            api_url: "https://tenant.example.com/clientweb/api/v2".to_owned(),
            tenant_url: "tenant.example.com".to_owned(),
            app_id: "1a2c26b0-b065-4f27-8696-cbac8f03bb57".to_owned(),
            client_id: ClientId::Cookies,
            parameters: String::new(),
            from: None,
            phone_number: None,
            locale: None,
            theme: Theme::Auto,
            page: None,
            open: false,
            send_draft: false,
            send_query: false,
            message_limit: 4000,
            relay_only: false,
            ice_candidates: CandidateTypes::default(),
        };
        assert_eq!(options, Some(expected));
    }

    #[test]
    fn what_is_missing_is_named_with_what_was_expected() {
        let lines: Vec<String> =
            read(|_| None).err().unwrap_or_default().iter().map(|fault| fault.line(fault.attribute)).collect();
        assert_eq!(
            lines,
            [
                "data-api-url is missing; expected an absolute http or https address, as in \
                 https://tenant.example.com/clientweb/api/v2",
                "data-tenant-url is missing; expected the contact center's host name, as in tenant.example.com",
                "data-app-id is missing; expected the id of the messaging scenario entry, without spaces",
            ]
        );
    }

    #[test]
    fn a_wrong_value_is_repeated() {
        assert_eq!(faults(&[("theme", "blue")]), ["data-theme is \"blue\"; expected auto, light or dark"]);
        let long = "x".repeat(5000);
        assert!(faults(&[("theme", &long)])[0].len() < 200);
    }

    #[test]
    fn addresses_are_absolute_and_of_the_web() {
        for good in
            ["https://a.example/x", "http://localhost:8080/clientweb/api/v2", "HTTPS://A.example", "http://[::1]:80/"]
        {
            assert!(faults(&[("api-url", good)]).is_empty(), "{good}");
        }
        for bad in [
            "",
            "/clientweb/api/v2",
            "//a.example",
            "javascript:alert(1)",
            "ftp://a.example",
            "https://",
            "https://a b/",
            "https://a.example/?x=1",
            "https://a.example/#x",
            "https://user@a.example/",
            "https:\\\\a.example",
            "дддд",
        ] {
            assert_eq!(faults(&[("api-url", bad)]).len(), 1, "{bad}");
        }
    }

    #[test]
    fn numbers_and_words_are_held_to_their_bounds() {
        for (name, bad) in [
            ("message-limit", "0"),
            ("message-limit", "100001"),
            ("message-limit", "12.5"),
            ("message-limit", "many"),
            ("ice-policy", "none"),
            ("ice-candidates", "host, relay"),
            ("client-id", ""),
            ("client-id", "a b"),
            ("client-id", "ü"),
            ("client-id", "webchat"),
            ("client-id", "Auto"),
            ("app-id", "a\"b"),
            ("tenant-url", "a/b"),
            ("locale", "englisch!"),
            ("locale", ""),
            ("parameters", "[]"),
            ("parameters", "{"),
        ] {
            assert_eq!(faults(&[(name, bad)]).len(), 1, "{name}={bad}");
        }
    }

    #[test]
    fn presence_is_what_counts_for_switches() {
        let options = with(&[("open", ""), ("send-draft", "true"), ("send-query", "false")]).ok();
        assert_eq!(
            options.map(|options| (options.open, options.send_draft, options.send_query)),
            Some((true, true, false))
        );
    }
}
