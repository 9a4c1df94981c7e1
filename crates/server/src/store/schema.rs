//! The tables, and how those of earlier versions become them. `PRAGMA user_version` counts the steps that were taken.
//! Called when a store is opened. Steps that were released must not be changed: others come behind them.

use rusqlite::{Connection, Error};

/// Files of the first version count no steps, so the first one leaves alone what is there.
const STEPS: [&str; 3] = [
    "
CREATE TABLE IF NOT EXISTS chats (
    chat_id TEXT PRIMARY KEY,
    client TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    phone_number TEXT,
    sender TEXT,
    parameters TEXT NOT NULL,
    delivered_before INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER,
    ended_by TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS entries (
    chat_id TEXT NOT NULL REFERENCES chats (chat_id),
    seq INTEGER NOT NULL,
    author TEXT NOT NULL,
    sent_id TEXT,
    for_visitor INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (chat_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS chats_by_end ON chats (ended_at);
",
    "
ALTER TABLE entries ADD COLUMN custom_id TEXT;
CREATE TABLE notes (
    chat_id TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (chat_id, name)
) STRICT, WITHOUT ROWID;
",
    "
CREATE INDEX chats_by_client ON chats (client, opened_at);
",
];

/// Why a store can't be opened.
#[derive(Debug)]
pub enum OpenError {
    Sqlite(Error),
    /// A later version wrote it; the steps that it counts.
    Later(usize),
}

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        Self::Sqlite(error)
    }
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(error) => error.fmt(out),
            Self::Later(found) => {
                write!(out, "it has schema {found}, and this version of the server knows up to {}", STEPS.len())
            }
        }
    }
}

/// Takes the steps that are missing, each whole or not at all.
pub(super) fn bring_up_to_date(connection: &mut Connection) -> Result<(), OpenError> {
    let taken: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let taken = usize::try_from(taken).unwrap_or_default();
    if taken > STEPS.len() {
        return Err(OpenError::Later(taken));
    }
    for (count, step) in STEPS.iter().enumerate().skip(taken) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", i64::try_from(count + 1).unwrap_or(i64::MAX))?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn version(connection: &Connection) -> i64 {
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_file_of_the_first_version_keeps_its_chats_and_takes_names_and_notes() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(STEPS[0]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO chats (chat_id, client, opened_at, parameters) VALUES ('c', 'v', 1, '[]');
                 INSERT INTO entries (chat_id, seq, author, for_visitor, event) VALUES ('c', 0, 'visitor', 0, '{}');",
            )
            .unwrap();
        assert_eq!(version(&connection), 0);
        bring_up_to_date(&mut connection).unwrap();
        bring_up_to_date(&mut connection).unwrap();
        let names: Option<String> =
            connection.query_row("SELECT custom_id FROM entries WHERE chat_id = 'c'", [], |row| row.get(0)).unwrap();
        assert_eq!((names, version(&connection)), (None, 3));
        connection.execute_batch("INSERT INTO notes (chat_id, name, text) VALUES ('c', 'n', 't')").unwrap();
    }

    #[test]
    fn a_file_of_a_later_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let refused = bring_up_to_date(&mut connection).unwrap_err().to_string();
        assert!(refused.contains("99"), "{refused}");
        assert_eq!(version(&connection), 99);
    }
}
