//! What the outbox carries: one thing that the visitor submitted, and the events that tell the server of it.
//! Made by `session`'s wishes, posted by `outbox`. Holds nothing secure: that never waits anywhere.

use parlor_protocol::{
    Body, Event,
    event::{Answers, FormData, Message},
};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Parcel {
    Message {
        text: String,
        /// The form request without a form that this message answers, too (field notes 2).
        prompt: Option<String>,
    },
    /// Answers to a form; none of them where it was given up.
    Form(FormData),
}

impl Parcel {
    /// The visitor did it; else the widget answered by itself.
    pub(crate) fn is_visitors(&self) -> bool {
        !matches!(self, Self::Form(FormData { data: Answers::Text(_), .. }))
    }

    /// The words of a message.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Message { text, .. } => Some(text),
            Self::Form(_) => None,
        }
    }

    /// It belongs to its chat, and no other one can take it.
    pub(crate) fn is_bound(&self) -> bool {
        matches!(self, Self::Form(_))
    }

    /// The request that it answers.
    pub(crate) fn answers(&self) -> Option<&str> {
        match self {
            Self::Message { prompt, .. } => prompt.as_deref(),
            Self::Form(data) => Some(&data.form_request_id),
        }
    }

    /// In one POST, so that the server takes all of them or none.
    pub(crate) fn events(&self, msg_id: Option<&str>) -> Vec<Event> {
        match self {
            Self::Message { text, prompt } => {
                let answer = prompt.as_ref().map(|request| {
                    let data = Answers::Fields(vec![("text".to_owned(), text.clone())]);
                    Body::FormData(FormData { form_request_id: request.clone(), form_name: String::new(), data })
                });
                let msg_id = msg_id.map(str::to_owned);
                let message = Body::Message(Message { msg_id, msg: text.clone(), ..Message::default() });
                answer.into_iter().chain([message]).map(Event::of).collect()
            }
            Self::Form(data) => vec![Event::of(Body::FormData(data.clone()))],
        }
    }
}
