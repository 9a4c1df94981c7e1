//! What the outbox carries: one thing that the visitor submitted, and the events that tell the server of it.
//! Made by `session`'s wishes, posted by `outbox`. Holds nothing secure: that never waits anywhere.

use parlor_protocol::{
    Body, Event,
    event::{Answers, File, FileType, FormData, Message},
};

use crate::{
    input::FileId,
    place,
    view::{FileSource, FileView},
};

/// How a visitor writes, as the documents call it.
const CHANNEL: &str = "web";

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Parcel {
    Message {
        text: String,
        /// The form request without a form that this message answers, too (field notes 2).
        prompt: Option<String>,
        /// The offer that this message answers (field notes 4.6).
        directive: Option<String>,
    },
    File(FileParcel),
    /// Where the visitor is; `text` says it.
    Place {
        latitude: String,
        longitude: String,
        text: String,
    },
    /// Answers to a form; none of them where it was given up.
    Form(FormData),
    /// Something that the visitor's page tells.
    Event(Body),
    /// A secure form is not answered.
    SecureCancel {
        request: String,
        name: Option<String>,
        /// There is no such form; else the visitor gave it up.
        is_unknown: bool,
    },
}

/// A file: its bytes go first, then the event that names them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FileParcel {
    /// `None`: an earlier page had it.
    pub(crate) file: Option<FileId>,
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) is_picture: bool,
    /// The server's id, once it has the bytes.
    pub(crate) uploaded: Option<String>,
}

impl FileParcel {
    /// As the transcript shows it before the server tells of it.
    pub(crate) fn view(&self) -> FileView {
        let source = match (self.file, &self.uploaded) {
            (Some(file), _) => FileSource::Local(file),
            (None, Some(id)) => FileSource::Stored(id.clone()),
            (None, None) => FileSource::Nowhere,
        };
        let FileParcel { name, size, is_picture, .. } = self;
        FileView { source, name: name.clone(), size: Some(*size), is_picture: *is_picture, sent: None }
    }
}

impl Parcel {
    /// A form, and not one that was given up or that nobody knows.
    pub(crate) fn is_answered_form(&self) -> bool {
        matches!(self, Self::Form(FormData { data: Answers::Fields(answers), .. }) if !answers.is_empty())
    }

    /// Its bytes are not with the server yet.
    pub(crate) fn needs_upload(&self) -> bool {
        matches!(self, Self::File(FileParcel { uploaded: None, .. }))
    }

    /// The visitor did it; else the widget answered by itself, as it may where a page is not to be seen.
    pub(crate) fn is_visitors(&self) -> bool {
        !matches!(
            self,
            Self::Form(FormData { data: Answers::Text(_), .. })
                | Self::SecureCancel { is_unknown: true, .. }
                | Self::Event(Body::CobrowsingRejected)
        )
    }

    /// The words of a message, or a file's name.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Message { text, .. } | Self::Place { text, .. } => Some(text),
            Self::File(file) => Some(&file.name),
            Self::Form(_) | Self::Event(_) | Self::SecureCancel { .. } => None,
        }
    }

    /// It belongs to its chat, and no other one can take it.
    pub(crate) fn is_bound(&self) -> bool {
        matches!(self, Self::Form(_) | Self::Event(_) | Self::SecureCancel { .. })
    }

    /// The request that it answers.
    pub(crate) fn answers(&self) -> Option<&str> {
        match self {
            Self::Message { prompt, .. } => prompt.as_deref(),
            Self::Form(data) => Some(&data.form_request_id),
            Self::SecureCancel { request, .. } => Some(request),
            Self::File(_) | Self::Place { .. } | Self::Event(_) => None,
        }
    }

    /// In one POST, so that the server takes all of them or none.
    pub(crate) fn events(&self, msg_id: Option<&str>) -> Vec<Event> {
        match self {
            Self::Message { text, prompt, directive } => {
                let answer = prompt.as_ref().map(|request| {
                    let data = Answers::Fields(vec![("text".to_owned(), text.clone())]);
                    Body::FormData(FormData { form_request_id: request.clone(), form_name: String::new(), data })
                });
                let msg_id = msg_id.map(str::to_owned);
                let directive_id = directive.clone();
                let channel = Some(CHANNEL.to_owned());
                let message =
                    Body::Message(Message { msg_id, msg: text.clone(), directive_id, channel, ..Message::default() });
                answer.into_iter().chain([message]).map(Event::of).collect()
            }
            Self::File(file) => vec![Event::of(Body::File(File {
                msg_id: msg_id.map(str::to_owned),
                file_id: file.uploaded.clone().unwrap_or_default(),
                file_type: if file.is_picture { FileType::Image } else { FileType::Attachment },
                file_name: Some(file.name.clone()),
            }))],
            Self::Place { latitude, longitude, .. } => vec![Event::of(Body::Location {
                msg_id: msg_id.map(str::to_owned),
                url: Some(place::map(latitude, longitude)),
                latitude: latitude.clone(),
                longitude: longitude.clone(),
            })],
            Self::Event(body) => vec![Event::of(body.clone())],
            Self::Form(data) => vec![Event::of(Body::FormData(data.clone()))],
            Self::SecureCancel { request, name, .. } => {
                vec![Event::of(Body::SecureFormCancel { form_request_id: request.clone(), form_name: name.clone() })]
            }
        }
    }
}
