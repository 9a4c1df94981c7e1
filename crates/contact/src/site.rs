//! What is known of the site: configuration, availability, expected parameters, the page's address; and the look and
//! the form that follow from them. Fed with the bodies of answers by both parts of the widget, the tab's and the
//! chat's; asks nobody itself.

use parlor_protocol::{
    configuration::ProactiveOffer,
    form::{FieldDefinition, FormDefinition},
    response::{self, ExpectedParameter},
};

use crate::{
    Availability, Cobrowsing, Configuration, Form, Look, Memory, OfferView, Page, Visit, form::Way, offer, urls,
};

/// A provider that nobody looks through: for tests and the demo.
const TEST_PROVIDER: &str = "PARLOR_TEST";

/// Without `ALL` only what a contact tab shows and asks is read: each part of the widget carries the code for no more.
#[derive(Debug)]
pub struct Site<const ALL: bool> {
    tenant_url: String,
    page: Page,
    configuration: Option<Configuration>,
    availability: Option<response::Availability>,
    expected: Option<Vec<ExpectedParameter>>,
    /// An answer about the configuration, good or bad, has come.
    configured: bool,
    asked_parameters: bool,
    look: Look,
    revision: u32,
}

impl<const ALL: bool> Site<ALL> {
    /// Nothing is known yet, so nothing is to be seen.
    pub fn new(tenant_url: &str, page: Page) -> Self {
        let mut look = Look::new::<ALL>(&Configuration::default(), &page, tenant_url, None);
        look.tab.visible = false;
        Self {
            tenant_url: tenant_url.to_owned(),
            page,
            configuration: None,
            availability: None,
            expected: None,
            configured: false,
            asked_parameters: false,
            look,
            revision: 0,
        }
    }

    /// The configuration's answer; `None`: it failed. What can't be read counts as no answer: the last good one stays.
    pub fn hear_configuration(&mut self, body: Option<&str>) {
        self.configured = true;
        self.configuration = body.and_then(Configuration::decode_as::<ALL>).or_else(|| self.configuration.take());
        self.look_again();
    }

    /// The availability's answer; `None` and what can't be read change nothing.
    pub fn hear_availability(&mut self, body: Option<&str>) {
        self.availability = body.and_then(response::Availability::decode).or(self.availability);
        self.look_again();
    }

    /// The answer about the expected parameters; without a good one nothing is asked for.
    pub fn hear_parameters(&mut self, body: Option<&str>) {
        self.asked_parameters = true;
        self.expected = body.and_then(ExpectedParameter::decode_all);
    }

    /// The page has this address.
    pub fn move_to(&mut self, page: Page) {
        if page != self.page {
            self.page = page;
            self.look_again();
        }
    }

    fn look_again(&mut self) {
        self.revision += 1;
        if self.configured {
            // Without a configuration the widget looks as it does by itself: the chat is what counts.
            let ours = Configuration::default();
            let configuration = self.configuration.as_ref().unwrap_or(&ours);
            self.look = Look::new::<ALL>(configuration, &self.page, &self.tenant_url, self.availability);
        }
    }

    pub fn page(&self) -> &Page {
        &self.page
    }

    pub fn look(&self) -> &Look {
        &self.look
    }

    /// Another one for each look.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Whether a look can be drawn: until the configuration has an answer, there is none.
    pub fn is_known(&self) -> bool {
        self.configured
    }

    /// A configuration was read.
    pub fn has_configuration(&self) -> bool {
        self.configuration.is_some()
    }

    /// An availability was read.
    pub fn has_availability(&self) -> bool {
        self.availability.is_some()
    }

    /// What is to be asked before a chat, beside what the page has `given` by parameters' names.
    pub fn form(&self, given: &[(String, String)]) -> Option<Form> {
        let expected = self.expected.as_deref().unwrap_or_default();
        self.configured.then(|| self.look.form(expected, given)).flatten()
    }

    /// The forms that may be asked for during a chat: those for this page first, of which the best, then the others.
    /// `None` until the configuration has an answer.
    pub fn forms(&self) -> Option<Vec<FormDefinition>> {
        let defined = self.configuration.as_ref().map(|configuration| configuration.forms.clone());
        let mut forms = self.configured.then(|| defined.unwrap_or_default())?;
        forms.sort_by_key(|form| std::cmp::Reverse(urls::best_weight(&form.urls, &self.page)));
        Some(forms)
    }

    /// The fields of the forms that stand in pages themselves.
    pub fn on_page_fields(&self) -> Vec<FieldDefinition> {
        let forms = self.configuration.iter().flat_map(|configuration| &configuration.on_page_forms);
        forms.flat_map(|form| &form.fields).cloned().collect()
    }

    /// The offer of this page.
    pub fn offer(&self) -> Option<OfferView> {
        self.page_offer().map(offer::view)
    }

    /// Whether this page's offer is to be made now; never out of hours.
    pub fn offers(&self, visit: &dyn Visit) -> bool {
        let is_open = self.availability().is_none_or(|(availability, _)| availability != Availability::OutOfHours);
        is_open && self.page_offer().is_some_and(|offer| offer::holds(offer, visit))
    }

    /// What has to be remembered for this page's offer; `None`: it has none.
    pub fn offer_memory(&self) -> Option<Memory> {
        self.page_offer().map(offer::memory)
    }

    fn page_offer(&self) -> Option<&ProactiveOffer> {
        offer::of_page(self.configuration.as_ref()?, &self.page)
    }

    /// What is to be asked of who takes the offer up: its own questions where it has some.
    pub fn offer_form(&self, way: Way, given: &[(String, String)]) -> Option<Form> {
        let expected = self.expected.as_deref().unwrap_or_default();
        let own = self.page_offer().and_then(|offer| offer.pre_chat.as_ref());
        if way == Way::Call {
            // Who wants to be called is asked for a number, whatever else there is to ask.
            let mut pre_chat =
                own.or_else(|| self.look.pre_chat()).filter(|own| own.enabled).cloned().unwrap_or_default();
            pre_chat.call_button.enabled = Some(true);
            let mut form = crate::form::of_pre_chat(Some(&pre_chat), expected, given)?;
            form.call.iter_mut().for_each(|call| call.is_first = true);
            return Some(form);
        }
        match own {
            Some(pre_chat) => crate::form::of_pre_chat(Some(pre_chat).filter(|own| own.enabled), expected, given),
            None => self.form(given),
        }
    }

    /// Who lets agents look at the page, where the configuration names one that this widget knows; `None` until the
    /// configuration has an answer.
    pub fn cobrowsing(&self) -> Option<Option<Cobrowsing>> {
        let configured = self.configuration.as_ref().and_then(|configuration| configuration.cobrowsing.clone());
        let is_known = |it: &Cobrowsing| match it.provider.to_ascii_uppercase().as_str() {
            "SURFLY" => !it.widget_key.is_empty(),
            provider => provider == TEST_PROVIDER,
        };
        self.configured.then(|| configured.filter(is_known))
    }

    /// An answer about the expected parameters, good or bad, has come.
    pub fn asked_parameters(&self) -> bool {
        self.asked_parameters
    }

    /// Whether `form` is final.
    pub fn knows_form(&self) -> bool {
        self.configured && self.asked_parameters
    }

    /// The availability with the estimated waiting time in seconds; `None` until both answers are there.
    pub fn availability(&self) -> Option<(Availability, Option<u64>)> {
        let answer = self.availability.filter(|_| self.configured)?;
        Some((self.look.tab.availability, answer.ewt))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const OPEN: &str = r#"{"chat": "available", "ewt": "3"}"#;

    fn site(path: &str) -> Site<true> {
        Site::new("t.example", Page { host: "example.com".to_owned(), path: path.to_owned() })
    }

    #[test]
    fn nothing_is_seen_before_the_configuration_has_an_answer() {
        let mut site = site("/");
        site.hear_availability(Some(OPEN));
        assert!(!site.look().tab.visible);
        assert_eq!(site.availability(), None);
        site.hear_configuration(None);
        assert!(site.look().tab.visible);
        assert_eq!(site.availability(), Some((Availability::Available, Some(3))));
    }

    #[test]
    fn an_answer_that_cannot_be_read_leaves_the_last_good_one() {
        let mut site = site("/");
        site.hear_configuration(Some(
            r#"{"widgets": [{"definition": {"contact_tab": {"agents_available_msg": "Hi"}}}]}"#,
        ));
        site.hear_availability(Some(OPEN));
        site.hear_configuration(Some("<html>"));
        site.hear_availability(Some("<html>"));
        assert_eq!(site.look().tab.text, "Hi");
        assert_eq!(site.availability(), Some((Availability::Available, Some(3))));
    }

    #[test]
    fn another_page_may_have_another_look() {
        let mut site = site("/about");
        site.hear_configuration(Some(r#"{"widgets": [{"urls": ["/shop/"]}]}"#));
        assert!(!site.look().tab.visible);
        site.move_to(Page { host: "example.com".to_owned(), path: "/shop/bikes".to_owned() });
        assert!(site.look().tab.visible);
    }

    #[test]
    fn of_two_forms_of_one_name_the_page_has_its_own() {
        let mut site = site("/shop/bikes");
        assert_eq!(site.forms(), None);
        let forms = r#"[{"name": "Order", "title": "any"}, {"name": "Order", "title": "shop", "urls": ["/shop/"]}]"#;
        site.hear_configuration(Some(&[r#"{"definition": {"forms": "#, forms, "}}"].concat()));
        let first = |site: &Site<true>| site.forms().and_then(|forms| forms.into_iter().next()).map(|form| form.title);
        assert_eq!(first(&site).as_deref(), Some("shop"));
        site.move_to(Page { host: "example.com".to_owned(), path: "/".to_owned() });
        assert_eq!(first(&site).as_deref(), Some("any"));
    }

    #[test]
    fn who_takes_an_offer_up_by_phone_is_asked_for_a_number_first() {
        let mut site = site("/");
        site.hear_configuration(Some(r#"{"definition": {"proactiveOffers": [{}]}}"#));
        assert_eq!(site.offer_form(Way::Chat, &[]), None, "a chat begins at once");
        let form = site.offer_form(Way::Call, &[]).unwrap();
        let call = form.call.unwrap();
        assert!(call.is_first && !call.is_only_way);
        let names = |form: &Form| form.fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&call.form), ["phone_number"]);
        site.hear_configuration(Some(
            r#"{"definition": {"proactiveOffers": [{"preChat": {"enabled": true, "commonFields": [{"name": "wish"}],
                "phoneFields": [{"name": "phone", "formFieldType": "phone"}]}}]}}"#,
        ));
        assert_eq!(names(&site.offer_form(Way::Call, &[]).unwrap().call.unwrap().form), ["wish", "phone"]);
    }

    #[test]
    fn the_form_is_final_once_the_parameters_were_asked_for() {
        let mut site = site("/");
        site.hear_configuration(Some("{}"));
        assert!(!site.knows_form());
        site.hear_parameters(Some(r#"{"parameters": {"company": "COMPANY"}}"#));
        assert!(site.knows_form() && site.form(&[]).is_some());
        site.hear_parameters(None);
        assert!(site.knows_form() && site.form(&[]).is_none());
    }
}
