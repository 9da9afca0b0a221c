//! Tables and their migrations. The key of every table begins with the locker; the directory is apart.

use rusqlite::Connection;

/// Each migration takes the file one version up (`user_version`), in its own transaction.
pub(super) const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE lockers (locker BLOB NOT NULL PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE registrations (locker BLOB NOT NULL, registration BLOB NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (locker, registration)) STRICT;
    CREATE TABLE ledgers (locker BLOB NOT NULL, oprf_key BLOB NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (locker, oprf_key)) STRICT, WITHOUT ROWID;
    CREATE TABLE rosters (locker BLOB NOT NULL, number INTEGER NOT NULL, wire BLOB NOT NULL,
        PRIMARY KEY (locker, number)) STRICT;
    CREATE TABLE snapshots (locker BLOB NOT NULL, place INTEGER NOT NULL, snapshot BLOB NOT NULL, digest BLOB NOT NULL,
        wire BLOB NOT NULL, PRIMARY KEY (locker, place), UNIQUE (locker, snapshot)) STRICT;
    CREATE TABLE packs (locker BLOB NOT NULL, pack BLOB NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (locker, pack)) STRICT, WITHOUT ROWID;
    CREATE TABLE log (locker BLOB NOT NULL, number INTEGER NOT NULL, entry BLOB NOT NULL,
        PRIMARY KEY (locker, number)) STRICT, WITHOUT ROWID;
    CREATE TABLE cases (locker BLOB NOT NULL, case_id BLOB NOT NULL, opened INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (locker, case_id)) STRICT;
    CREATE TABLE nonces (locker BLOB NOT NULL, nonce BLOB NOT NULL, expires INTEGER NOT NULL,
        PRIMARY KEY (locker, nonce)) STRICT, WITHOUT ROWID;

    CREATE TABLE directory_handles (handle TEXT NOT NULL PRIMARY KEY, locker BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE directory_cases (case_id BLOB NOT NULL PRIMARY KEY, locker BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE directory_invites (digest BLOB NOT NULL PRIMARY KEY, locker BLOB NOT NULL, used INTEGER NOT NULL,
        body BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE directory_staff (name TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX cases_by_age ON cases (opened DESC);
",
    "
    CREATE TABLE intents (locker BLOB NOT NULL, intent BLOB NOT NULL, made INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (locker, intent)) STRICT;
",
    "
    ALTER TABLE snapshots ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE snapshots ADD COLUMN referred INTEGER NOT NULL DEFAULT 0;
",
    // The header comes last, so that a row is read without it.
    "
    ALTER TABLE snapshots RENAME TO old_snapshots;
    CREATE TABLE snapshots (locker BLOB NOT NULL, place INTEGER NOT NULL, snapshot BLOB NOT NULL, digest BLOB NOT NULL,
        at INTEGER NOT NULL, state INTEGER NOT NULL, dropped INTEGER NOT NULL, packs INTEGER NOT NULL, gone BLOB NOT NULL,
        wire BLOB NOT NULL, PRIMARY KEY (locker, place), UNIQUE (locker, snapshot)) STRICT;
    INSERT INTO snapshots SELECT locker, place, snapshot, digest, 0, state, 0, 0, x'', wire FROM old_snapshots;
    DROP TABLE old_snapshots;
",
    // What a member of staff did lies with the locker that it was about, or at an id of the person's own.
    "
    CREATE TABLE directory_passkeys (credential BLOB NOT NULL PRIMARY KEY, staff TEXT NOT NULL, added INTEGER NOT NULL,
        body BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX passkeys_by_staff ON directory_passkeys (staff);
    CREATE TABLE directory_passkey_codes (digest BLOB NOT NULL PRIMARY KEY, staff TEXT NOT NULL, expires INTEGER NOT NULL,
        body BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE directory_sessions (session BLOB NOT NULL PRIMARY KEY, staff TEXT NOT NULL, passkey BLOB NOT NULL,
        body BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_by_staff ON directory_sessions (staff);
    CREATE TABLE staff_acts (locker BLOB NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (locker, number)) STRICT, WITHOUT ROWID;
    CREATE INDEX acts_by_time ON staff_acts (at);
",
    // The outbox. `due` is empty where there is nothing to be sent any more, `over` while there is.
    "
    CREATE TABLE messages (locker BLOB NOT NULL, lane INTEGER NOT NULL, number INTEGER NOT NULL, due INTEGER, over INTEGER,
        body BLOB NOT NULL, PRIMARY KEY (locker, lane, number)) STRICT, WITHOUT ROWID;
    CREATE INDEX messages_by_due ON messages (lane, due) WHERE due IS NOT NULL;
",
    // Who somebody is at the bank's identity provider: one subject has one name.
    "
    CREATE TABLE directory_subjects (subject BLOB NOT NULL PRIMARY KEY, staff TEXT NOT NULL) STRICT, WITHOUT ROWID;
",
    // What wallets are asked; they know the id alone.
    "
    CREATE TABLE directory_presentations (presentation BLOB NOT NULL PRIMARY KEY, locker BLOB NOT NULL, expires INTEGER NOT NULL,
        body BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX presentations_by_locker ON directory_presentations (locker, expires);
",
    // Access tokens, and what the status lists say. A place stays taken for good; its device is empty where it got another one.
    "
    CREATE TABLE directory_tokens (digest BLOB NOT NULL PRIMARY KEY, locker BLOB NOT NULL, expires INTEGER NOT NULL,
        body BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX tokens_by_locker ON directory_tokens (locker);
    CREATE TABLE directory_status (number INTEGER PRIMARY KEY, list INTEGER NOT NULL, place INTEGER NOT NULL,
        locker BLOB NOT NULL, device BLOB NOT NULL, bits INTEGER NOT NULL, UNIQUE (list, place)) STRICT;
    CREATE INDEX status_by_device ON directory_status (locker, device);
    CREATE INDEX status_by_list ON directory_status (list, place, bits) WHERE bits <> 0;
",
];

/// What goes when a locker is closed: every table but those of its row, its log, its nonces, its handle, its places in the
/// status lists, what is still to be told and what staff did.
pub(super) const OF_A_LOCKER: [&str; 10] = [
    "registrations",
    "ledgers",
    "rosters",
    "snapshots",
    "packs",
    "cases",
    "intents",
    "directory_invites",
    "directory_presentations",
    "directory_tokens",
];

/// The version that this program writes.
pub(super) const VERSION: usize = MIGRATIONS.len();

/// The version of the file.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<usize> {
    connection
        .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
        .map(|v| usize::try_from(v).unwrap_or(usize::MAX))
}

/// Takes the file up to [`VERSION`]; another process may be doing the same.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    while version(connection)? < VERSION {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let from = version(&transaction)?;
        if let Some(step) = MIGRATIONS.get(from) {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", i64::try_from(from + 1).unwrap_or(i64::MAX))?;
        }
        transaction.commit()?;
    }
    Ok(())
}
