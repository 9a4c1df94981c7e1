//! What the contact tab and the chat window look like, say and ask, decided from the tenant's configuration, the
//! page's address and the office's availability. Pure. Used by the tab, the window and the session.
//!
//! Where to start: `Site`, which gathers what is known, and `Look::new`, what follows from it. `urls` picks the widget, `availability` the words, `styles` and `contrast` what may
//! reach the style sheet, `form` what is asked before a chat.
//! Must not know the browser: everything comes in as data and goes out as data.

pub mod availability;
pub mod contrast;
pub mod form;
mod look;
pub mod offer;
mod palette;
mod site;
pub mod styles;
pub mod urls;
mod words;

pub use availability::Availability;
pub use form::{Field, FieldError, Form};
pub use look::{AgentPictures, Dress, Look, Property, TabView, WindowView};
pub use offer::{Memory, OfferView, Visit};
pub use parlor_protocol::configuration::{Cobrowsing, Configuration, Features, Location};
pub use site::Site;
pub use urls::Page;
pub use words::words;
