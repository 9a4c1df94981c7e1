//! The page's title: "(2) " before it while there is something unread. Takes off only what it put on, so that a page
//! that changes its title meanwhile keeps its own.

use crate::shell::page;

#[derive(Default)]
pub(super) struct Title {
    shown: usize,
}

impl Title {
    pub(super) fn show(&mut self, unread: usize) {
        if unread == self.shown {
            return;
        }
        let title = page::title();
        let own = without(&title, self.shown);
        let text = if unread == 0 { own.to_owned() } else { [prefix(unread).as_str(), own].concat() };
        page::set_title(&text);
        self.shown = unread;
    }

    pub(super) fn restore(&mut self) {
        self.show(0);
    }
}

fn without(title: &str, shown: usize) -> &str {
    if shown == 0 { title } else { title.strip_prefix(&prefix(shown)).unwrap_or(title) }
}

fn prefix(unread: usize) -> String {
    ["(", &unread.to_string(), ") "].concat()
}
