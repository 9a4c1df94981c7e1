//! What the server does not hold when the page goes, as text for the tab's storage. Called by `desk` and `incoming`.

use serde_json::{Value, json};

use super::{
    chat::Chat,
    outbox::{Said, Unsent, UnsentState},
    view::FormLine,
};

/// What a page left unsent: a message with its id, or a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LeftBehind {
    pub(super) chat: String,
    /// `None`: a draft.
    pub(super) custom_id: Option<String>,
    pub(super) text: String,
    /// The form that was asked for; the text is then its title.
    pub(super) form: Option<String>,
    pub(super) secure_id: Option<String>,
    /// It is the id of a case.
    pub(super) is_case: bool,
    /// The message that gets this text, or is taken back where there is none.
    pub(super) of: Option<String>,
    /// Unix seconds.
    pub(super) at: u64,
}

impl LeftBehind {
    pub(super) fn said(self) -> Said {
        match (self.form, self.of) {
            (Some(name), _) => Said::Form(FormLine { name, title: self.text, secure_id: self.secure_id }),
            (None, Some(of)) if self.text.is_empty() => Said::Delete { of },
            (None, Some(of)) => Said::Edit { of, text: self.text },
            (None, None) if self.is_case => Said::Case(self.text),
            (None, None) => Said::Text(self.text),
        }
    }
}

/// Messages that the server does not hold, and drafts.
pub(super) fn encode<'a>(chats: impl Iterator<Item = &'a Chat>) -> Option<String> {
    let mut kept = Vec::new();
    for chat in chats {
        // The bytes of a file go with the page.
        let can_stay = |unsent: &&Unsent| {
            !matches!(unsent.state, UnsentState::Failed(_))
                && unsent.said.file().is_none()
                && unsent.said != Said::Cobrowse
        };
        for unsent in chat.outbox.iter().filter(can_stay) {
            let mut item =
                json!({ "chat": chat.id, "id": unsent.custom_id, "text": unsent.said.words(), "at": unsent.at });
            if let Said::Form(form) = &unsent.said {
                item["form"] = json!(form.name);
                item["secure_id"] = json!(form.secure_id);
            }
            if let Said::Case(_) = &unsent.said {
                item["case"] = json!(true);
            }
            if let Some(of) = unsent.said.of() {
                item["of"] = json!(of);
            }
            kept.push(item);
        }
        if !chat.draft.is_empty() {
            kept.push(json!({ "chat": chat.id, "text": chat.draft, "at": 0 }));
        }
    }
    (!kept.is_empty()).then(|| Value::Array(kept).to_string())
}

pub(super) fn decode(kept: &str) -> Vec<LeftBehind> {
    let Ok(Value::Array(kept)) = serde_json::from_str(kept) else { return Vec::new() };
    let text = |item: &Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
    kept.iter()
        .map(|item| LeftBehind {
            chat: text(item, "chat"),
            custom_id: item["id"].as_str().map(str::to_owned),
            text: text(item, "text"),
            form: item["form"].as_str().map(str::to_owned),
            is_case: item["case"].as_bool().unwrap_or(false),
            secure_id: item["secure_id"].as_str().map(str::to_owned),
            of: item["of"].as_str().map(str::to_owned),
            at: item["at"].as_u64().unwrap_or(0),
        })
        .filter(|left| !left.chat.is_empty() && (!left.text.is_empty() || left.of.is_some()))
        .collect()
}
