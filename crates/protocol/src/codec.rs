//! Batches and single events, to and from JSON text: the poll's answer, the history, and what a client posts.
//! Envelope first, then each event alone, so a bad one becomes `Body::Undecodable` and never loses its batch.
//! Decoding is total: any text has an answer. Who calls it: `session` and the server.

pub use crate::{decode::decode_event, encode::encode_event};
use crate::{
    encode::write_event,
    event::{Body, Event, Undecodable},
    slice::{Elements, Members, Scan},
    write,
};

/// The unit of written timestamps. Both are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeUnit {
    /// What the vendor's server sends, in spite of its documents (field notes 4.3).
    #[default]
    Seconds,
    Milliseconds,
}

/// What a body held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    pub events: Vec<Event>,
    /// The envelope was readable to its end. If not, `events` are those that stand complete before the fault.
    pub ok: bool,
}

/// Reads a whole body: nothing, `{}`, `{"events": […]}`, or a bare array.
pub fn decode_events(body: &str) -> Batch {
    let mut events = Vec::new();
    let ok = for_each_event(body, &mut |event| events.push(event));
    Batch { events, ok }
}

/// Reads a body event by event, never holding them all; returns whether its envelope was readable to its end.
pub fn for_each_event(body: &str, each: &mut dyn FnMut(Event)) -> bool {
    let body = body.trim_start_matches('\u{feff}').trim_matches(|c: char| c.is_ascii_whitespace() || c == '\0');
    let mut scan = Scan::new(body);
    match scan.peek() {
        None => true,
        Some(b'[') => {
            let mut elements = Elements::new(scan);
            elements.by_ref().for_each(|raw| each(decode_event(raw)));
            elements.complete && elements.rest().peek().is_none()
        }
        Some(b'{') => {
            let mut members = Members::new(scan);
            let mut events = None;
            while let Some((key, value)) = members.step() {
                if key == "events" {
                    events = Some(value);
                }
            }
            let listed = events.is_none_or(|events| in_member(events, each));
            listed && members.complete && members.rest().peek().is_none()
        }
        Some(_) => body == "null",
    }
}

/// The value of `events`: a list, nothing, or something else that is one undecodable event.
fn in_member(mut value: Scan<'_>, each: &mut dyn FnMut(Event)) -> bool {
    if value.peek() == Some(b'[') {
        let mut elements = Elements::new(value);
        elements.by_ref().for_each(|raw| each(decode_event(raw)));
        return elements.complete;
    }
    match value.value() {
        Some("null") => true,
        Some(_) => {
            each(Event::of(Body::Undecodable(Undecodable::NotAnEvent)));
            true
        }
        None => false,
    }
}

/// `{"events": […]}`. Events that could not be decoded are left out: their text is not kept.
pub fn encode_events(events: &[Event], unit: TimeUnit) -> String {
    let mut out = String::from("{\"events\":");
    write_events(&mut out, events, unit);
    out.push('}');
    out
}

/// Appends the bare array.
pub(crate) fn write_events(out: &mut String, events: &[Event], unit: TimeUnit) {
    let known: Vec<&Event> = events.iter().filter(|event| !matches!(event.body, Body::Undecodable(_))).collect();
    write::array(out, known.len(), &mut |out, index| write_event(out, known[index], unit));
}
