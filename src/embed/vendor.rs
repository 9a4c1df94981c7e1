//! `SERVICE_PATTERN_CHAT_CONFIG`: how pages of the vendor's own widget are configured, and what they expect of it (field
//! notes 3). Read where the tag names no contact center, so that such a page works with another script's address.
//! Called by both parts. docs/vendor.md tells what each key does here.

use js_sys::{Function, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::values::{get, text};
use crate::shell::page;

/// The name that pages know.
const GLOBAL: &str = "SERVICE_PATTERN_CHAT_CONFIG";
/// What is known of the visitor; goes with `parameters`.
const PERSONAL: [&str; 6] = ["first_name", "last_name", "email", "account_number", "directChatPIN", "location"];

/// What happens that such pages have a callback for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Callback {
    Online,
    Offline,
    TabPressed,
    FormSubmitted,
    CallAsked,
    FormCancelled,
    WindowClosed,
    Offered,
    OfferTaken,
    OfferRefused,
}

impl Callback {
    fn name(self) -> &'static str {
        match self {
            Self::Online => "weAreOnline",
            Self::Offline => "weAreOffline",
            Self::TabPressed => "reactiveChatButtonClicked",
            Self::FormSubmitted => "preChatWindowChatButtonClicked",
            Self::CallAsked => "preChatWindowPhoneButtonClicked",
            Self::FormCancelled => "preChatWindowCancelButtonClicked",
            Self::WindowClosed => "windowCloseIconClicked",
            Self::Offered => "proactiveChatOffered",
            Self::OfferTaken => "proactiveYes",
            Self::OfferRefused => "proactiveNo",
        }
    }
}

/// The page's own object, which it may change at any time.
#[derive(Clone)]
pub(super) struct Vendor(Object);

impl Vendor {
    /// The page's, where the tag's options don't say which contact center is meant.
    pub(super) fn of_page(given: &JsValue) -> Option<Self> {
        if get(given, "api-url").is_string() {
            return None;
        }
        get(&js_sys::global(), GLOBAL).dyn_into().ok().map(Self)
    }

    fn get(&self, key: &str) -> JsValue {
        get(&self.0, key)
    }

    /// A text, or what else it is as JSON; an empty one is none.
    fn text(&self, key: &str) -> Option<String> {
        let value = Some(self.get(key)).filter(|value| !value.is_null())?;
        let words = value.as_string().or_else(|| JSON::stringify(&value).ok()?.as_string())?;
        Some(words.trim().to_owned()).filter(|words| !words.is_empty())
    }

    /// Whether a switch is on. Some pages write texts.
    pub(super) fn is_on(&self, key: &str) -> bool {
        let value = self.get(key);
        value.is_truthy() && value.as_string().is_none_or(|word| word != "false")
    }

    /// What the page's configuration says in place of an attribute, given by its name without `data-`.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        match key_of(name)? {
            "parameters" => self.parameters(),
            "apiUrl" => self.text("apiUrl").map(of_version_2),
            key => self.text(key),
        }
    }

    /// The launch point for those who want to be called, where it is one of its own.
    pub(super) fn call_app_id(&self) -> Option<String> {
        self.text("callbackAppId").filter(|own| Some(own) != self.text("appId").as_ref())
    }

    /// The address of what is to be heard when a message comes.
    pub(super) fn sound(&self) -> Option<String> {
        self.text("sound_notification_file").filter(|_| self.is_on("sound_notification"))
    }

    /// `parameters` with what is known of the visitor, as JSON.
    fn parameters(&self) -> Option<String> {
        let all = Object::new();
        let given = self.get("parameters");
        if given.is_object() {
            Object::assign(&all, given.unchecked_ref());
        }
        for key in PERSONAL {
            let value = self.get(key);
            let is_empty =
                value.is_falsy() || (value.is_object() && Object::keys(value.unchecked_ref::<Object>()).length() == 0);
            if !is_empty {
                let _ = Reflect::set(&all, &text(key), &value);
            }
        }
        JSON::stringify(&all).ok()?.as_string()
    }

    /// What a fault names: the page wrote a key, no attribute.
    pub(super) fn name_of(attribute: &str) -> Option<String> {
        Some([GLOBAL, ".", key_of(attribute.strip_prefix("data-")?)?].concat())
    }

    /// Runs the page's callback. What it throws is its own affair.
    pub(super) fn call(&self, what: Callback) {
        let callbacks = self.get("callbacks");
        let Ok(function) = get(&callbacks, what.name()).dyn_into::<Function>() else { return };
        if let Err(reason) = function.call0(&callbacks) {
            let line = ["Parlor: ", GLOBAL, ".callbacks.", what.name(), " failed:"].concat();
            web_sys::console::error_2(&text(&line), &reason);
        }
    }

    /// Goes where the page wants its visitors to be once their chat is over.
    pub(super) fn go_on(&self) {
        if let Some(address) = self.text("returnUrl") {
            page::go_to(&address);
        }
    }
}

fn key_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "api-url" => "apiUrl",
        "tenant-url" => "tenantUrl",
        "app-id" => "appId",
        "client-id" => "clientId",
        "parameters" => "parameters",
        "from" => "from",
        "phone-number" => "phone_number",
        _ => return None,
    })
}

/// The vendor's widget speaks version 1 of the same API, which stands beside version 2.
fn of_version_2(address: String) -> String {
    let bare = address.trim_end_matches('/');
    match bare.strip_suffix("/api/v1") {
        Some(before) => [before, "/api/v2"].concat(),
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_version_1_leads_to_version_2() {
        for (given, expected) in [
            ("https://a.example/clientweb/api/v1", "https://a.example/clientweb/api/v2"),
            ("https://a.example/clientweb/api/v1/", "https://a.example/clientweb/api/v2"),
            ("https://a.example/clientweb/api/v2/", "https://a.example/clientweb/api/v2/"),
            ("https://a.example/v1", "https://a.example/v1"),
        ] {
            assert_eq!(of_version_2(given.to_owned()), expected);
        }
    }

    #[test]
    fn a_fault_names_the_key_that_the_page_wrote() {
        assert_eq!(Vendor::name_of("data-api-url").as_deref(), Some("SERVICE_PATTERN_CHAT_CONFIG.apiUrl"));
        assert_eq!(Vendor::name_of("data-parameters").as_deref(), Some("SERVICE_PATTERN_CHAT_CONFIG.parameters"));
        assert_eq!(Vendor::name_of("data-theme"), None, "the tag's own");
    }
}
