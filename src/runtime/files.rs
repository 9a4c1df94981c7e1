//! The files of the transcript: pictures as addresses that can be drawn, and whatever the visitor wants to save. Part of
//! the runtime; what comes later comes as `Work`.

use std::rc::Weak;

use leptos::prelude::Update;
use parlor_protocol::paths::{self, Query};
use parlor_session::view::{FileSource, FileView};
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
    /// Where the bytes are asked for, below the API's address.
    fn path(chat_id: Option<&str>, tenant_url: &str, source: &FileSource) -> Option<String> {
        match source {
            FileSource::Stored(id) => Some(Query::of_tenant(tenant_url).behind(&paths::file(chat_id?, id))),
            FileSource::Local(_) | FileSource::Link(_) | FileSource::Nowhere => None,
        }
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
        let path = Self::path(chat_id, tenant_url, &source);
        spawn_local(async move {
            let address = match bytes(&center, path, &source).await {
                Some(blob) => handles::picture_of(&blob).await.and_then(|picture| addresses.of(&blob, picture.kind)),
                None => None,
            };
            push(&me, Work::Picture(source, address));
        });
    }

    pub(super) fn save(center: &Center, (chat_id, tenant_url): (Option<&str>, &str), file: FileView) {
        let center = center.clone();
        let path = Self::path(chat_id, tenant_url, &file.source);
        spawn_local(async move {
            if let Some(blob) = bytes(&center, path, &file.source).await {
                parlor_ui::files::save(&blob, &file.name);
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

async fn bytes(center: &Center, path: Option<String>, source: &FileSource) -> Option<Blob> {
    match (source, path) {
        (FileSource::Local(id), _) => handles::get(*id).map(Blob::from),
        (_, Some(path)) => files::get(center, &path).await,
        _ => None,
    }
}
