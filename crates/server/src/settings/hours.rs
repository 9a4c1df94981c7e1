//! The hours of operation. They decide availability alone; whether an agent is logged in does not matter to it.

/// When the office is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Hours {
    #[default]
    Always,
    Never,
    Week {
        /// Day (Monday is 0), from and to in minutes of the local day; `to` is not open any more.
        open: Vec<(u64, u64, u64)>,
        /// Minutes that the local time is ahead of UTC.
        offset: i64,
    },
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTES_A_DAY: u64 = 24 * 60;

impl Hours {
    /// `always`, `never`, or times such as `Mon-Fri 09:00-17:00, Sat 22:00-02:00`; `offset` as `utc_offset` reads it.
    pub(crate) fn parse(text: &str, offset: i64) -> Option<Self> {
        match text.trim() {
            "always" => return Some(Self::Always),
            "never" => return Some(Self::Never),
            _ => {}
        }
        let mut open = Vec::new();
        for part in text.split(',') {
            let (days, times) = part.trim().split_once(' ')?;
            let (from, to) = times.trim().split_once('-')?;
            let (from, to) = (minute(from)?, minute(to)?);
            let (first, last) = days.split_once('-').unwrap_or((days, days));
            let (first, last) = (day(first)?, day(last)?);
            if from == to {
                return None;
            }
            let mut at = first;
            loop {
                if from < to {
                    open.push((at, from, to));
                } else {
                    // Over midnight: what follows it belongs to the next day.
                    open.push((at, from, MINUTES_A_DAY));
                    open.push(((at + 1) % 7, 0, to));
                }
                if at == last {
                    break;
                }
                at = (at + 1) % 7;
            }
        }
        Some(Self::Week { open, offset })
    }

    /// `now` in UTC milliseconds.
    pub fn is_open(&self, now: u64) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Week { open, offset } => {
                let minute = (now / 60_000).saturating_add_signed(*offset);
                // 1 January 1970 was a Thursday.
                let day = (minute / MINUTES_A_DAY + 3) % 7;
                let minute = minute % MINUTES_A_DAY;
                open.iter().any(|(on, from, to)| *on == day && (*from..*to).contains(&minute))
            }
        }
    }
}

fn day(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    DAYS.iter().position(|day| *day == text).and_then(|place| u64::try_from(place).ok())
}

/// `09:30`, at most `24:00`.
fn minute(text: &str) -> Option<u64> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u64, u64) = (hour.parse().ok()?, minute.parse().ok()?);
    let minutes = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && minutes <= MINUTES_A_DAY).then_some(minutes)
}

/// `+02:00`, `-03:30`, `Z`: minutes ahead of UTC.
pub(crate) fn utc_offset(text: &str) -> Option<i64> {
    let text = text.trim();
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let minutes = i64::try_from(minute(rest)?).ok()?;
    (minutes <= 14 * 60).then_some(sign * minutes)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    /// Monday, 2 November 2026, 00:00 UTC.
    const MONDAY: u64 = 1_793_577_600_000;
    const HOUR: u64 = 3_600_000;

    #[test]
    fn the_office_is_open_from_the_first_minute_and_closed_at_the_last() {
        let hours = Hours::parse("Mon-Fri 09:00-17:00, Sat 10:00-12:30", 0).unwrap();
        assert!(!hours.is_open(MONDAY + 9 * HOUR - 1));
        assert!(hours.is_open(MONDAY + 9 * HOUR));
        assert!(!hours.is_open(MONDAY + 17 * HOUR));
        assert!(hours.is_open(MONDAY + 5 * 24 * HOUR + 12 * HOUR));
        assert!(!hours.is_open(MONDAY + 6 * 24 * HOUR + 12 * HOUR));
    }

    #[test]
    fn hours_are_local() {
        let hours = Hours::parse("Mon 09:00-17:00", utc_offset("+02:00").unwrap()).unwrap();
        assert!(hours.is_open(MONDAY + 7 * HOUR));
        assert!(!hours.is_open(MONDAY + 15 * HOUR));
    }

    #[test]
    fn a_night_goes_over_midnight_and_over_the_week() {
        let hours = Hours::parse("Fri-Sun 22:00-06:00", 0).unwrap();
        assert!(!hours.is_open(MONDAY + 4 * 24 * HOUR + 21 * HOUR));
        assert!(hours.is_open(MONDAY + 4 * 24 * HOUR + 22 * HOUR));
        assert!(hours.is_open(MONDAY + 7 * 24 * HOUR + 5 * HOUR), "the night from Sunday to Monday");
        assert!(!hours.is_open(MONDAY + 7 * 24 * HOUR + 6 * HOUR));
        assert!(!hours.is_open(MONDAY + 4 * 24 * HOUR + 5 * HOUR), "no night began on Thursday");
    }

    #[test]
    fn nonsense_is_no_time() {
        for bad in [
            "",
            "Mon",
            "Mon 9-17",
            "Mon 09:00-09:00",
            "Mon 18446744073709551615:00-09:00",
            "Foo 09:00-17:00",
            "Mon 09:00-25:00",
        ] {
            assert_eq!(Hours::parse(bad, 0), None, "{bad}");
        }
        assert_eq!(utc_offset("2"), None);
        assert_eq!(utc_offset("+15:00"), None);
    }
}
