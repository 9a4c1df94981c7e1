//! What the store gives back after a restart: the running chats, and those that ended a short while ago.

use parlor_conversation::{Author, Entry, Notes, Opening, Stored};
use parlor_protocol::codec::decode_event;
use rusqlite::{Row, ToSql, params};

use super::{Error, OF_CENTER, Store, number};

impl Store {
    /// Every chat that runs, or that ended at or after `ended_since` (UTC milliseconds), with its whole history.
    pub fn load(&self, ended_since: u64) -> Result<Vec<Stored>, Error> {
        self.read("ended_at IS NULL OR ended_at >= ?1 ORDER BY chat_id", &number(ended_since))
    }

    /// The chats of a condition with one parameter, each with its whole history.
    fn read(&self, which: &str, bound: &dyn ToSql) -> Result<Vec<Stored>, Error> {
        let columns = "chat_id, client, opened_at, phone_number, sender, parameters, delivered_before";
        let mut chats = self.connection.prepare_cached(&format!("SELECT {columns} FROM chats WHERE {which}"))?;
        let mut entries = self.connection.prepare_cached(
            "SELECT seq, author, sent_id, for_visitor, event, custom_id FROM entries WHERE chat_id = ?1 ORDER BY seq",
        )?;
        let mut found = Vec::new();
        for stored in chats.query_map(params![bound], chat)? {
            let mut stored = stored?;
            let rows = entries.query_map(params![stored.opening.chat_id], entry)?;
            stored.entries = rows.collect::<Result<_, _>>()?;
            stored.notes = self.notes(&stored.opening.chat_id)?;
            found.push(stored);
        }
        Ok(found)
    }

    /// Every chat of this client's, however old, in the order in which they began.
    pub fn of_client(&self, client: &str) -> Result<Vec<Stored>, Error> {
        self.read("client = ?1 ORDER BY opened_at", &client)
    }

    /// The notes that belong to no chat.
    pub fn load_notes(&self) -> Result<Notes, Error> {
        self.notes(OF_CENTER)
    }

    fn notes(&self, chat_id: &str) -> Result<Notes, Error> {
        let mut notes = self.connection.prepare_cached("SELECT name, text FROM notes WHERE chat_id = ?1")?;
        notes.query_map(params![chat_id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }
}

fn chat(row: &Row<'_>) -> Result<Stored, Error> {
    let parameters: String = row.get(5)?;
    let pairs: Vec<(String, String)> = serde_json::from_str(&parameters).unwrap_or_default();
    Ok(Stored {
        opening: Opening {
            chat_id: row.get(0)?,
            client: row.get(1)?,
            at: whole(row, 2)?,
            phone_number: row.get(3)?,
            from: row.get(4)?,
            parameters: pairs,
        },
        entries: Vec::new(),
        delivered_before: whole(row, 6)?,
        notes: Notes::new(),
    })
}

fn entry(row: &Row<'_>) -> Result<Entry, Error> {
    let event: String = row.get(4)?;
    let author: String = row.get(1)?;
    Ok(Entry {
        seq: whole(row, 0)?,
        author: match (author.as_str(), author.strip_prefix("party:")) {
            (_, Some(id)) => Author::Party(id.to_owned()),
            ("visitor", None) => Author::Visitor,
            _ => Author::System,
        },
        event: decode_event(&event),
        sent_id: row.get(2)?,
        custom_id: row.get(5)?,
        for_visitor: row.get(3)?,
    })
}

fn whole(row: &Row<'_>, column: usize) -> Result<u64, Error> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or_default())
}
