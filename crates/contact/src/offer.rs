//! Offers to chat that show by themselves: which one a page has, and whether its rules hold (field notes 1.7). The
//! visit, as far as the rules ask about it, comes in through `Visit`. Called by the tab's part, which watches the visit,
//! and by the chat's, which draws the offer.

use parlor_protocol::{
    configuration::{Configuration, Location, OfferRule, ProactiveOffer, RuleValue},
    text::whole,
};

use crate::{Page, urls, words::words};

/// Longest words of a button.
const LONGEST_BUTTON: usize = 60;
/// In pixels; what is configured beyond that would cover the page or hold no words.
const WIDTHS: (u32, u32) = (220, 480);

/// What is known of a visit. Asked once a second while an offer waits, and only what its rules need.
pub trait Visit {
    /// 0 is Sunday.
    fn weekday(&self) -> usize;
    /// From 1 on.
    fn day(&self) -> u32;
    /// 0 is January.
    fn month(&self) -> usize;
    fn second_of_day(&self) -> f64;
    /// BCP 47 tag.
    fn language(&self) -> String;
    fn is_mobile(&self) -> bool;
    fn referrer(&self) -> String;
    fn url(&self) -> String;
    /// Whether there is a cookie whose name begins so.
    fn has_cookie(&self, name: &str) -> bool;
    /// A variable of the page's script, as text; `None` where there is none.
    fn variable(&self, name: &str) -> Option<String>;
    /// Whether a regular expression of JavaScript's finds something; one that is none finds nothing.
    fn finds(&self, pattern: &str, text: &str) -> bool;
    /// On this page.
    fn clicks(&self) -> u64;
    /// The lowest that was seen of this page, in percent.
    fn depth(&self) -> u64;
    /// The pointer has left the page at its top.
    fn is_leaving(&self) -> bool;
    /// Since this visit began.
    fn seconds(&self) -> u64;
    fn is_first(&self) -> bool;
    /// Pages of this visit, with this one.
    fn pages(&self) -> u64;
    /// Whether a page of this visit has this in its address.
    fn was_at(&self, part: &str) -> bool;
    fn has_chatted(&self) -> bool;
    /// Seconds to wait, where that is known.
    fn ewt(&self) -> Option<u64>;
}

/// What must be remembered of a visit for an offer's rules, beyond the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// When it began, and its pages.
    pub visit: bool,
    /// That there was one before.
    pub visitor: bool,
    /// That there was a chat.
    pub chat: bool,
}

/// An offer as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferView {
    /// As configured; parsed before it is drawn.
    pub html: String,
    pub location: Location,
    /// In pixels.
    pub width: Option<u32>,
    /// Empty: the UI's own words. `None`: there is no such button.
    pub chat_text: Option<String>,
    pub call_text: Option<String>,
    pub cancel_text: Option<String>,
}

/// The offer that this page may show.
pub(crate) fn of_page<'a>(configuration: &'a Configuration, page: &Page) -> Option<&'a ProactiveOffer> {
    let offer = urls::best(&configuration.proactive_offers, |offer| &offer.urls, page)?;
    Some(offer).filter(|offer| offer.enabled)
}

/// Whether the rules of one of its conditions hold, all of them. Without any condition nothing stands in its way.
pub(crate) fn holds(offer: &ProactiveOffer, visit: &dyn Visit) -> bool {
    let mut conditions = offer.conditions.iter();
    offer.conditions.is_empty() || conditions.any(|rules| rules.iter().all(|rule| rule_holds(rule, visit)))
}

pub(crate) fn memory(offer: &ProactiveOffer) -> Memory {
    let mut memory = Memory::default();
    for rule in offer.conditions.iter().flatten() {
        match rule.kind.as_str() {
            "visit_duration" | "pages_visited_n" | "url_in_history" => memory.visit = true,
            "first_visit" => memory.visitor = true,
            "chatted_before" => memory.chat = true,
            _ => {}
        }
    }
    memory
}

pub(crate) fn view(offer: &ProactiveOffer) -> OfferView {
    let styling =
        |key: &str| offer.styling.iter().find(|(known, _)| known == key).map(|(_, value)| value.trim().to_owned());
    let width = styling("width").and_then(|width| width.trim_end_matches("px").parse::<u32>().ok());
    OfferView {
        html: offer.html_content.clone(),
        location: styling("location").as_deref().and_then(Location::of).unwrap_or_default(),
        width: width.map(|width| width.clamp(WIDTHS.0, WIDTHS.1)),
        chat_text: (offer.chat_button.enabled != Some(false)).then(|| words(&offer.chat_button.text, LONGEST_BUTTON)),
        call_text: (offer.call_button.enabled == Some(true)).then(|| words(&offer.call_button.text, LONGEST_BUTTON)),
        cancel_text: Some(words(&offer.cancel_button_text, LONGEST_BUTTON)).filter(|text| !text.is_empty()),
    }
}

const DAYS: [&str; 7] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// A rule that nobody knows never holds: what it was to keep out is not let in.
fn rule_holds(rule: &OfferRule, visit: &dyn Visit) -> bool {
    let value = &rule.value;
    let reaches = |count: u64| one(value).and_then(whole).is_some_and(|wanted| count >= wanted);
    match rule.kind.as_str() {
        "days_of_week" => DAYS.get(visit.weekday()).is_some_and(|day| among(value, |wanted| begins(wanted, day))),
        "days_of_month" => among(value, |wanted| whole(wanted) == Some(visit.day().into())),
        "months" => MONTHS.get(visit.month()).is_some_and(|month| among(value, |wanted| begins(wanted, month))),
        "time_of_day" => match *value {
            // One that ends before it begins goes over midnight.
            RuleValue::Range(from, to) => {
                let now = visit.second_of_day();
                if from <= to { (from..=to).contains(&now) } else { now >= from || now <= to }
            }
            _ => false,
        },
        "language" => {
            let language = visit.language();
            among(value, |wanted| begins(&language, wanted))
        }
        "mobile" => visit.is_mobile() == is_on(value),
        "nonmobile_browser" => visit.is_mobile() != is_on(value),
        "referring_url" => among(value, |pattern| visit.finds(pattern, &visit.referrer())),
        "page_url" => among(value, |pattern| visit.finds(pattern, &visit.url())),
        "cookie" => among(value, |name| visit.has_cookie(name)),
        "js_variable" => among(value, |wanted| match wanted.split_once('=') {
            Some((name, wanted)) => visit.variable(name.trim()).is_some_and(|is| is == wanted.trim()),
            None => visit.variable(wanted).is_some_and(|is| !matches!(is.as_str(), "" | "0" | "false" | "null")),
        }),
        "number_of_clicks" => reaches(visit.clicks()),
        "scrolls_to_depth" => reaches(visit.depth()),
        "about_to_exit" => visit.is_leaving() == is_on(value),
        "visit_duration" => reaches(visit.seconds()),
        "first_visit" => visit.is_first() == is_on(value),
        "pages_visited_n" => reaches(visit.pages()),
        "url_in_history" => among(value, |part| visit.was_at(part)),
        "chatted_before" => visit.has_chatted() == is_on(value),
        // Nobody waits where nothing is known of a wait.
        "max_wait_time" | "estimated_wait_time" => {
            one(value).and_then(whole).is_some_and(|most| visit.ewt().is_none_or(|ewt| most >= ewt))
        }
        _ => false,
    }
}

fn one(value: &RuleValue) -> Option<&str> {
    match value {
        RuleValue::One(text) => Some(text.trim()),
        RuleValue::Many(texts) => texts.first().map(|text| text.trim()),
        RuleValue::None | RuleValue::Range(..) => None,
    }
}

fn among(value: &RuleValue, mut fits: impl FnMut(&str) -> bool) -> bool {
    match value {
        RuleValue::One(text) => fits(text.trim()),
        RuleValue::Many(texts) => texts.iter().any(|text| fits(text.trim())),
        RuleValue::None | RuleValue::Range(..) => false,
    }
}

/// A rule that only names what must be.
fn is_on(value: &RuleValue) -> bool {
    !one(value).is_some_and(|word| ["false", "0", "no"].iter().any(|no| word.eq_ignore_ascii_case(no)))
}

/// Letters' case makes no difference. Nothing begins with nothing.
fn begins(text: &str, with: &str) -> bool {
    !with.is_empty() && text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    /// A Wednesday in March at ten in the morning, by somebody who looks at bicycles and clicks.
    #[derive(Clone, Default)]
    struct Visitor {
        leaves: bool,
        returns: bool,
        phone: bool,
        ewt: Option<u64>,
    }

    impl Visit for Visitor {
        fn weekday(&self) -> usize {
            3
        }
        fn day(&self) -> u32 {
            11
        }
        fn month(&self) -> usize {
            2
        }
        fn second_of_day(&self) -> f64 {
            36_000.0
        }
        fn language(&self) -> String {
            "en-GB".to_owned()
        }
        fn is_mobile(&self) -> bool {
            self.phone
        }
        fn referrer(&self) -> String {
            "https://search.example/?q=bikes".to_owned()
        }
        fn url(&self) -> String {
            "https://shop.example/bikes/7".to_owned()
        }
        fn has_cookie(&self, name: &str) -> bool {
            "basket_7".starts_with(name)
        }
        fn variable(&self, name: &str) -> Option<String> {
            [("member", "gold"), ("empty", "")].iter().find(|(known, _)| *known == name).map(|(_, is)| (*is).to_owned())
        }
        fn finds(&self, pattern: &str, text: &str) -> bool {
            text.contains(pattern)
        }
        fn clicks(&self) -> u64 {
            3
        }
        fn depth(&self) -> u64 {
            60
        }
        fn is_leaving(&self) -> bool {
            self.leaves
        }
        fn seconds(&self) -> u64 {
            120
        }
        fn is_first(&self) -> bool {
            !self.returns
        }
        fn pages(&self) -> u64 {
            4
        }
        fn was_at(&self, part: &str) -> bool {
            "https://shop.example/sale".contains(part)
        }
        fn has_chatted(&self) -> bool {
            self.returns
        }
        fn ewt(&self) -> Option<u64> {
            self.ewt
        }
    }

    fn offer(rest: &str) -> ProactiveOffer {
        let json = ["{\"definition\": {\"proactiveOffers\": [{", rest, "}]}}"].concat();
        Configuration::decode(&json).unwrap().proactive_offers.remove(0)
    }

    fn shows(rules: &str, visitor: &Visitor) -> bool {
        holds(&offer(&["\"conditions\": [{\"rules\": [", rules, "]}]"].concat()), visitor)
    }

    #[test]
    fn each_rule_holds_where_the_visit_is_as_it_says_and_not_elsewhere() {
        let here = Visitor::default();
        for (kind, yes, no) in [
            ("days_of_week", r#""values": ["MO", "WE"]"#, r#""values": ["SA", "SU"]"#),
            ("days_of_month", r#""values": [1, 11]"#, r#""values": ["12"]"#),
            ("months", r#""values": ["MAR"]"#, r#""values": ["MAY"]"#),
            ("time_of_day", r#""from": 32400, "to": 61200"#, r#""from": 61200, "to": 64800"#),
            ("time_of_day", r#""from": 79200, "to": 36000"#, r#""from": 79200, "to": 18000"#),
            ("language", r#""values": ["de", "EN"]"#, r#""value": "de""#),
            ("mobile", r#""value": false"#, r#""value": true"#),
            ("nonmobile_browser", r#""x": 1"#, r#""value": "false""#),
            ("referring_url", r#""value": "search""#, r#""value": "mail""#),
            ("page_url", r#""values": ["/cars/", "/bikes/"]"#, r#""value": "/cars/""#),
            ("cookie", r#""value": "basket""#, r#""value": "wish""#),
            ("js_variable", r#""value": "member""#, r#""value": "empty""#),
            ("js_variable", r#""value": "member = gold""#, r#""value": "member=silver""#),
            ("number_of_clicks", r#""value": 3"#, r#""value": "4""#),
            ("scrolls_to_depth", r#""value": "60""#, r#""value": 61"#),
            ("about_to_exit", r#""value": false"#, r#""x": 1"#),
            ("visit_duration", r#""value": 120"#, r#""value": 121"#),
            ("first_visit", r#""x": 1"#, r#""value": false"#),
            ("pages_visited_n", r#""value": 4"#, r#""value": 5"#),
            ("url_in_history", r#""value": "/sale""#, r#""value": "/cart""#),
            ("chatted_before", r#""value": false"#, r#""value": true"#),
            ("max_wait_time", r#""value": 30"#, r#""x": 1"#),
            ("estimated_wait_time", r#""value": 0"#, r#""value": "soon""#),
        ] {
            let rule = |value: &str| ["{\"ruleType\": \"", kind, "\", ", value, "}"].concat();
            assert!(shows(&rule(yes), &here), "{kind} {yes}");
            assert!(!shows(&rule(no), &here), "{kind} {no}");
        }
        let other = Visitor { leaves: true, returns: true, phone: true, ewt: Some(31) };
        for rule in ["about_to_exit", "mobile", "chatted_before"] {
            assert!(shows(&["{\"ruleType\": \"", rule, "\"}"].concat(), &other), "{rule}");
        }
        for rule in [r#"{"ruleType": "first_visit"}"#, r#"{"ruleType": "max_wait_time", "value": 30}"#] {
            assert!(!shows(rule, &other), "{rule}");
        }
    }

    #[test]
    fn all_rules_of_one_condition_must_hold_and_one_nobody_knows_never_does() {
        let here = Visitor::default();
        let (yes, no) =
            (r#"{"ruleType": "pages_visited_n", "value": 2}"#, r#"{"ruleType": "pages_visited_n", "value": 9}"#);
        assert!(shows(&[yes, ",", yes].concat(), &here));
        assert!(!shows(&[yes, ",", no].concat(), &here));
        assert!(!shows(r#"{"ruleType": "phase_of_the_moon", "value": "full"}"#, &here));
        let either = ["\"conditions\": [{\"rules\": [", no, "]}, {\"rules\": [", yes, "]}]"].concat();
        assert!(holds(&offer(&either), &here));
        assert!(holds(&offer("\"conditions\": []"), &here));
    }

    #[test]
    fn only_what_a_rule_needs_is_remembered() {
        let of =
            |kind: &str| memory(&offer(&["\"conditions\": [{\"rules\": [{\"ruleType\": \"", kind, "\"}]}]"].concat()));
        assert_eq!(of("number_of_clicks"), Memory::default());
        assert_eq!(of("visit_duration"), Memory { visit: true, ..Memory::default() });
        assert_eq!(of("first_visit"), Memory { visitor: true, ..Memory::default() });
        assert_eq!(of("chatted_before"), Memory { chat: true, ..Memory::default() });
    }

    #[test]
    fn the_page_gets_its_own_offer_and_none_that_is_switched_off() {
        let json = r#"{"definition": {"proactiveOffers": [{"urls": ["/"], "properties": {"htmlContent": "all"}},
            {"urls": ["/shop/"], "properties": {"enabled": false}}]}}"#;
        let configuration = Configuration::decode(json).unwrap();
        let at = |path: &str| of_page(&configuration, &Page { host: "h".to_owned(), path: path.to_owned() }).map(view);
        assert_eq!(at("/about").unwrap().html, "all");
        assert_eq!(at("/shop/bikes"), None);
    }

    #[test]
    fn an_offer_has_the_buttons_that_are_configured_and_a_width_that_fits() {
        let seen = view(&offer(
            r#""properties": {"chatButtonText": "<b>Yes</b>", "cancelButtonText": "", "callButtonEnabled": true},
               "styling": {"location": "left_top", "width": 4000}"#,
        ));
        assert_eq!((seen.chat_text.as_deref(), seen.cancel_text), (Some("Yes"), None));
        assert_eq!(seen.call_text.as_deref(), Some(""), "called by the widget's own words");
        assert_eq!((seen.location.word(), seen.width), ("left_top", Some(480)));
        let seen = view(&offer(r#""properties": {"chatButtonEnabled": false}"#));
        assert_eq!((seen.chat_text, seen.call_text), (None, None), "nobody calls who was not told to");
        assert_eq!(seen.location, Location::BottomRight);
    }
}
