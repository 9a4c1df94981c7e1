//! `[chat]`: hours, times, and how the server behaves where the vendor's behaviour is not known.

use parlor_conversation::{NoEvents, SecondPoll, Settings};
use parlor_protocol::codec::TimeUnit;
use toml::Value;

use super::{
    hours::{Hours, utc_offset},
    section::{Section, Wrong},
};

const SERVICES: &str = "a list of \"ios_apns\", \"ios_firebase\" and \"android_firebase\"";
const TIMES: &str = "\"always\", \"never\" or times such as \"Mon-Fri 09:00-17:00, Sat 22:00-02:00\"";

/// Thirty days.
pub(super) const KEEP_HISTORY: u64 = 30 * DAY;
/// What visitors' clients know without a configuration (field notes 2).
pub(crate) const SURVEY: &str = "MobileChatSurvey";
const DAY: u64 = 24 * 3_600_000;

/// Settings, hours, for how many milliseconds ended chats stay on disk, and the ways to announce messages to apps.
pub(super) fn chat(mut section: Section, demo: bool) -> Result<(Settings, Hours, u64, Vec<String>), Wrong> {
    let mut chat = Settings::default();
    let offset = section.read("utc_offset", "an offset such as \"+02:00\"", |value| utc_offset(value.as_str()?))?;
    let hours = section.read("hours", TIMES, |value| Hours::parse(value.as_str()?, offset.unwrap_or(0)))?;
    set(&mut chat.poll_hold, section.span("poll_hold")?);
    if chat.poll_hold > 60_000 {
        let value = Value::String(format!("{} s", chat.poll_hold / 1000));
        return Err(section.wrong("poll_hold", &value, "at most 60 s, because proxies give up on longer requests"));
    }
    set(&mut chat.abandoned_after, section.span("abandoned_after")?);
    chat.survey = section.text("survey")?.or_else(|| demo.then(|| SURVEY.to_owned()));
    set(&mut chat.linger, section.span("linger")?);
    if chat.survey.is_some() && chat.linger == 0 {
        // A session that is over at once takes no answers.
        chat.linger = 5 * 60_000;
    }
    set(&mut chat.kept_after_end, section.span("kept_after_end")?);
    let keep_history = section.span("keep_history")?.unwrap_or(KEEP_HISTORY.max(chat.kept_after_end));
    if keep_history < chat.kept_after_end {
        let value = Value::String(format!("{} s", keep_history / 1000));
        return Err(section.wrong("keep_history", &value, "at least chat.kept_after_end"));
    }
    chat.inactivity_warning = section.span("inactivity_warning")?;
    chat.inactivity_timeout = section.span("inactivity_timeout")?;
    if let (Some(warning), Some(timeout)) = (chat.inactivity_warning, chat.inactivity_timeout)
        && warning >= timeout
    {
        let value = Value::String(format!("{} s", warning / 1000));
        return Err(section.wrong("inactivity_warning", &value, "less than chat.inactivity_timeout"));
    }
    set(&mut chat.inactivity_warning_text, section.text("inactivity_warning_text")?);
    set(&mut chat.inactivity_timeout_text, section.text("inactivity_timeout_text")?);
    chat.ewt = section.span("ewt")?.map(|length| length / 1000);
    let second_poll = section.read("second_poll", "400 or 429", |value| match word(value).as_str() {
        "400" => Some(SecondPoll::BadRequest),
        "429" => Some(SecondPoll::TooMany),
        _ => None,
    })?;
    set(&mut chat.second_poll, second_poll);
    let no_events = section.read("no_events", "\"list\", \"empty\" or 5511", |value| match word(value).as_str() {
        "list" => Some(NoEvents::List),
        "empty" => Some(NoEvents::Empty),
        "5511" => Some(NoEvents::Code5511),
        _ => None,
    })?;
    set(&mut chat.no_events, no_events);
    set(&mut chat.echo_own, section.flag("echo_own")?);
    set(&mut chat.renumber, section.flag("renumber")?);
    set(&mut chat.drop_duplicates, section.flag("drop_duplicates")?);
    let timestamps =
        section.read("timestamps", "\"seconds\" or \"milliseconds\"", |value| match value.as_str()? {
            "seconds" => Some(TimeUnit::Seconds),
            "milliseconds" => Some(TimeUnit::Milliseconds),
            _ => None,
        })?;
    set(&mut chat.timestamps, timestamps);
    let notifications = section.read("notifications", SERVICES, |value| {
        let names = value.as_array()?.iter().map(|name| name.as_str().map(str::to_owned));
        let names: Vec<String> = names.collect::<Option<_>>()?;
        names.iter().all(|name| matches!(&**name, "ios_apns" | "ios_firebase" | "android_firebase")).then_some(names)
    })?;
    section.finish()?;
    Ok((chat, hours.unwrap_or_default(), keep_history, notifications.unwrap_or_default()))
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// A number or a text, as a text.
fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
