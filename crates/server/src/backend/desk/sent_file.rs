//! What agents are told of a file. Kept as a note of the chat, because the visitors' event says neither type nor size,
//! and what a file was is still told when its bytes are gone.

use parlor_agent_protocol::{
    Value,
    event::{Body as Shown, File as ShownFile},
};
use parlor_conversation::{Center, Conversation, Refusal};
use parlor_protocol::event::{File, FileType};
use serde_json::json;

use crate::files::StoredFile;

/// Where agents get files, before the id.
pub(crate) const PATH: &str = "/v3.0/agent/files/";

fn note(id: &str) -> String {
    ["file:", id].concat()
}

/// The address for agents. `base` is the server's own, empty where it is not configured.
pub(crate) fn url(id: &str, base: &str) -> String {
    [base.trim_end_matches('/'), PATH, id].concat()
}

/// As the visitors' API tells of it.
pub(crate) fn event(file: &StoredFile, msg_id: Option<String>) -> File {
    let file_type = if file.is_picture() { FileType::Image } else { FileType::Attachment };
    File { msg_id, file_id: file.id.clone(), file_type, file_name: Some(file.name.clone()) }
}

pub(crate) fn keep(center: &mut Center, chat_id: &str, file: &StoredFile, base: &str) -> Result<(), Refusal> {
    let told = json!({ "url": url(&file.id, base), "kind": file.kind, "size": file.size });
    center.keep_note(Some(chat_id), &note(&file.id), told.to_string())
}

pub(super) fn shown(conversation: &Conversation, file: &File) -> Shown {
    let kept = conversation.note(&note(&file.file_id));
    let told: Value = kept.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let text = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
    Shown::File(ShownFile {
        name: file.file_name.clone().unwrap_or_default(),
        url: text("url"),
        content_type: text("kind"),
        size: told["size"].as_u64(),
        ..ShownFile::default()
    })
}
