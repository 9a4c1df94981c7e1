//! The files of the transcript: pictures as addresses that can be drawn, and whatever the visitor wants to save. Part of
//! the runtime; what comes later comes as `Work`.

use std::rc::Weak;

use leptos::prelude::Update;
use parlor_protocol::{
    error::{ErrorBody, ErrorCode},
    paths::{self, Query},
};
use parlor_session::{
    input::Outcome,
    view::{FileSource, FileView},
};
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::{Runtime, Work, push};
use crate::{
    handles,
    shell::{
        files::{self, Addresses},
        http::Center,
    },
    signals::Writers,
};

#[derive(Default)]
pub(super) struct Files {
    addresses: Addresses,
    /// What was asked for.
    asked: Vec<FileSource>,
}

impl Files {
    /// Where the bytes are asked for, below the API's address: one after the other, until one has them.
    fn paths(chat_id: Option<&str>, tenant_url: &str, source: &FileSource) -> Vec<String> {
        let Some(chat_id) = chat_id else { return Vec::new() };
        let paths = match source {
            FileSource::Stored(id) => vec![paths::file(chat_id, id)],
            FileSource::Photo(id) if id.is_empty() => vec![paths::chat_icon(chat_id)],
            FileSource::Photo(id) => vec![paths::profile_photo(chat_id, id), paths::chat_icon(chat_id)],
            FileSource::Local(_) | FileSource::Link(_) | FileSource::Nowhere => Vec::new(),
        };
        paths.iter().map(|path| Query::of_tenant(tenant_url).behind(path)).collect()
    }

    /// Once for each picture.
    pub(super) fn show(
        &mut self,
        center: &Center,
        me: &Weak<Runtime>,
        (chat_id, tenant_url): (Option<&str>, &str),
        source: FileSource,
    ) {
        if self.asked.contains(&source) {
            return;
        }
        self.asked.push(source.clone());
        let (center, me, addresses) = (center.clone(), me.clone(), self.addresses.clone());
        let paths = Self::paths(chat_id, tenant_url, &source);
        spawn_local(async move {
            let address = match bytes(&center, paths, &source).await {
                Ok(blob) => handles::picture_of(&blob).await.and_then(|picture| addresses.of(&blob, picture.kind)),
                Err(_) => None,
            };
            push(&me, Work::Picture(source, address));
        });
    }

    /// What can't be had is told as `Work`.
    pub(super) fn save(
        center: &Center,
        me: &Weak<Runtime>,
        (chat_id, tenant_url): (Option<&str>, &str),
        file: FileView,
    ) {
        let (center, me) = (center.clone(), me.clone());
        let paths = Self::paths(chat_id, tenant_url, &file.source);
        spawn_local(async move {
            match bytes(&center, paths, &file.source).await {
                Ok(blob) => parlor_ui::files::save(&blob, &file.name),
                Err(answer) => push(&me, Work::Unsaved(file.source, is_gone(&answer))),
            }
        });
    }

    pub(super) fn shown(writers: Writers, source: FileSource, address: Option<String>) {
        writers.pictures.update(|pictures| pictures.push((source, address)));
    }

    pub(super) fn stop(&self) {
        self.addresses.revoke();
    }
}

/// There is no use in asking again.
fn is_gone(answer: &Outcome) -> bool {
    let Outcome::Answer { status, body, .. } = answer else { return false };
    let code = ErrorBody::decode(body).map(|error| error.error_code());
    matches!(status, 404 | 410) || code == Some(ErrorCode::FileNotFound)
}

async fn bytes(center: &Center, paths: Vec<String>, source: &FileSource) -> Result<Blob, Outcome> {
    if let FileSource::Local(id) = source {
        return handles::get(*id).map(Blob::from).ok_or(Outcome::NoAnswer);
    }
    let mut outcome = Err(Outcome::NoAnswer);
    for path in paths {
        outcome = files::get(center, &path).await;
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}
