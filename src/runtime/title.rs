//! The page's title: "(2) " before it while there is something unread. Takes off only what it put on, so that a page
//! that changes its title meanwhile keeps its own, and puts it before that one too.

use std::rc::Weak;

use parlor_ui::gone::Undo;

use super::{Runtime, Work, push};
use crate::shell::title::{self, Watch};

#[derive(Default)]
pub(super) struct Title {
    shown: usize,
    watch: Option<Watch>,
    gone: Option<Undo>,
}

impl Title {
    pub(super) fn show(&mut self, unread: usize, me: &Weak<Runtime>) {
        if unread == self.shown {
            return;
        }
        self.put(unread);
        if unread == 0 {
            self.watch = None;
        } else if self.watch.is_none() {
            let me = me.clone();
            self.watch = title::watch(move || push(&me, Work::Titled));
        }
    }

    /// The page may have another title.
    pub(super) fn again(&mut self) {
        if self.shown > 0 {
            self.put(self.shown);
        }
    }

    pub(super) fn restore(&mut self) {
        self.watch = None;
        if self.shown > 0 {
            self.put(0);
        }
    }

    /// The page's own title.
    pub(super) fn own(&self) -> String {
        without(&title::get(), self.shown).to_owned()
    }

    fn put(&mut self, unread: usize) {
        let title = title::get();
        let own = without(&title, self.shown);
        let text = if unread == 0 { own.to_owned() } else { [prefix(unread).as_str(), own].concat() };
        if text != title {
            self.gone = title::set(&text, own);
        }
        if unread == 0 {
            self.gone = None;
        }
        self.shown = unread;
    }
}

fn without(title: &str, shown: usize) -> &str {
    if shown == 0 { title } else { title.strip_prefix(&prefix(shown)).unwrap_or(title) }
}

fn prefix(unread: usize) -> String {
    ["(", &unread.to_string(), ") "].concat()
}
