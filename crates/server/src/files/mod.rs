//! Files that visitors and agents sent, on disk: each under an id that nobody guesses, the newest 1000 of them
//! (Upload File). Rows and bytes are durable before an id is told. Called by both APIs, which decide who may read.

mod receive;
mod serve;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use parlor_protocol::files::{HEAD, LARGEST_OF_AGENT, check, clean_name};
use rusqlite::{Connection, OptionalExtension, ToSql, params};

use crate::{clock::Clock, ids};

pub(crate) use receive::{FileError, Form, Parts, receive};
pub(crate) use serve::serve;

/// Files that are kept; newer ones take the place of the oldest.
const MOST: i64 = 1000;

/// One that is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredFile {
    pub(crate) id: String,
    /// Clean: safe to show and to save under.
    pub(crate) name: String,
    /// The media type by its bytes.
    pub(crate) kind: String,
    pub(crate) size: u64,
    /// Who sent it, in the words of the API that took it.
    pub(crate) owner: String,
}

impl StoredFile {
    pub(crate) fn is_picture(&self) -> bool {
        self.kind.starts_with("image/")
    }
}

/// Deletes what came longer ago than this many milliseconds, now and every hour, until the process ends.
pub(crate) async fn forget(files: Arc<Files>, clock: Clock, keep: u64) {
    loop {
        if let Err(error) = files.delete_before(clock.now().saturating_sub(keep)) {
            tracing::error!("old files could not be deleted: {error}");
        }
        tokio::time::sleep(std::time::Duration::from_hours(1)).await;
    }
}

pub struct Files {
    dir: PathBuf,
    rows: Mutex<Connection>,
}

impl Files {
    /// Opens the folder `files` in this one, or makes it. What an interrupted upload left is removed.
    pub fn open(data: &Path) -> Result<Self, String> {
        let dir = data.join("files");
        let text = |why: &dyn std::fmt::Display| format!("the files in {} can't be opened: {why}", dir.display());
        std::fs::create_dir_all(&dir).map_err(|why| text(&why))?;
        let rows = Connection::open(data.join("files.sqlite")).and_then(prepare).map_err(|why| text(&why))?;
        let files = Self { dir: dir.clone(), rows: Mutex::new(rows) };
        files.sweep().map_err(|why| text(&why))?;
        Ok(files)
    }

    fn rows(&self) -> MutexGuard<'_, Connection> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, id: &str) -> PathBuf {
        self.dir.join(id)
    }

    /// Bytes without a row.
    fn sweep(&self) -> Result<(), std::io::Error> {
        for entry in std::fs::read_dir(&self.dir)? {
            let entry = entry?;
            if entry.file_name().to_str().is_none_or(|id| self.find(id).is_none()) {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    pub(crate) fn find(&self, id: &str) -> Option<StoredFile> {
        let rows = self.rows();
        let mut found = rows.prepare_cached("SELECT id, name, kind, size, owner FROM files WHERE id = ?1").ok()?;
        let file = |row: &rusqlite::Row<'_>| {
            let size = u64::try_from(row.get::<_, i64>(3)?).unwrap_or_default();
            Ok(StoredFile { id: row.get(0)?, name: row.get(1)?, kind: row.get(2)?, size, owner: row.get(4)? })
        };
        found.query_row(params![id], file).optional().ok().flatten()
    }

    /// Makes a row for bytes that are on disk, and room where there are too many.
    fn keep(&self, file: &StoredFile, at: u64) -> Result<(), rusqlite::Error> {
        let rows = self.rows();
        let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        rows.prepare_cached("INSERT INTO files (id, name, kind, size, owner, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![file.id, file.name, file.kind, number(file.size), file.owner, number(at)])?;
        let oldest = "seq <= (SELECT MAX(seq) FROM files) - ?1";
        self.delete(&rows, oldest, MOST)
    }

    /// Takes a copy of a file of this machine's, under the limits of an agent's.
    pub(crate) fn import(&self, path: &Path, owner: &str, now: u64) -> Result<StoredFile, String> {
        let io = |why: std::io::Error| why.to_string();
        let name = clean_name(&path.file_name().unwrap_or_default().to_string_lossy());
        let bytes = std::fs::read(path).map_err(io)?;
        check(&name, bytes.len() as u64, LARGEST_OF_AGENT).map_err(|unfit| format!("{unfit:?}"))?;
        let head = &bytes[..bytes.len().min(HEAD)];
        let file = StoredFile {
            id: ids::secret(),
            name,
            kind: receive::kind_of(head, ""),
            size: bytes.len() as u64,
            owner: owner.to_owned(),
        };
        let place = self.path(&file.id);
        std::fs::write(&place, &bytes).and_then(|()| std::fs::File::open(&place)?.sync_all()).map_err(io)?;
        std::fs::File::open(&self.dir).and_then(|dir| dir.sync_all()).map_err(io)?;
        self.keep(&file, now).map_err(|why| why.to_string())?;
        Ok(file)
    }

    /// One that nobody was told of.
    pub(crate) fn remove(&self, id: &str) {
        if let Err(error) = self.delete(&self.rows(), "id = ?1", id) {
            tracing::error!("a file that nobody was told of stays on disk: {error}");
        }
    }

    /// Deletes what came before this time, in UTC milliseconds.
    pub(crate) fn delete_before(&self, at: u64) -> Result<(), rusqlite::Error> {
        self.delete(&self.rows(), "at < ?1", i64::try_from(at).unwrap_or(i64::MAX))
    }

    /// Rows first: bytes without a row are swept, a row without bytes would be a lie.
    fn delete(&self, rows: &Connection, which: &str, bound: impl ToSql) -> Result<(), rusqlite::Error> {
        let mut deleted = rows.prepare_cached(&format!("DELETE FROM files WHERE {which} RETURNING id"))?;
        let ids: Vec<String> = deleted.query_map(params![bound], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for id in ids {
            if let Err(why) = std::fs::remove_file(self.path(&id)) {
                tracing::warn!("a file that is no longer wanted stays on disk: {why}");
            }
        }
        Ok(())
    }
}

fn prepare(connection: Connection) -> Result<Connection, rusqlite::Error> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS files (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            size INTEGER NOT NULL,
            owner TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;",
    )?;
    Ok(connection)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn put(files: &Files, id: &str, at: u64) {
        std::fs::write(files.path(id), b"x").unwrap();
        let file =
            StoredFile { id: id.into(), name: "a".into(), kind: "text/plain".into(), size: 1, owner: "o".into() };
        files.keep(&file, at).unwrap();
    }

    #[test]
    fn newer_files_take_the_place_of_the_oldest() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(dir.path()).unwrap();
        for number in 0..=1000 {
            put(&files, &format!("f{number}"), number);
        }
        assert_eq!((files.find("f0"), files.path("f0").exists()), (None, false));
        assert!(files.find("f1").is_some() && files.find("f1000").is_some());
        files.delete_before(1000).unwrap();
        assert!(files.find("f999").is_none() && files.find("f1000").is_some());
    }

    #[test]
    fn what_an_interrupted_upload_left_is_gone_after_a_restart_and_the_rest_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(dir.path()).unwrap();
        put(&files, "whole", 1);
        std::fs::write(files.path("half"), b"x").unwrap();
        drop(files);
        let files = Files::open(dir.path()).unwrap();
        assert_eq!((files.path("half").exists(), files.path("whole").exists()), (false, true));
        assert_eq!(files.find("whole").unwrap().size, 1);
    }
}
