//! The form that a visitor fills in: made of the configuration or of the expected parameters, checked, and turned into
//! parameters. Drawn by `components`, answered into `session`.
//! Must not speak: a problem with an answer is data that the UI translates.

mod build;
mod check;
mod known;

pub use build::{MAX_FIELDS, MAX_OPTIONS, of_definition, of_leave_message, of_pre_chat, of_secure};
pub use check::{MAX_ANSWER, MAX_EMAIL, MAX_PHONE};
pub use known::{RATINGS, YES, kind_of, well_known};

/// Why a form is shown; `data-kind` of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// `pre-chat`
    PreChat,
    /// `leave-message`: asked out of hours; sent like a pre-chat.
    LeaveMessage,
    /// `chat`: asked for by the scenario.
    Chat,
    /// `survey`: how the chat was.
    Survey,
    /// `secure`: its answers are kept nowhere.
    Secure,
}

impl FormKind {
    /// The value of `data-kind`.
    pub fn word(self) -> &'static str {
        match self {
            Self::PreChat => "pre-chat",
            Self::LeaveMessage => "leave-message",
            Self::Chat => "chat",
            Self::Survey => "survey",
            Self::Secure => "secure",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    pub kind: FormKind,
    /// Empty: the UI's own words.
    pub title: String,
    pub fields: Vec<Field>,
    /// Empty: the UI's own words.
    pub submit_text: String,
    /// `None`: no such button. Empty: the UI's own words.
    pub cancel_text: Option<String>,
    /// The other way to reach somebody: to be called.
    pub call: Option<Box<CallForm>>,
}

/// What is asked of who wants to be called.
#[derive(Clone, Debug, PartialEq)]
pub struct CallForm {
    /// Has no such form itself.
    pub form: Form,
    /// The field with the number, by its index.
    pub number: usize,
    /// There is no chat to ask for instead.
    pub is_only_way: bool,
    /// It is asked for a call already, and the chat is the other way.
    pub is_first: bool,
}

/// How somebody is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Chat,
    Call,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The parameter's name; unique within the form, never empty.
    pub name: String,
    pub kind: Control,
    /// Plain words. Empty: say what `asks` asks.
    pub label: String,
    /// What the field asks, for the UI's own label.
    pub asks: Asks,
    pub required: bool,
    /// The answer is checked by its kind.
    pub validate: bool,
    /// What is typed is hidden.
    pub masked: bool,
    /// Of `Radio` and `Select`.
    pub options: Vec<String>,
    /// Of `Slider`; `min` is below `max`.
    pub min: f64,
    pub max: f64,
    /// Of `Lines`.
    pub rows: u32,
    pub autocomplete: Option<&'static str>,
    pub input_mode: Option<&'static str>,
    /// What the page knows already, and the visitor may change. Empty: nothing.
    pub given: String,
    /// Parameters that the scenario expects under names of their own and this field answers too.
    pub also: Vec<String>,
}

/// What a field is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Words alone; has no answer.
    Label,
    Phone,
    Email,
    Text,
    /// An answer as `m/d/yy` or `m/d/yyyy`.
    Date,
    Lines,
    Slider,
    Radio,
    Select,
    /// One of five steps, `RATINGS`.
    Rating,
    /// Ticked is `1`; else there is no answer.
    Check,
    /// The sum of `min` and `max`; never sent.
    Captcha,
}

/// What a field is about, where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    Name,
    FirstName,
    LastName,
    Email,
    Phone,
    CallbackPhone,
    Account,
    Company,
    Date,
    /// Of a survey: whether it was resolved (`1`, `0`).
    Resolved,
    /// Of a survey, in `RATINGS`.
    Helpful,
    Recommend,
    /// Of a survey: whether the transcript is to be sent.
    Transcript,
    TranscriptEmail,
    /// Only the field's name tells.
    Other,
}

/// A field that can't be sent as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Index in `Form::fields`.
    pub field: usize,
    pub kind: FieldProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldProblem {
    /// Required and empty.
    Missing,
    /// Not a phone number: at most 30 characters, digits and `+().-/\ `, one leading `+`.
    NotAPhone,
    /// Not an e-mail address: at most 255 characters, ASCII only, with one `@` between two parts.
    NotAnEmail,
    /// Not a day of the calendar as `m/d/yy` or `m/d/yyyy`.
    NotADate,
    /// Longer than `MAX_ANSWER`.
    TooLong,
    /// Not one of the options, or outside the slider.
    NotAChoice,
    /// Not what the captcha's numbers add up to.
    NotTheSum,
}
