//! The browser's side, one interface per file: socket, timer, clock, storage, page, files. Thin: it reports and obeys.
//! Knows nothing of Leptos, components or signals.

pub(crate) mod clock;
pub(crate) mod files;
pub(crate) mod page;
mod socket;
pub(crate) mod storage;
mod timer;

pub(crate) use socket::Socket;
pub(crate) use timer::Timer;
