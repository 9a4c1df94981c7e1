//! `[chat]`: hours, waiting times, and what the vendor's documents leave open.

use parlor_conversation::{NoEvents, SecondPoll, Settings as ChatSettings};
use parlor_protocol::codec::TimeUnit;

use super::{
    SettingError,
    hours::{ALLOWED, Hours},
    section::Section,
};

pub(super) fn read(chat: &Section<'_>) -> Result<(Hours, ChatSettings), SettingError> {
    let hours = match chat.text("hours")? {
        None => Hours::Always,
        Some(text) => Hours::parse(&text).ok_or_else(|| chat.wrong("hours", &text.into(), ALLOWED))?,
    };
    let base = ChatSettings::default();
    let poll_hold = chat.duration("poll_hold")?.unwrap_or(base.poll_hold);
    if poll_hold > 60_000 {
        let allowed = "at most 60 s; browsers and proxies give up on longer requests";
        return Err(chat.wrong("poll_hold", &(poll_hold.to_string() + "ms").into(), allowed));
    }
    let settings = ChatSettings {
        poll_hold,
        abandoned_after: chat.duration("abandoned_after")?.unwrap_or(base.abandoned_after),
        inactivity_warning: chat.duration("inactivity_warning")?.filter(|length| *length > 0),
        inactivity_timeout: chat.duration("inactivity_timeout")?.filter(|length| *length > 0),
        inactivity_warning_text: chat.text("inactivity_warning_text")?.unwrap_or(base.inactivity_warning_text),
        inactivity_timeout_text: chat.text("inactivity_timeout_text")?.unwrap_or(base.inactivity_timeout_text),
        linger: chat.duration("linger")?.unwrap_or(base.linger),
        kept_after_end: chat.duration("kept_after_end")?.unwrap_or(base.kept_after_end),
        ewt: chat.number("ewt", 86_400)?,
        second_poll: match chat.word("second_poll", &["400", "429"])? {
            Some("429") => SecondPoll::TooMany,
            _ => SecondPoll::BadRequest,
        },
        no_events: match chat.word("no_events", &["list", "empty", "5511"])? {
            Some("empty") => NoEvents::Empty,
            Some("5511") => NoEvents::Code5511,
            _ => NoEvents::List,
        },
        echo_own: chat.flag("echo_own", base.echo_own)?,
        renumber: chat.flag("renumber", base.renumber)?,
        drop_duplicates: chat.flag("drop_duplicates", base.drop_duplicates)?,
        timestamps: match chat.word("timestamps", &["seconds", "milliseconds"])? {
            Some("seconds") => TimeUnit::Seconds,
            Some(_) => TimeUnit::Milliseconds,
            None => base.timestamps,
        },
    };
    Ok((hours, settings))
}
