//! A SQLite database in use: another process writes to it while it is backed up.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crate::tree::database::sqlite;

/// A database with two tables that every transaction changes together.
pub struct Database {
    path: PathBuf,
}

impl Database {
    /// Makes one in WAL mode with `rows` rows in each table.
    #[must_use]
    pub fn make(path: &Path, rows: u32) -> Self {
        let fill = format!(
            "pragma page_size=8192;\npragma journal_mode=wal;\npragma application_id=7654321;\npragma user_version=12;\n\
             create table debit(n integer primary key, note text);\ncreate table credit(n integer primary key, note text);\n\
             with recursive s(n) as (select 1 union all select n+1 from s where n<{rows}) insert into debit select n, hex(randomblob(40)) from s;\n\
             insert into credit select n, note from debit;"
        );
        let _ = sqlite(path, &fill);
        Self { path: path.to_owned() }
    }

    /// Starts a process that commits to both tables over and over.
    #[must_use]
    pub fn writer(&self) -> Writer {
        Writer::start(&self.path)
    }

    /// Fails unless the database at `path` is sound and its two tables agree; gives the number of rows.
    #[track_caller]
    #[must_use]
    pub fn rows(path: &Path) -> u64 {
        let said = sqlite(
            path,
            "pragma integrity_check;\nselect count(*) from (select * from debit except select * from credit);\n\
             select count(*) from (select * from credit except select * from debit);\nselect count(*) from debit;",
        );
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines[..3], ["ok", "0", "0"], "{} is torn: {said}", path.display());
        lines[3].parse().expect("a count is a number")
    }
}

/// Between two of its transactions: about what a disk takes for one. In memory it would fill a gigabyte while a story waits.
const PACE: std::time::Duration = std::time::Duration::from_millis(1);

/// A process that writes to a database until it is stopped.
pub struct Writer {
    child: Child,
    over: Arc<AtomicBool>,
    feeder: Option<JoinHandle<()>>,
}

impl Writer {
    fn start(path: &Path) -> Self {
        let mut command = Command::new("sqlite3");
        command.arg("-batch").arg(path).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("sqlite3 should be installed: `cargo xtask test` does it");
        let mut input = child.stdin.take().expect("its input is a pipe");
        let mut output = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        let over = Arc::new(AtomicBool::new(false));
        let (begun, wait) = std::sync::mpsc::channel();
        let stop = Arc::clone(&over);
        let feeder = std::thread::spawn(move || {
            let _ = input.write_all(b".timeout 5000\n");
            while !stop.load(Ordering::Relaxed) && input.write_all(TRANSACTION).is_ok() {
                let _ = output.read_line(&mut String::new());
                let _ = begun.send(());
                std::thread::sleep(PACE);
            }
        });
        wait.recv().expect("the writer should commit something");
        Self { child, over, feeder: Some(feeder) }
    }

    /// Stops it.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(feeder) = self.feeder.take() {
            let _ = feeder.join();
            let _ = self.child.wait();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.end();
    }
}

/// The two tables are changed far apart in the file, so that a copy taken between would be torn.
const TRANSACTION: &[u8] = b"begin immediate; \
    insert into debit(note) values (hex(randomblob(400))); \
    update debit set note = hex(randomblob(40)) where n = abs(random()) % 100 + 1; \
    insert or replace into credit select * from debit where n <= 100 or n = (select max(n) from debit); \
    commit; select 'committed';\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_whose_tables_disagree_does_not_pass() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("torn.db");
        let database = Database::make(&path, 200);
        database.writer().stop();
        assert!(Database::rows(&path) > 200);
        let _ = sqlite(&path, "delete from debit where n = 7;");
        assert!(std::panic::catch_unwind(|| Database::rows(&path)).is_err());
    }
}
