//! Takes a file in: the parts of a form, one after the other, the file's own bytes straight to disk. A file that is too
//! large is read away, so that its sender hears why instead of a broken connection.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::{
        FromRequest, Request,
        multipart::{Field, Multipart, MultipartRejection},
    },
};
use futures_util::StreamExt;
use parlor_protocol::files::{self, Unfit};
use tokio::{fs::File, io::AsyncWriteExt};

use super::{Files, StoredFile};
use crate::ids;

/// Parts of one form.
const MOST_PARTS: usize = 5;
/// Bytes of a part that is no file.
const LONGEST_TEXT: usize = 1024;
/// How much of what is too large is read away.
const MOST_DRAINED: u64 = 64 * 1024 * 1024;
/// What is read at once, and what a part's head may be.
const MOST_BETWEEN: usize = 4 * 1024 * 1024;
/// The next bytes have to arrive within this time.
const STALL: Duration = Duration::from_secs(30);
/// What bytes don't show and no browser runs: here the sender is believed.
const TEXTS: [&str; 4] = ["application/json", "text/csv", "text/markdown", "text/plain"];

/// Why a file was not taken.
#[derive(Debug)]
pub(crate) enum FileError {
    /// The form is not as it has to be: what is wrong, in words.
    Form(String),
    Unfit(Unfit),
    TooSlow,
    /// The disk.
    Io(String),
}

/// What a form has to hold.
pub(crate) struct Form<'a> {
    /// Names that the file's part may have.
    pub(crate) file_parts: &'a [&'a str],
    /// In bytes.
    pub(crate) most: u64,
    /// Who sends it.
    pub(crate) owner: &'a str,
    /// UTC milliseconds.
    pub(crate) now: u64,
}

/// The parts of a request's form, in which nothing goes on for ever: so much and no more may come between two things of it.
pub(crate) struct Parts {
    inner: Multipart,
    /// Bytes since the last one.
    since: Arc<AtomicUsize>,
}

impl Parts {
    /// Fails where the request is no form.
    pub(crate) async fn of(request: Request<Body>) -> Result<Self, MultipartRejection> {
        let since = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&since);
        let request = request.map(|body| {
            Body::from_stream(body.into_data_stream().map(move |chunk| {
                let chunk = chunk?;
                if counted.fetch_add(chunk.len(), Ordering::Relaxed) > MOST_BETWEEN {
                    return Err(axum::Error::new("a part's head or its border does not come"));
                }
                Ok(chunk)
            }))
        });
        Ok(Self { inner: Multipart::from_request(request, &()).await?, since })
    }

    async fn next(&mut self) -> Result<Option<Field<'_>>, FileError> {
        self.since.store(0, Ordering::Relaxed);
        in_time(self.inner.next_field()).await?.map_err(|why| FileError::Form(why.body_text()))
    }
}

/// The next bytes of a part.
async fn chunk(part: &mut Field<'_>, since: &AtomicUsize) -> Result<Option<Bytes>, FileError> {
    since.store(0, Ordering::Relaxed);
    in_time(part.chunk()).await?.map_err(|why| FileError::Form(why.body_text()))
}

/// The file of a form, on disk, and the form's other parts by name.
pub(crate) async fn receive(
    store: &Files,
    mut parts: Parts,
    form: Form<'_>,
) -> Result<(StoredFile, Vec<(String, String)>), FileError> {
    let mut texts = Vec::new();
    let mut file = None;
    let since = Arc::clone(&parts.since);
    for _ in 0..MOST_PARTS {
        let Some(part) = parts.next().await? else {
            let allowed = form.file_parts.join(", ");
            return file.map(|file| (file, texts)).ok_or_else(|| {
                FileError::Form(format!("the file is missing: a part with the name {allowed} is needed"))
            });
        };
        let name = part.name().unwrap_or_default().to_owned();
        if !form.file_parts.contains(&name.as_str()) {
            texts.push((name, text(part, &since).await?));
        } else if file.is_some() {
            return Err(FileError::Form("there are two files: one is allowed".to_owned()));
        } else {
            file = Some(store_part(store, part, &form, &since).await?);
        }
    }
    Err(FileError::Form(format!("the form has more than {MOST_PARTS} parts")))
}

async fn in_time<T>(work: impl Future<Output = T>) -> Result<T, FileError> {
    tokio::time::timeout(STALL, work).await.map_err(|_| FileError::TooSlow)
}

async fn text(mut part: Field<'_>, since: &AtomicUsize) -> Result<String, FileError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = chunk(&mut part, since).await? {
        if bytes.len() + chunk.len() > LONGEST_TEXT {
            return Err(FileError::Form(format!("a part without a file is longer than {LONGEST_TEXT} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| FileError::Form("a part without a file is not UTF-8".to_owned()))
}

async fn store_part(
    store: &Files,
    part: Field<'_>,
    form: &Form<'_>,
    since: &AtomicUsize,
) -> Result<StoredFile, FileError> {
    let name = files::clean_name(part.file_name().unwrap_or_default());
    let declared = part.content_type().unwrap_or_default().to_owned();
    let id = ids::secret();
    let path = store.path(&id);
    let io = |why: std::io::Error| FileError::Io(why.to_string());
    let (mut unfinished, mut out) = create(path).await.map_err(io)?;
    let (size, head) = write(&mut out, part, (&name, form.most), since).await?;
    out.sync_all().await.map_err(io)?;
    // The name in the folder has to survive a power cut, too.
    File::open(&store.dir).await.map_err(io)?.sync_all().await.map_err(io)?;
    let file = StoredFile { id, name, kind: kind_of(&head, &declared), size, owner: form.owner.to_owned() };
    store.keep(&file, form.now).map_err(|why| FileError::Io(why.to_string()))?;
    unfinished.0 = None;
    Ok(file)
}

/// Both come from the thread that makes the file: a sender who leaves meanwhile drops them together.
async fn create(path: PathBuf) -> std::io::Result<(Unfinished, File)> {
    let create = move || std::fs::File::create(&path).map(|file| (Unfinished(Some(path)), file));
    let (unfinished, file) = tokio::task::spawn_blocking(create).await??;
    Ok((unfinished, File::from_std(file)))
}

/// Bytes without a row. They go whatever ends the upload, a visitor who leaves in the middle included.
struct Unfinished(Option<PathBuf>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // Where it can't be removed, the next start sweeps it.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// How much there was, and how it begins.
async fn write(
    out: &mut File,
    mut part: Field<'_>,
    (name, most): (&str, u64),
    since: &AtomicUsize,
) -> Result<(u64, Vec<u8>), FileError> {
    let mut size = 0_u64;
    let mut head = Vec::new();
    while let Some(chunk) = chunk(&mut part, since).await? {
        size += chunk.len() as u64;
        if size > MOST_DRAINED {
            break;
        }
        if size <= most {
            head.extend(chunk.iter().take(files::HEAD - head.len()));
            out.write_all(&chunk).await.map_err(|why| FileError::Io(why.to_string()))?;
        }
    }
    files::check(name, size, most).map_err(FileError::Unfit)?;
    Ok((size, head))
}

/// Only what browsers draw without harm has a type of its own to them; what runs in a page has none.
pub(super) fn kind_of(head: &[u8], declared: &str) -> String {
    if let Some(picture) = files::Picture::of(head) {
        return picture.kind.to_owned();
    }
    let known = infer::get(head).map(|found| found.mime_type());
    let harmless =
        |kind: &&str| !kind.starts_with("image/") && !["text/html", "text/xml", "application/xhtml+xml"].contains(kind);
    let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let text = || TEXTS.into_iter().find(|text| known.is_none() && *text == declared);
    known.filter(harmless).or_else(text).unwrap_or("application/octet-stream").to_owned()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use axum::{
        body::{Body, Bytes},
        extract::Request,
    };
    use futures_util::{StreamExt, stream};

    use super::*;

    #[tokio::test]
    async fn a_sender_who_leaves_in_the_middle_leaves_no_bytes_behind() {
        let dir = tempfile::tempdir().unwrap();
        let store = Files::open(dir.path()).unwrap();
        let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf a fi";
        let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from(head))]).chain(stream::pending());
        let request = Request::post("/").header("content-type", "multipart/form-data; boundary=b");
        let request = request.body(Body::from_stream(body)).unwrap();
        let parts = Parts::of(request).await.unwrap();
        let count = || std::fs::read_dir(&store.dir).unwrap().count();
        let become_so = async |there: usize| {
            while count() != there {
                tokio::task::yield_now().await;
            }
        };
        let form = Form { file_parts: &["file"], most: 100, owner: "o", now: 0 };
        tokio::select! {
            received = receive(&store, parts, form) => panic!("it was never whole: {received:?}"),
            () = become_so(1) => {}
        }
        let gone = tokio::time::timeout(Duration::from_secs(10), become_so(0)).await;
        assert!(gone.is_ok(), "the bytes are still there");
    }
}
