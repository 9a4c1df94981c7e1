//! Whether a reader is still at the end of something that scrolls while it grows and shrinks under them. Pure but for
//! looking at the element; called by the transcripts of widget and desk, which do the scrolling.

use web_sys::Element;

/// This near to the end counts as there, in pixels.
const SLACK: i32 = 32;

/// Where a scrolled element stood when it was last looked at, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// How far down it is scrolled.
    pub top: i32,
    /// How high its content is.
    pub content: i32,
    /// How much of that is seen at once.
    pub seen: i32,
}

impl Reach {
    pub fn of(element: &Element) -> Self {
        Self { top: element.scroll_top(), content: element.scroll_height(), seen: element.client_height() }
    }

    /// How much of the content is below what is seen of it.
    pub const fn below(self) -> i32 {
        self.content - self.top - self.seen
    }

    pub const fn is_at_end(self) -> bool {
        self.below() <= SLACK
    }

    /// Whether the reader is at the end after a scroll event, given where it stood before. Where the answer is yes and
    /// it is not at the end any more, it is to be scrolled there.
    ///
    /// Only going up means leaving the end, and only where no height has changed: a view that grows pulls its content
    /// down with it, and what came in since leaves a gap below. Both have happened by the time the event is handled.
    pub const fn follows(self, before: Self, was_at_end: bool) -> bool {
        let went_up = self.top < before.top && self.content == before.content && self.seen == before.seen;
        self.is_at_end() || was_at_end && !went_up
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: Reach = Reach { top: 1_900, content: 2_500, seen: 600 };

    #[test]
    fn going_up_leaves_the_end_and_going_down_again_comes_back() {
        let up = Reach { top: 1_700, ..END };
        assert!(!up.follows(END, true));
        assert!(!Reach { top: 1_800, ..END }.follows(up, false), "on the way down");
        assert!(END.follows(up, false));
        assert!(Reach { top: 1_880, ..END }.follows(END, true), "a hair's breadth is nothing");
    }

    #[test]
    fn rows_that_came_in_before_the_event_was_handled_do_not_lose_the_end() {
        assert!(Reach { content: 2_700, ..END }.follows(END, true));
    }

    #[test]
    fn a_banner_that_goes_while_rows_come_in_does_not_lose_the_end() {
        // The view grew by the banner's 40 pixels, which pulled the content down; then two rows came in.
        let after = Reach { top: 1_860, content: 2_580, seen: 640 };
        assert!(!after.is_at_end());
        assert!(after.follows(END, true));
    }

    #[test]
    fn who_reads_further_up_is_not_taken_to_the_end() {
        let reading = Reach { top: 300, ..END };
        assert!(!Reach { top: 260, content: 2_700, seen: 640 }.follows(reading, false));
    }
}
