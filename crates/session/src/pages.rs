//! On which page the visitor is, for the agent: told once a chat runs, and again when they go to another one
//! (`chat_session_navigation`). Nothing waits for it. What is lost is told again, what is refused is not. Called by
//! `session`.

use parlor_protocol::Body;

use crate::{
    backoff::Backoff,
    context::Context,
    input::Page,
    problem::{Failure, Meaning},
    timers::Timer,
};

/// In characters; what is longer is cut.
const LONGEST_URL: usize = 2_000;
const LONGEST_TITLE: usize = 300;

#[derive(Clone, Default)]
pub(crate) struct Pages {
    here: Option<Page>,
    /// The address that the server was last told.
    pub(crate) told: Option<String>,
    posted: Option<String>,
    backoff: Backoff,
}

impl Pages {
    pub(crate) fn at(&mut self, ctx: &Context, page: &Page) {
        let url = if ctx.config.send_query { page.url.clone() } else { without_query(&page.url) };
        self.here = Some(Page { url: cut(&url, LONGEST_URL), title: cut(page.title.trim(), LONGEST_TITLE) });
    }

    /// The page that the server does not know of.
    pub(crate) fn news(&self, ctx: &Context) -> Option<&Page> {
        let is_news = |page: &&Page| !page.url.is_empty() && self.told.as_ref() != Some(&page.url);
        // Where the visitor is not, agents needn't know.
        self.here.as_ref().filter(|_| ctx.visible && !ctx.timers.is_set(Timer::Page)).filter(is_news)
    }

    /// The event that tells of it, under this message id.
    pub(crate) fn take(&mut self, ctx: &Context, msg_id: String) -> Option<Body> {
        let Page { url, title } = self.news(ctx)?.clone();
        self.posted = Some(url.clone());
        Some(Body::Navigation { msg_id: Some(msg_id), title, page: url })
    }

    /// The page that the server knows now, if that is another one.
    pub(crate) fn answered(&mut self) -> Option<String> {
        self.backoff.reset();
        let posted = self.posted.take()?;
        self.told = Some(posted.clone());
        Some(posted)
    }

    pub(crate) fn failed(&mut self, ctx: &mut Context, failure: &Failure) {
        let Some(posted) = self.posted.take() else { return };
        if matches!(failure.meaning, Meaning::Unclear | Meaning::NotYet | Meaning::SecondPoll) {
            let wait = ctx.back_off(&mut self.backoff, failure);
            ctx.set(Timer::Page, wait);
        } else {
            self.told = Some(posted);
        }
    }

    /// Another chat begins: it knows of no page.
    pub(crate) fn reset(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Page);
        *self = Self { here: self.here.take(), ..Self::default() };
    }
}

/// Addresses carry names, searches and secrets behind `?` and `#`. An app's own path behind `#/` stays.
fn without_query(url: &str) -> String {
    let (page, fragment) = url.split_once('#').unwrap_or((url, ""));
    let bare = |text: &str| text.split('?').next().unwrap_or_default().to_owned();
    let is_path = fragment.starts_with('/') || fragment.starts_with("!/");
    if is_path { [&bare(page), "#", &bare(fragment)].concat() } else { bare(page) }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::without_query;

    #[test]
    fn what_stands_behind_the_page_itself_is_nobodys_business() {
        for (url, told) in [
            ("https://shop.example/bikes?email=a@b.c#token=1", "https://shop.example/bikes"),
            ("https://shop.example/#/cart/7?code=1", "https://shop.example/#/cart/7"),
            ("https://shop.example/?q=1#!/cart", "https://shop.example/#!/cart"),
            ("https://shop.example/a#b?c", "https://shop.example/a"),
            ("", ""),
        ] {
            assert_eq!(without_query(url), told);
        }
    }
}
