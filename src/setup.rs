//! What the widget is started with, checked by `embed`, and the contact center that follows from it.

use parlor_call::CandidateTypes;
use parlor_contact::Page;
use parlor_protocol::request::{WEB_CHAT, authorization};

use crate::{
    kept,
    shell::{http::Center, page, random},
    signals::Theme,
};

#[derive(Clone, Debug)]
pub struct Setup {
    pub api_url: String,
    pub tenant_url: String,
    pub app_id: String,
    /// `None`: cookies identify this browser.
    pub client_id: Option<String>,
    /// Cookies, and an id kept in this browser where it keeps no cookies.
    pub client_id_auto: bool,
    pub parameters: Vec<(String, String)>,
    pub from: Option<String>,
    pub phone_number: Option<String>,
    pub locale: String,
    pub theme: Theme,
    /// A chat in a window of its own speaks for the page that opened it: that page's address.
    pub page: Option<String>,
    pub open: bool,
    /// The page's sound for a message that nobody looks at; the chat's part alone plays one.
    pub sound: Option<String>,
    /// A chat begins with the page.
    pub starts: bool,
    /// The tab is not shown while there is nothing to come back to; the page opens the window.
    pub is_hidden: bool,
    pub send_draft: bool,
    pub send_query: bool,
    pub message_limit: usize,
    /// Calls find their ways by a TURN server alone.
    pub relay_only: bool,
    pub ice_candidates: CandidateTypes,
    /// A call is proposed when an agent joins.
    pub calls_at_once: bool,
}

impl Setup {
    pub fn center(&self) -> Center {
        let client_id = self.client_id();
        Center {
            api_url: self.api_url.clone(),
            authorization: authorization(&self.app_id, &client_id),
            cookies: client_id == WEB_CHAT,
        }
    }

    /// The page's address as far as the configuration looks at it.
    pub fn address(&self) -> Page {
        self.page.as_deref().map_or_else(page::address, page::address_of)
    }

    /// The page's whole address.
    pub fn url(&self) -> String {
        self.page.clone().unwrap_or_else(page::url)
    }

    /// Cookies turned out not to be kept: from now on the visitor has an id of this browser's own.
    pub fn identify(&mut self) -> Center {
        self.client_id = kept::client_id(&self.app_id, random::id);
        self.center()
    }

    /// As whom this browser speaks.
    pub fn client_id(&self) -> String {
        let own = || {
            let make = || if page::has_cookies() { None } else { random::id() };
            self.client_id_auto.then(|| kept::client_id(&self.app_id, make)).flatten()
        };
        self.client_id.clone().or_else(own).unwrap_or_else(|| WEB_CHAT.to_owned())
    }
}
