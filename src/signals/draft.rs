//! The composer's text as the session knows it.

/// What stands in a composer and is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub text: String,
    /// As the visitor has just typed it in another tab; else as an earlier page left it.
    pub is_news: bool,
}

impl Draft {
    pub const fn kept(text: String) -> Self {
        Self { text, is_news: false }
    }

    pub const fn of_tab(text: String) -> Self {
        Self { text, is_news: true }
    }
}
