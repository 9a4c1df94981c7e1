//! The conversations on disk, in `SQLite`. `write` returns when everything is durable; a power cut loses nothing of it.
//! Called by `center` with the changes in their order. Must not decide what is kept: `Change` says so.

mod read;
mod schema;

use std::path::Path;

use parlor_conversation::{Author, Change, Entry, Opening};
use parlor_protocol::{
    codec::{TimeUnit, encode_event},
    event::Event,
};
use rusqlite::{Connection, Transaction, params};

pub use rusqlite::Error;

pub use schema::OpenError;

/// The chat of notes that belong to none.
const OF_CENTER: &str = "";
/// Chats that are deleted at once, so that visitors hardly wait.
const MOST_DELETED: usize = 100;

pub struct Store {
    connection: Connection,
    /// Changes that could not be written yet; they go before all later ones.
    waiting: Vec<Change>,
}

impl Store {
    /// Opens `parlor.sqlite` in this folder, or makes it.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        let connection = Connection::open(dir.join("parlor.sqlite"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        Self::with(connection)
    }

    /// A store that lives as long as this value, for tests.
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::with(Connection::open_in_memory()?)
    }

    fn with(mut connection: Connection) -> Result<Self, OpenError> {
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        // What is deleted is gone from the file, too.
        connection.pragma_update(None, "secure_delete", "ON")?;
        schema::bring_up_to_date(&mut connection)?;
        Ok(Self { connection, waiting: Vec::new() })
    }

    /// Makes these changes durable, and those that an earlier failure left behind, or none.
    pub fn write(&mut self, changes: &[Change], now: u64) -> Result<(), Error> {
        self.waiting.extend(changes.iter().filter(|change| is_kept(change)).cloned());
        if self.waiting.is_empty() {
            return Ok(());
        }
        let transaction = self.connection.transaction()?;
        for change in &self.waiting {
            write_one(&transaction, change, now)?;
        }
        transaction.commit()?;
        self.waiting.clear();
        Ok(())
    }

    /// Deletes some of the chats that ended before this time (UTC milliseconds), with all that belongs to them.
    /// `true`: there may be more.
    pub fn delete_ended_before(&mut self, at: u64) -> Result<bool, Error> {
        let transaction = self.connection.transaction()?;
        let ids: Vec<String> = transaction
            .prepare_cached("SELECT chat_id FROM chats WHERE ended_at < ?1 ORDER BY ended_at LIMIT ?2")?
            .query_map(params![number(at), number(MOST_DELETED as u64)], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for id in &ids {
            for table in ["notes", "entries", "chats"] {
                transaction.execute(&format!("DELETE FROM {table} WHERE chat_id = ?1"), params![id])?;
            }
        }
        transaction.commit()?;
        Ok(ids.len() == MOST_DELETED)
    }

    /// Everything that was accepted is on disk.
    pub fn is_well(&self) -> bool {
        self.waiting.is_empty()
    }
}

fn is_kept(change: &Change) -> bool {
    matches!(
        change,
        Change::Opened(_)
            | Change::Appended { .. }
            | Change::Delivered { .. }
            | Change::Noted { .. }
            | Change::Ended { .. }
    )
}

fn write_one(transaction: &Transaction<'_>, change: &Change, now: u64) -> Result<(), Error> {
    match change {
        Change::Opened(opening) => insert_chat(transaction, opening),
        Change::Appended { chat_id, entry } => insert_entry(transaction, chat_id, entry),
        Change::Delivered { chat_id, before } => transaction
            .prepare_cached("UPDATE chats SET delivered_before = ?2 WHERE chat_id = ?1")?
            .execute(params![chat_id, number(*before)])
            .map(drop),
        Change::Noted { chat_id, name, text } => transaction
            .prepare_cached(
                "INSERT INTO notes (chat_id, name, text) VALUES (?1, ?2, ?3)
                 ON CONFLICT (chat_id, name) DO UPDATE SET text = excluded.text",
            )?
            .execute(params![chat_id.as_deref().unwrap_or(OF_CENTER), name, text])
            .map(drop),
        Change::Ended { chat_id, by } => transaction
            .prepare_cached("UPDATE chats SET ended_at = ?2, ended_by = ?3 WHERE chat_id = ?1")?
            .execute(params![chat_id, number(now), by.word()])
            .map(drop),
        _ => Ok(()),
    }
}

fn insert_chat(transaction: &Transaction<'_>, opening: &Opening) -> Result<(), Error> {
    let parameters: Vec<serde_json::Value> =
        opening.parameters.iter().map(|(name, value)| serde_json::json!([name, value])).collect();
    transaction
        .prepare_cached(
            "INSERT INTO chats (chat_id, client, opened_at, phone_number, sender, parameters) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            opening.chat_id,
            opening.client,
            number(opening.at),
            opening.phone_number,
            opening.from,
            serde_json::Value::Array(parameters).to_string(),
        ])
        .map(drop)
}

fn insert_entry(transaction: &Transaction<'_>, chat_id: &str, entry: &Entry) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO entries (chat_id, seq, author, sent_id, custom_id, for_visitor, event)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            chat_id,
            number(entry.seq),
            author(&entry.author),
            entry.sent_id,
            entry.custom_id,
            entry.for_visitor,
            event_text(&entry.event),
        ])
        .map(drop)
}

fn event_text(event: &Event) -> String {
    encode_event(event, TimeUnit::Milliseconds)
}

/// The integers of `SQLite` are signed; times and places stay far below the border.
fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn author(author: &Author) -> String {
    match author {
        Author::Visitor => "visitor".to_owned(),
        Author::System => "system".to_owned(),
        Author::Party(id) => ["party:", id].concat(),
    }
}
