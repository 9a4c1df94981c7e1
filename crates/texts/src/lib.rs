//! What the widget says: the table of its texts with their English words, which languages there are beside it, and which
//! one a page gets. Data and choosing alone; the widget draws with it, and the build checks language files against it.

mod language;
mod table;

pub use language::{LANGUAGES, Language, PSEUDO, language, spoken};
pub use table::{Counted, Text};

/// How a language's file is laid out as it travels: a line for each text in the table's order, then for each counted text
/// one for each of the language's categories.
pub fn lines(categories: usize) -> usize {
    Text::ALL.len() + Counted::ALL.len() * categories
}
