//! Agents' pictures, on disk: one of each, in place of the one before, and no part of the ring that files are in. What is
//! no picture by its bytes is refused. Called by both APIs.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use parlor_protocol::files::Picture;

/// Bytes of a picture.
pub(crate) const LARGEST: usize = 1024 * 1024;
/// Pixels of a side.
const WIDEST: u32 = 4096;

/// A picture that browsers draw.
#[derive(Clone, Debug)]
pub struct Photo {
    kind: &'static str,
    bytes: Bytes,
}

impl Photo {
    /// The error says what is wrong and what is allowed.
    pub fn of(bytes: Bytes) -> Result<Self, String> {
        if bytes.len() > LARGEST {
            return Err(format!("it is larger than {LARGEST} bytes"));
        }
        let picture = Picture::of(&bytes).ok_or("it is no PNG, JPEG, GIF or WebP")?;
        if picture.width > WIDEST || picture.height > WIDEST {
            return Err(format!("it is larger than {WIDEST} by {WIDEST} pixels"));
        }
        Ok(Self { kind: picture.kind, bytes })
    }
}

pub struct Photos {
    dir: PathBuf,
    /// One is written at a time: two of one agent would share a file.
    writing: Mutex<()>,
}

impl Photos {
    /// Opens the folder `photos` in this one, or makes it.
    pub fn open(data: &Path) -> Result<Self, String> {
        let dir = data.join("photos");
        std::fs::create_dir_all(&dir)
            .map_err(|why| format!("the photos in {} can't be opened: {why}", dir.display()))?;
        Ok(Self { dir, writing: Mutex::default() })
    }

    /// Ids are the settings' own words; in a file's name only these letters stand for themselves.
    fn path(&self, agent_id: &str) -> PathBuf {
        let mut name = String::new();
        for byte in agent_id.bytes() {
            // Writing to a String can't fail.
            let _ = write!(name, "{byte:02x}");
        }
        self.dir.join(name)
    }

    pub fn get(&self, agent_id: &str) -> Option<Photo> {
        Photo::of(std::fs::read(self.path(agent_id)).ok()?.into()).ok()
    }

    /// Whole or not at all, whenever the power goes.
    pub fn put(&self, agent_id: &str, photo: &Photo) -> std::io::Result<()> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.path(agent_id);
        let fresh = path.with_extension("new");
        std::fs::write(&fresh, &photo.bytes)?;
        std::fs::File::open(&fresh)?.sync_all()?;
        std::fs::rename(&fresh, &path)
    }

    pub fn remove(&self, agent_id: &str) -> std::io::Result<()> {
        match std::fs::remove_file(self.path(agent_id)) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(why),
            _ => Ok(()),
        }
    }
}

/// Drawn where it is asked for, run nowhere.
pub(crate) fn serve(photo: &Photo) -> Response {
    let mut response = Body::from(photo.bytes.clone()).into_response();
    let fixed = HeaderValue::from_static;
    response.headers_mut().extend([
        (header::CONTENT_TYPE, fixed(photo.kind)),
        (header::CONTENT_SECURITY_POLICY, fixed("sandbox; default-src 'none'")),
        (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        (header::CACHE_CONTROL, fixed("no-store")),
        (header::HeaderName::from_static("cross-origin-resource-policy"), fixed("cross-origin")),
    ]);
    response
}
