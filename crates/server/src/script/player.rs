//! One chat as a script plays it: pure, `now` in milliseconds is an argument. Called by `run`.

use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
    sync::Arc,
};

use super::parse::{Op, Script};

/// What the script does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Typing,
    NotTyping,
    Say(String),
    /// Asks for a form; `request` names it. The time is in milliseconds.
    Ask {
        request: String,
        name: String,
        timeout: Option<u64>,
    },
    SendFile(PathBuf),
    /// To this agent, or to the queue. The script is over.
    Transfer(Option<String>),
    /// The chat ends. The script is over.
    End,
}

/// Visitors' messages that wait for their answer; further ones are not answered.
const MOST_WAITING: usize = 20;

#[derive(Clone, Debug)]
pub struct Player {
    script: Arc<Script>,
    variables: BTreeMap<String, String>,
    ops: VecDeque<Op>,
    /// A pause, or the end of waiting for a message.
    until: Option<u64>,
    awaiting: bool,
    /// The form that is waited for, by its request.
    asked: Option<String>,
    requests: u64,
    heard: VecDeque<String>,
    over: bool,
}

impl Player {
    /// `variables` stand as `{name}` in what is said.
    pub fn new(script: Arc<Script>, variables: BTreeMap<String, String>) -> Self {
        let ops = script.steps.iter().cloned().collect();
        Self {
            script,
            variables,
            ops,
            until: None,
            awaiting: false,
            asked: None,
            requests: 0,
            heard: VecDeque::new(),
            over: false,
        }
    }

    /// A chat that went on before: the steps are past, messages are answered.
    pub fn resumed(script: Arc<Script>, variables: BTreeMap<String, String>) -> Self {
        Self { ops: VecDeque::new(), ..Self::new(script, variables) }
    }

    pub fn is_over(&self) -> bool {
        self.over
    }

    /// The visitor wrote.
    pub fn hear(&mut self, text: &str) {
        if self.heard.len() < MOST_WAITING {
            self.heard.push_back(text.to_owned());
        }
    }

    /// The visitor filled in a form, or gave it up.
    pub fn filled_in(&mut self, request: &str, answers: &[(String, String)]) {
        if self.asked.as_deref() == Some(request) {
            self.asked = None;
            self.until = None;
            self.variables.extend(answers.iter().cloned());
        }
    }

    /// When `advance` is to be called again; `None`: after the next message.
    pub fn next_deadline(&self) -> Option<u64> {
        self.until.filter(|_| !self.over)
    }

    /// Everything that is due.
    pub fn advance(&mut self, now: u64) -> Vec<Act> {
        let mut acts = Vec::new();
        while !self.over {
            let due = self.until.is_none_or(|until| until <= now);
            if self.asked.is_some() {
                if !due || self.until.is_none() {
                    break;
                }
                self.asked = None;
                self.until = None;
            } else if self.awaiting {
                if self.heard.pop_front().is_none() && (!due || self.until.is_none()) {
                    break;
                }
                self.awaiting = false;
                self.until = None;
            } else if due {
                self.until = None;
            } else {
                break;
            }
            match self.ops.pop_front() {
                Some(Op::Typing) => acts.push(Act::Typing),
                Some(Op::NotTyping) => acts.push(Act::NotTyping),
                Some(Op::Pause(millis)) => self.until = Some(now.saturating_add(millis)),
                Some(Op::Say(words)) => acts.push(Act::Say(self.filled(&words))),
                Some(Op::File(path)) => acts.push(Act::SendFile(path)),
                Some(Op::AwaitMessage(most)) => {
                    self.awaiting = true;
                    self.until = most.map(|millis| now.saturating_add(millis));
                }
                Some(Op::Form { name, timeout }) => {
                    self.requests += 1;
                    let request = format!("script-{}", self.requests);
                    self.asked = Some(request.clone());
                    self.until = timeout.map(|millis| now.saturating_add(millis));
                    acts.push(Act::Ask { request, name, timeout });
                }
                Some(Op::Transfer(to)) => {
                    self.over = true;
                    acts.push(Act::Transfer(to));
                }
                Some(Op::End) => {
                    self.over = true;
                    acts.push(Act::End);
                }
                None => match self.heard.pop_front() {
                    Some(text) => self.answer(&text),
                    None => break,
                },
            }
        }
        acts
    }

    fn answer(&mut self, text: &str) {
        let text = text.to_lowercase();
        let script = Arc::clone(&self.script);
        let fits = |word: &String| {
            text.match_indices(word.as_str())
                .any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
        };
        match script.replies.iter().find(|reply| reply.words.iter().any(fits)) {
            Some(reply) => self.ops.extend(reply.ops.iter().cloned()),
            None => self.ops.extend(script.otherwise.iter().cloned().map(Op::Say)),
        }
    }

    /// `{name}` becomes the variable's value, and nothing where there is none; `Hello {name},` then reads `Hello,`.
    fn filled(&self, words: &str) -> String {
        let mut filled = String::with_capacity(words.len());
        let mut rest = words;
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else { break };
            let key = &rest[open + 1..open + length];
            if key.is_empty() || !key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
                filled.push_str(&rest[..=open]);
                rest = &rest[open + 1..];
                continue;
            }
            filled.push_str(&rest[..open]);
            if let Some(value) = self.variables.get(key) {
                filled.push_str(value);
            } else {
                filled.truncate(filled.trim_end().trim_end_matches(',').len());
            }
            rest = &rest[open + length + 1..];
        }
        filled.push_str(rest);
        filled
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::{super::parse, *};

    fn player(script: &str, name: Option<&str>) -> Player {
        let variables = name.map(|name| ("name".to_owned(), name.to_owned())).into_iter().collect();
        Player::new(Arc::new(parse(script).unwrap()), variables)
    }

    fn said(acts: &[Act]) -> Vec<&str> {
        acts.iter().filter_map(|act| if let Act::Say(text) = act { Some(text.as_str()) } else { None }).collect()
    }

    #[test]
    fn it_types_before_it_speaks_and_waits_for_the_visitor() {
        let script =
            "[[step]]\nsay = \"Hello {name}!\"\ntyping = 2\n[[step]]\nwait = \"message\"\n[[step]]\nend = true";
        let mut player = player(script, Some("Ada"));
        assert_eq!(player.advance(1_000), [Act::Typing]);
        assert_eq!(player.next_deadline(), Some(3_000));
        assert_eq!(player.advance(2_999), []);
        assert_eq!(player.advance(3_000), [Act::NotTyping, Act::Say("Hello Ada!".to_owned())]);
        assert_eq!((player.advance(99_000), player.next_deadline()), (Vec::new(), None));
        player.hear("anything");
        assert_eq!(player.advance(99_001), [Act::End]);
        assert!(player.is_over());
    }

    #[test]
    fn a_wait_with_a_timeout_goes_on_without_the_visitor() {
        let script = "[[step]]\nwait = \"message\"\ntimeout = 5\n[[step]]\ntransfer = \"queue\"";
        let mut player = player(script, None);
        assert_eq!(player.advance(0), []);
        assert_eq!(player.next_deadline(), Some(5_000));
        assert_eq!(player.advance(4_999), []);
        assert_eq!(player.advance(5_000), [Act::Transfer(None)]);
    }

    #[test]
    fn a_form_is_waited_for_and_its_answers_can_be_said() {
        let script = "[[step]]\nform = \"Order\"\ntimeout = 60\n[[step]]\nsay = \"Order {number}.\"";
        let mut player = player(script, None);
        let ask = Act::Ask { request: "script-1".to_owned(), name: "Order".to_owned(), timeout: Some(60_000) };
        assert_eq!(player.advance(0), [ask]);
        player.hear("a message is no answer");
        assert_eq!(player.advance(10), []);
        player.filled_in("another", &[]);
        assert_eq!(player.advance(20), []);
        player.filled_in("script-1", &[("number".to_owned(), "42".to_owned())]);
        assert_eq!(said(&player.advance(30)), ["Order 42."]);
    }

    #[test]
    fn a_form_that_is_not_answered_in_time_is_not_waited_for() {
        let script = "[[step]]\nform = \"Order\"\ntimeout = 60\n[[step]]\nsay = \"Never mind.\"";
        let mut player = player(script, None);
        player.advance(0);
        assert_eq!(player.next_deadline(), Some(60_000));
        assert_eq!(said(&player.advance(60_000)), ["Never mind."]);
    }

    #[test]
    fn replies_follow_keywords_at_the_start_of_words_and_the_rest_gets_the_other_answer() {
        let script = "otherwise = \"Sorry?\"\n[[reply]]\nmatch = [\"hi\", \"price\"]\nsay = \"Yes\"";
        let mut player = player(script, None);
        for (text, answer) in [("HI there", "Yes"), ("this thing", "Sorry?"), ("any prices?", "Yes")] {
            player.hear(text);
            assert_eq!(said(&player.advance(0)), [answer], "{text}");
        }
    }

    #[test]
    fn a_variable_without_a_value_leaves_no_gap() {
        let mut player = player("[[step]]\nsay = \"Hello {name}, {not this} it {\"", None);
        assert_eq!(said(&player.advance(0)), ["Hello, {not this} it {"]);
    }
}
