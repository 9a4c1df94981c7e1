//! Files of the browser's by an id that the session can hold: the one place where components, runtime and shell meet
//! these objects. Keeps no bytes: a `File` is a way to them.

use std::{cell::RefCell, collections::BTreeMap};

use js_sys::{ArrayBuffer, Uint8Array};
use parlor_protocol::files::{HEAD, Picture};
use parlor_session::{Intent, input::FileId};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, FileList};

thread_local! {
    static HELD: RefCell<(u64, BTreeMap<FileId, File>)> = const { RefCell::new((0, BTreeMap::new())) };
}

pub fn keep(file: File) -> FileId {
    HELD.with_borrow_mut(|(last, held)| {
        *last += 1;
        held.insert(FileId(*last), file);
        FileId(*last)
    })
}

pub fn get(id: FileId) -> Option<File> {
    HELD.with_borrow(|(_, held)| held.get(&id).cloned())
}

pub fn release(id: FileId) {
    HELD.with_borrow_mut(|(_, held)| held.remove(&id));
}

/// What the bytes at the start of a file say it is.
pub async fn picture_of(blob: &Blob) -> Option<Picture> {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand bytes")]
    let head = blob.slice_with_f64_and_f64(0.0, HEAD as f64).ok()?;
    let bytes: ArrayBuffer = JsFuture::from(head.array_buffer()).await.ok()?.dyn_into().ok()?;
    Picture::of(&Uint8Array::new(&bytes).to_vec())
}

/// The wish to send a file, once it is known whether it is a picture.
pub async fn intent_of(file: File) -> Intent {
    let is_picture = picture_of(&file).await.is_some();
    let (name, size) = (file.name(), size_of(&file));
    Intent::SendFile { file: keep(file), name, size, is_picture }
}

/// Hands the files of a list to `send`, in their order.
pub fn offer(list: &FileList, send: impl Fn(Intent) + 'static) {
    let files: Vec<File> = (0..list.length()).filter_map(|index| list.get(index)).collect();
    spawn_local(async move {
        for file in files {
            send(intent_of(file).await);
        }
    });
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is a whole number below 2⁵³")]
fn size_of(file: &File) -> u64 {
    file.size() as u64
}
