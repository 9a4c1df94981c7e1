//! Whether the office can be reached, as far as the API tells: hours of operation and the estimated waiting time.
//! The API has no sign of "busy", so a long wait is taken for it. Called by `look`.

use parlor_protocol::{configuration::ContactTab, response};

/// A wait above this, in seconds, is "busy" where the configuration has no `ewtThreshold`: five minutes, the time after
/// which most people give a chat up.
pub const DEFAULT_EWT_THRESHOLD: u64 = 300;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Availability {
    Available,
    /// Open, and the wait is above the threshold.
    Busy,
    OutOfHours,
    /// Not asked yet, or no readable answer.
    #[default]
    Unknown,
}

impl Availability {
    pub fn of(answer: Option<response::Availability>, tab: &ContactTab) -> Self {
        let threshold = tab.ewt_threshold.unwrap_or(DEFAULT_EWT_THRESHOLD);
        match answer {
            None => Self::Unknown,
            Some(answer) if !answer.open => Self::OutOfHours,
            Some(answer) if answer.ewt.is_some_and(|ewt| ewt > threshold) => Self::Busy,
            Some(_) => Self::Available,
        }
    }

    /// The public word of it: `state` and the `availability` event.
    pub fn word(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Busy => "busy",
            Self::OutOfHours => "out-of-hours",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the tab is to be seen.
    pub fn shows(self, tab: &ContactTab) -> bool {
        let hidden = match self {
            Self::OutOfHours => tab.do_not_show_after_hours == Some(true),
            Self::Busy => tab.do_not_show_after_ewt_threshold == Some(true),
            Self::Available | Self::Unknown => false,
        };
        tab.enabled != Some(false) && !hidden
    }

    /// The tab's configured text, which may hold HTML. `Unknown` says what `Available` says: the words must not jump
    /// when the answer comes, and it mostly is that.
    pub fn message(self, tab: &ContactTab) -> Option<&str> {
        match self {
            Self::Available | Self::Unknown => tab.agents_available_msg.as_deref(),
            Self::Busy => tab.agents_not_available_msg.as_deref().or(tab.agents_available_msg.as_deref()),
            Self::OutOfHours => tab.out_of_hours_msg.as_deref(),
        }
    }

    /// The waiting time to show beside the text. Out of hours only where the configuration wishes it.
    pub fn shown_ewt(self, ewt: Option<u64>, tab: &ContactTab) -> Option<u64> {
        match self {
            Self::Busy => ewt,
            Self::OutOfHours if tab.show_ewt_out_of_hours == Some(true) => ewt,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(open: bool, ewt: Option<u64>, tab: &ContactTab) -> Availability {
        Availability::of(Some(response::Availability { open, ewt }), tab)
    }

    #[test]
    fn a_wait_above_the_threshold_is_busy() {
        let mut tab = ContactTab::default();
        assert_eq!(of(true, Some(300), &tab), Availability::Available);
        assert_eq!(of(true, Some(301), &tab), Availability::Busy);
        assert_eq!(of(true, None, &tab), Availability::Available);
        tab.ewt_threshold = Some(10);
        assert_eq!(of(true, Some(11), &tab), Availability::Busy);
        assert_eq!(of(false, Some(11), &tab), Availability::OutOfHours);
        assert_eq!(Availability::of(None, &tab), Availability::Unknown);
    }

    #[test]
    fn the_tab_hides_where_the_configuration_says_so() {
        let hidden = ContactTab { enabled: Some(false), ..ContactTab::default() };
        assert!(!Availability::Available.shows(&hidden));
        let tab = ContactTab { do_not_show_after_hours: Some(true), ..ContactTab::default() };
        assert!(!Availability::OutOfHours.shows(&tab));
        assert!(Availability::Busy.shows(&tab) && Availability::Available.shows(&tab));
        let tab = ContactTab { do_not_show_after_ewt_threshold: Some(true), ..ContactTab::default() };
        assert!(!Availability::Busy.shows(&tab));
        assert!(Availability::OutOfHours.shows(&tab));
    }

    #[test]
    fn the_wait_is_told_out_of_hours_only_if_wished() {
        let tab = ContactTab::default();
        assert_eq!(Availability::OutOfHours.shown_ewt(Some(60), &tab), None);
        assert_eq!(Availability::Busy.shown_ewt(Some(60), &tab), Some(60));
        let tab = ContactTab { show_ewt_out_of_hours: Some(true), ..tab };
        assert_eq!(Availability::OutOfHours.shown_ewt(Some(60), &tab), Some(60));
        assert_eq!(Availability::OutOfHours.shown_ewt(None, &tab), None);
    }
}
