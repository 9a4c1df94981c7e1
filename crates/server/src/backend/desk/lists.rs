//! The lists that agents ask for: archives, filtered chats, customers. They read and change nothing.

use std::collections::BTreeMap;

use parlor_agent_protocol::{
    ApiError, ChatSummary, Customer, Value,
    filter::PropertyFilter,
    request::GetArchives,
    response::{Archives, Customers, encode_chats_summary},
};
use parlor_conversation::{Center, Conversation};

use super::{hub::Hub, show};

/// Ended chats that a log-in shows; the archives hold the others.
const ENDED_SHOWN: usize = 50;
const PAGE: u64 = 25;

impl Hub {
    /// Every running chat and the latest ended ones, oldest first.
    pub fn chats_summary(center: &Center) -> Vec<ChatSummary> {
        let mut chats: Vec<&Conversation> = center.conversations().collect();
        chats.sort_by_key(|chat| std::cmp::Reverse(chat.ended_at().unwrap_or(u64::MAX)));
        let running = chats.iter().filter(|chat| !chat.is_ended()).count();
        chats.truncate(running + ENDED_SHOWN);
        chats.sort_by_key(|chat| chat.opening().at);
        chats.into_iter().map(show::summary).collect()
    }

    pub(super) fn filtered_chats(center: &Center, active: bool, filters: &[PropertyFilter]) -> Value {
        let mut chats: Vec<&Conversation> = center.conversations().filter(|chat| active || chat.is_ended()).collect();
        chats.sort_by_key(|chat| chat.opening().at);
        let passes = |chat: &Conversation| {
            let properties = show::chat_properties(chat);
            filters.iter().all(|filter| filter.passes(&properties))
        };
        let chats = chats.into_iter().filter(|chat| passes(chat)).map(show::summary);
        encode_chats_summary(&chats.collect::<Vec<_>>())
    }

    pub(super) fn archives(center: &Center, wanted: &GetArchives) -> Result<Value, ApiError> {
        for (key, day) in [("date_from", &wanted.date_from), ("date_to", &wanted.date_to)] {
            if day.as_deref().is_some_and(|day| !is_day(day)) {
                return Err(ApiError::validation(format!("`payload.filters.{key}`: a day as YYYY-MM-DD is needed")));
            }
        }
        let query = wanted.query.as_ref().map(|query| query.to_lowercase()).filter(|query| !query.is_empty());
        let mut found = Vec::new();
        for chat in center.conversations() {
            let day = day_of(chat.opening().at);
            let properties = show::chat_properties(chat);
            let in_time = wanted.date_from.as_ref().is_none_or(|from| *from <= day)
                && wanted.date_to.as_ref().is_none_or(|to| day <= *to);
            let took_part = wanted.agent_ids.is_empty()
                || chat
                    .entries()
                    .iter()
                    .any(|entry| entry.event.party_id.as_ref().is_some_and(|party| wanted.agent_ids.contains(party)));
            let in_team = wanted.team_ids.is_empty() || wanted.team_ids.iter().any(|team| team == "0");
            if in_time && took_part && in_team && wanted.properties.iter().all(|filter| filter.passes(&properties)) {
                let shown = show::chat(chat);
                if query.as_ref().is_none_or(|query| shown.encode().to_string().to_lowercase().contains(query)) {
                    found.push((chat.opening().at, shown));
                }
            }
        }
        found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let (page, limit) = (wanted.page.unwrap_or(1), wanted.limit.unwrap_or(PAGE));
        let total = (found.len() as u64).div_ceil(limit);
        let skip = usize::try_from((page - 1).saturating_mul(limit)).unwrap_or(usize::MAX);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let chats = found.into_iter().skip(skip).take(limit).map(|(_, chat)| chat).collect();
        Ok(Archives { chats, page, total }.encode())
    }

    /// Pages are named by the place at which they begin.
    pub(super) fn customers(
        center: &Center,
        page_id: Option<&str>,
        limit: Option<u64>,
        newest_first: bool,
    ) -> Result<Value, ApiError> {
        let start: usize = match page_id {
            None => 0,
            Some(id) => id.parse().map_err(|_| ApiError::validation("`payload.page_id`: there is no such page"))?,
        };
        let mut known: BTreeMap<&str, (u64, &Conversation)> = BTreeMap::new();
        for chat in center.conversations() {
            let at = chat.opening().at;
            let newest = known.entry(chat.client()).or_insert((at, chat));
            if newest.0 < at {
                *newest = (at, chat);
            }
        }
        let mut all: Vec<(u64, Customer)> = known.into_values().map(|(at, chat)| (at, show::customer(chat))).collect();
        all.sort_by(|left, right| left.0.cmp(&right.0).then_with(|| left.1.id.cmp(&right.1.id)));
        if newest_first {
            all.reverse();
        }
        let limit = usize::try_from(limit.unwrap_or(10)).unwrap_or(10);
        let total = all.len();
        let end = start.saturating_add(limit);
        let customers = Customers {
            customers: all.into_iter().skip(start).take(limit).map(|(_, customer)| customer).collect(),
            total_customers: total as u64,
            next_page_id: (end < total).then(|| end.to_string()),
            previous_page_id: (start > 0).then(|| start.saturating_sub(limit).to_string()),
        };
        Ok(customers.encode())
    }
}

fn is_day(day: &str) -> bool {
    day.len() == 10
        && day
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// The UTC day of a time, `YYYY-MM-DD` (civil-from-days over 400-year eras that begin in March).
fn day_of(millis: u64) -> String {
    let days = millis / 86_400_000 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::day_of;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(day_of(0), "1970-01-01");
        assert_eq!(day_of(951_782_400_000), "2000-02-29");
        assert_eq!(day_of(1_473_433_500_000), "2016-09-09");
    }
}
