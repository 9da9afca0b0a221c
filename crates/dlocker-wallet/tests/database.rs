//! A SQLite database comes out whole, whoever is writing it, and reading it changes nothing in the wallet.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use dlocker_wallet::{Facets, Kind, Noted, Unread};
use kit::{Seen, copy_tree, listing, set_mode, set_time};
use rusqlite::Connection;
use tempfile::TempDir;

/// A folder `w` with nothing in it yet.
fn wallet() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let wallet = dir.path().join("w");
    fs::create_dir(&wallet).unwrap();
    (dir, wallet)
}

fn make(path: &Path, journal: &str) -> Connection {
    let database = Connection::open(path).unwrap();
    database.query_row(&format!("PRAGMA journal_mode = {journal}"), [], |_| Ok(())).unwrap();
    database
        .execute_batch("CREATE TABLE entry(n INTEGER, pad BLOB); CREATE TABLE total(sum INTEGER, count INTEGER); INSERT INTO total VALUES(0, 0)")
        .unwrap();
    database
}

fn commit(database: &Connection, n: i64) {
    let sql = format!(
        "BEGIN IMMEDIATE; INSERT INTO entry VALUES({n}, randomblob(700)); UPDATE total SET sum = sum + {n}, count = count + 1; COMMIT"
    );
    database.execute_batch(&sql).unwrap();
}

/// The role of the writer: another process, as in life. This is no test when it isn't asked to play it.
#[test]
fn the_writer_process() {
    let Some(path) = std::env::var_os("DLOCKER_TEST_WRITES") else { return };
    let role = std::env::var("DLOCKER_TEST_ROLE").unwrap();
    let mut words = role.split(' ');
    let (journal, act) = (words.next().unwrap(), words.next().unwrap());
    let database = make(Path::new(&path), journal);
    database.busy_timeout(std::time::Duration::from_secs(20)).unwrap();
    let say = |what: &dyn std::fmt::Display| println!("said {what}");
    match act {
        "busily" => {
            for n in 1.. {
                commit(&database, n);
                say(&n);
            }
        }
        "ten" => {
            (1..=10).for_each(|n| commit(&database, n));
            say(&10);
        }
        "spill" => {
            (1..=200).for_each(|n| commit(&database, n));
            database
                .execute_batch(
                    "PRAGMA cache_size = 5; BEGIN; UPDATE entry SET n = -1, pad = zeroblob(800); DELETE FROM total",
                )
                .unwrap();
            say(&200);
        }
        "lock" => {
            commit(&database, 1);
            database.execute_batch("BEGIN EXCLUSIVE").unwrap();
            say(&1);
        }
        other => panic!("no such act: {other}"),
    }
    std::thread::sleep(std::time::Duration::from_secs(120));
}

/// Another process that has a database open. Killed when dropped, as by `kill -9`.
struct Writer {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Writer {
    fn start(path: &Path, role: &str) -> Writer {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_writer_process", "--nocapture"])
            .env("DLOCKER_TEST_WRITES", path)
            .env("DLOCKER_TEST_ROLE", role)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Writer { child, lines }
    }

    /// Waits until it says that something is committed, and gives what.
    fn committed(&mut self) -> i64 {
        let said = |line: std::io::Result<String>| line.unwrap().split("said ").nth(1).map(str::to_owned);
        self.lines.by_ref().find_map(said).unwrap().trim().parse().unwrap()
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Opens what was seen of a database, checks that it is whole, and gives its number of entries.
fn check(seen: &Seen, path: &str) -> i64 {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("copy");
    fs::write(&copy, seen.bytes(path)).unwrap();
    let database = Connection::open(&copy).unwrap();
    let whole: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(whole, "ok");
    let two = |sql: &str| database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let entries: (i64, i64) = two("SELECT ifnull(sum(n), 0), count(*) FROM entry");
    assert_eq!(entries, two("SELECT sum, count FROM total"), "the two tables disagree");
    entries.1
}

fn names(seen: &Seen) -> Vec<String> {
    seen.files.keys().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

fn consistent_under_a_live_writer(journal: &str) {
    let (_dir, wallet) = wallet();
    let path = wallet.join("live.db");
    let mut writer = Writer::start(&path, &format!("{journal} busily"));
    for _ in 0..25 {
        let committed = (0..10).map(|_| writer.committed()).last().unwrap();
        let seen = Seen::of(&[&wallet]);
        assert_eq!((names(&seen), seen.unread.clone()), (vec!["w/live.db".to_owned()], vec![]));
        assert!(check(&seen, "w/live.db") >= committed);
    }
}

#[test]
fn a_wal_database_is_whole_under_a_live_writer() {
    consistent_under_a_live_writer("WAL");
}

#[test]
fn a_rollback_database_is_whole_under_a_live_writer() {
    consistent_under_a_live_writer("DELETE");
}

#[test]
fn a_truncating_database_is_whole_under_a_live_writer() {
    consistent_under_a_live_writer("TRUNCATE");
}

#[test]
fn a_fresh_wallet_that_lives_in_its_wal_comes_back() {
    let (_dir, wallet) = wallet();
    let path = wallet.join("fresh.db");
    let mut writer = Writer::start(&path, "WAL ten");
    writer.committed();
    assert_eq!(fs::metadata(&path).unwrap().len(), 4096);
    let wal = fs::metadata(wallet.join("fresh.db-wal")).unwrap();
    let unchanged = || listing(&wallet).into_iter().filter(|line| !line.contains("-shm")).collect::<Vec<_>>();
    let before = unchanged();
    let seen = Seen::of(&[&wallet]);
    assert_eq!(names(&seen), ["w/fresh.db"]);
    assert_eq!(check(&seen, "w/fresh.db"), 10);
    let meta = seen.files[b"w/fresh.db".as_slice()].0;
    assert_eq!((meta.mtime_secs, i64::from(meta.mtime_nanos)), (wal.mtime(), wal.mtime_nsec()));
    // The -shm is memory that those who have the database open share, and no data.
    assert_eq!(unchanged(), before, "reading changed something");
    // Given by name, as a shell's `*` gives them, it is still one item.
    let given = Seen::of(&[&path, &wallet.join("fresh.db-shm"), &wallet.join("fresh.db-wal")]);
    assert_eq!((names(&given), check(&given, "fresh.db")), (vec!["fresh.db".to_owned()], 10));
}

#[test]
fn a_crashed_writer_in_wal_mode_loses_nothing() {
    let (_dir, wallet) = wallet();
    let path = wallet.join("crashed.db");
    let mut writer = Writer::start(&path, "WAL ten");
    writer.committed();
    writer.kill();
    assert_eq!(check(&Seen::of(&[&wallet]), "w/crashed.db"), 10);
    // A wallet folder that was copied without the -shm, as backups do.
    fs::remove_file(wallet.join("crashed.db-shm")).unwrap();
    let before = listing(&wallet);
    let seen = Seen::of(&[&wallet]);
    assert_eq!((names(&seen), check(&seen, "w/crashed.db")), (vec!["w/crashed.db".to_owned()], 10));
    assert_eq!(listing(&wallet), before, "reading changed something");
}

#[test]
fn a_hot_journal_is_rolled_back_in_the_copy_and_not_in_the_wallet() {
    let (_dir, wallet) = wallet();
    let path = wallet.join("hot.db");
    let mut writer = Writer::start(&path, "DELETE spill");
    writer.committed();
    writer.kill();
    assert!(fs::metadata(wallet.join("hot.db-journal")).unwrap().len() > 0);
    let before = listing(&wallet);
    let seen = Seen::of(&[&wallet]);
    assert_eq!((names(&seen), check(&seen, "w/hot.db")), (vec!["w/hot.db".to_owned()], 200));
    assert_eq!(listing(&wallet), before, "reading changed something");
}

#[test]
fn a_database_that_stays_locked_is_reported_and_the_rest_kept() {
    let (_dir, wallet) = wallet();
    let path = wallet.join("locked.db");
    fs::write(wallet.join("zebra"), "kept").unwrap();
    let mut writer = Writer::start(&path, "DELETE lock");
    writer.committed();
    let seen = Seen::of(&[&wallet]);
    assert_eq!(seen.unread, [(b"w/locked.db".to_vec(), Unread::Busy)]);
    assert_eq!(names(&seen), ["w/zebra"]);
}

#[test]
fn a_writer_beside_a_path_too_long_for_sqlite_loses_nothing() {
    let (_dir, wallet) = wallet();
    let folder = (0..4).fold(wallet.clone(), |path, _| path.join("long".repeat(50)));
    fs::create_dir_all(&folder).unwrap();
    let short = wallet.join("short.db");
    let mut writer = Writer::start(&short, "WAL ten");
    writer.committed();
    for suffix in ["", "-wal", "-shm"] {
        let name = |path: &Path| path.join(format!("short.db{suffix}"));
        fs::copy(name(&wallet), name(&folder)).unwrap();
    }
    let seen = Seen::of(&[&folder]);
    let name = format!("{}/short.db", "long".repeat(50));
    assert_eq!((names(&seen), check(&seen, &name)), (vec![name.clone()], 10));
}

#[test]
fn reading_a_quiet_database_changes_nothing_and_leaves_nothing_behind() {
    let (dir, wallet) = wallet();
    for (name, journal) in [("a.db", "WAL"), ("b.db", "DELETE")] {
        let database = make(&wallet.join(name), journal);
        (1..=5).for_each(|n| commit(&database, n));
    }
    assert!(!wallet.join("a.db-wal").exists());
    set_time(&wallet, 5, 5);
    let before = listing(&wallet);
    let scratch = dir.path().join("scratch");
    fs::create_dir(&scratch).unwrap();
    let mut seen = Seen::default();
    kit::open(&[&wallet]).scratch_in(&scratch).visit(&mut seen).unwrap();
    assert_eq!((check(&seen, "w/a.db"), check(&seen, "w/b.db")), (5, 5));
    assert_eq!(listing(&wallet), before);
    assert_eq!(fs::read_dir(&scratch).unwrap().count(), 0);
    assert_eq!(
        seen.bytes("w/a.db"),
        fs::read(wallet.join("a.db")).unwrap(),
        "a quiet WAL database is kept byte for byte"
    );
}

#[test]
fn settings_mode_and_time_of_a_database_come_back() {
    let (dir, wallet) = wallet();
    let path = wallet.join("set.db");
    let settings =
        ["application_id", "user_version", "page_size", "encoding", "auto_vacuum", "journal_mode", "schema_version"];
    for journal in ["DELETE", "WAL"] {
        let _ = fs::remove_file(&path);
        let database = Connection::open(&path).unwrap();
        database
            .execute_batch("PRAGMA page_size = 1024; PRAGMA encoding = 'UTF-16le'; PRAGMA auto_vacuum = 2; PRAGMA application_id = 7; PRAGMA user_version = -9")
            .unwrap();
        drop(database);
        let database = make(&path, journal);
        (1..20).for_each(|n| database.execute_batch(&format!("CREATE TABLE t{n}(x)")).unwrap());
        let read = |path: &Path| {
            let database = Connection::open(path).unwrap();
            let one = |name| database.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
            settings.map(|name| format!("{name} {:?}", one(name).unwrap()))
        };
        // In WAL mode the database is still open here: its content comes through the -wal.
        let original = read(&path);
        set_mode(&path, 0o640);
        let out = dir.path().join(journal);
        copy_tree(&[&wallet], &out, false);
        let copy = out.join("w/set.db");
        let meta = fs::metadata(&copy).unwrap();
        assert_eq!(meta.mode() & 0o7777, 0o640);
        if journal == "DELETE" {
            assert_eq!(meta.modified().unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
        }
        assert_eq!(read(&copy), original);
        drop(database);
    }
}

#[test]
fn what_only_looks_like_a_database_is_kept_byte_for_byte_with_what_lies_beside_it() {
    let (_dir, wallet) = wallet();
    let garbage = [b"SQLite format 3\0".as_slice(), &[0xa5; 5000]].concat();
    fs::write(wallet.join("bad"), &garbage).unwrap();
    fs::write(wallet.join("bad-wal"), "mine").unwrap();
    fs::write(wallet.join("short"), b"SQLite format 3\0").unwrap();
    let seen = Seen::of(&[&wallet]);
    assert_eq!(seen.bytes("w/bad"), garbage);
    assert_eq!(seen.bytes("w/bad-wal"), b"mine");
    assert_eq!(seen.bytes("w/short"), b"SQLite format 3\0");
    assert!(matches!(&seen.noted[..], [(path, Noted::NotADatabase(_)), ..] if path == b"w/bad"), "{:?}", seen.noted);
    assert!(seen.unread.is_empty());
}

#[test]
fn what_looks_like_a_database_is_kept_under_a_name_that_has_no_room_for_a_journals() {
    let (_dir, wallet) = wallet();
    for (len, content) in [(255, b"SQLite format 3\0 and more".as_slice()), (250, b"SQLite format 3\0")] {
        let name = "q".repeat(len);
        fs::write(wallet.join(&name), content).unwrap();
        let seen = Seen::of(&[&wallet]);
        assert_eq!(seen.bytes(&format!("w/{name}")), content);
        assert!(seen.unread.is_empty(), "{:?}", seen.unread);
    }
    let database = make(&wallet.join("d".repeat(246)), "DELETE");
    database.close().unwrap();
    fs::rename(wallet.join("d".repeat(246)), wallet.join("d".repeat(255))).unwrap();
    assert!(Seen::of(&[&wallet]).files.contains_key(format!("w/{}", "d".repeat(255)).as_bytes()));
}

#[test]
fn a_truncated_database_is_kept_as_it_is() {
    let (_dir, wallet) = wallet();
    let path = wallet.join("cut.db");
    let database = make(&path, "DELETE");
    (1..=50).for_each(|n| commit(&database, n));
    drop(database);
    let whole = fs::read(&path).unwrap();
    for len in [whole.len() - 1, whole.len() - 4096, whole.len() / 2, 4096, 4095, 512, 101, 99, 17] {
        fs::write(&path, &whole[..len]).unwrap();
        let seen = Seen::of(&[&wallet]);
        assert_eq!(seen.bytes("w/cut.db"), &whole[..len], "cut at {len}");
    }
}

#[test]
fn bytes_behind_a_database_are_not_lost() {
    let (_dir, wallet) = wallet();
    let path = wallet.join("tail.db");
    drop(make(&path, "DELETE"));
    let len = fs::metadata(&path).unwrap().len();
    fs::OpenOptions::new().write(true).open(&path).unwrap().write_all_at(b"mine", len).unwrap();
    assert_eq!(Seen::of(&[&wallet]).bytes("w/tail.db"), fs::read(&path).unwrap());
}

#[test]
fn names_like_a_databases_parts_are_kept_where_there_is_no_database() {
    let (_dir, wallet) = wallet();
    fs::write(wallet.join("orphan-wal"), "1").unwrap();
    fs::write(wallet.join("notes"), "2").unwrap();
    fs::write(wallet.join("notes-journal"), "3").unwrap();
    fs::write(wallet.join("empty"), "").unwrap();
    fs::write(wallet.join("empty-wal"), [0x37, 0x7f, 0x06, 0x82, 0]).unwrap();
    drop(make(&wallet.join("real.db"), "DELETE"));
    fs::create_dir(wallet.join("real.db-wal.d")).unwrap();
    fs::create_dir(wallet.join("real.db-journal2")).unwrap();
    fs::create_dir(wallet.join("real.db-shm")).unwrap();
    fs::write(wallet.join("real.db-shm/x"), "4").unwrap();
    let seen = Seen::of(&[&wallet]);
    let kept = ["w/empty", "w/empty-wal", "w/notes", "w/notes-journal", "w/orphan-wal", "w/real.db", "w/real.db-shm/x"];
    assert_eq!(names(&seen), kept);
    assert_eq!(fs::read(wallet.join("empty-wal")).unwrap().len(), 5, "SQLite deleted it");
}

#[test]
fn an_encrypted_main_file_with_a_wal_is_kept_byte_for_byte() {
    let (_dir, wallet) = wallet();
    fs::write(wallet.join("cipher.db"), [0x5a; 8192]).unwrap();
    let wal = [[0x37, 0x7f, 0x06, 0x82].as_slice(), &[1; 60]].concat();
    fs::write(wallet.join("cipher.db-wal"), &wal).unwrap();
    let before = listing(&wallet);
    let seen = Seen::of(&[&wallet]);
    assert_eq!((seen.bytes("w/cipher.db"), seen.bytes("w/cipher.db-wal")), ([0x5a; 8192].as_slice(), wal.as_slice()));
    assert_eq!(listing(&wallet), before);
    // Its database is there, though SQLite can't read it. Taken alone, or beside nothing, it has none.
    assert!(!seen.info("w/cipher.db-wal").facets.has(Facets::STRAY_JOURNAL));
    let alone = Seen::of(&[&wallet.join("cipher.db-wal")]);
    assert!(alone.info("cipher.db-wal").facets.has(Facets::STRAY_JOURNAL));
    fs::write(wallet.join("cipher.db"), []).unwrap();
    assert!(Seen::of(&[&wallet]).info("w/cipher.db-wal").facets.has(Facets::STRAY_JOURNAL));
}

/// The tables as PyPI `aries-askar` 0.5 makes them.
const ASKAR: &str = "
    CREATE TABLE config (name TEXT NOT NULL, value TEXT, PRIMARY KEY (name));
    CREATE TABLE profiles (id INTEGER NOT NULL, name TEXT NOT NULL, reference TEXT NULL, profile_key BLOB NULL, PRIMARY KEY(id));
    CREATE TABLE items (id INTEGER NOT NULL, profile_id INTEGER NOT NULL, kind INTEGER NOT NULL, category BLOB NOT NULL,
        name BLOB NOT NULL, value BLOB NOT NULL, expiry DATETIME NULL, PRIMARY KEY (id));
    CREATE TABLE items_tags (id INTEGER NOT NULL, item_id INTEGER NOT NULL, name BLOB NOT NULL, value BLOB NOT NULL,
        plaintext BOOLEAN NOT NULL, PRIMARY KEY (id));
    INSERT INTO config VALUES('default_profile', 'my wallet'), ('version', '1'), ('key', 'kdf:argon2i');";

#[test]
fn an_askar_store_is_recognised_by_its_tables() {
    let (_dir, wallet) = wallet();
    let path = wallet.join("store");
    let database = Connection::open(&path).unwrap();
    database.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
    database.execute_batch(ASKAR).unwrap();
    let info = Seen::of(&[&path]).info("store").clone();
    assert_eq!((info.kind, info.label.as_deref(), info.raw_key), (Kind::AskarStore, Some("my wallet"), false));
    database.execute_batch("UPDATE config SET value = 'none' WHERE name = 'key'").unwrap();
    assert!(Seen::of(&[&path]).info("store").raw_key);
    database.execute_batch("DROP TABLE items_tags").unwrap();
    assert_eq!(Seen::of(&[&path]).info("store").kind, Kind::Sqlite);
}

#[test]
fn a_hostile_schema_is_not_run() {
    let (_dir, wallet) = wallet();
    let path = wallet.join("trap");
    let database = Connection::open(&path).unwrap();
    let view =
        "CREATE TABLE t(x); CREATE VIEW config AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)
        SELECT 'default_profile' AS name, n AS value FROM r; CREATE TABLE profiles(id, name, profile_key);
        CREATE TABLE items(id, profile_id, kind, category, name, value, expiry); CREATE TABLE items_tags(id)";
    database.execute_batch(view).unwrap();
    drop(database);
    assert_eq!(Seen::of(&[&path]).info("trap").kind, Kind::Sqlite);
}

#[test]
fn a_restored_database_does_not_meet_the_wal_of_the_one_it_replaces() {
    let (dir, wallet) = wallet();
    let database = make(&wallet.join("x.db"), "WAL");
    (1..=3).for_each(|n| commit(&database, n));
    drop(database);
    // The target holds another database under that name, with a -wal that was never merged.
    let out = dir.path().join("out");
    fs::create_dir_all(out.join("w")).unwrap();
    let mut writer = Writer::start(&out.join("w/x.db"), "WAL ten");
    writer.committed();
    writer.kill();
    assert!(fs::metadata(out.join("w/x.db-wal")).unwrap().len() > 0);
    copy_tree(&[&wallet], &out, true);
    assert_eq!(fs::read_dir(out.join("w")).unwrap().count(), 1);
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
    assert_eq!(check(&Seen::of(&[&out.join("w")]), "w/x.db"), 3);
}
