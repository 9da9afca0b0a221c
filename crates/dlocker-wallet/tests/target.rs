//! What a target accepts, refuses and leaves behind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

use dlocker_wallet::{FileId, Meta, Target, TargetError};
use kit::listing;
use tempfile::TempDir;

const META: Meta = Meta { mode: 0o644, mtime_secs: 1_000_000_000, mtime_nanos: 5 };
const FOLDER: Meta = Meta { mode: 0o755, mtime_secs: 1_000_000_001, mtime_nanos: 6 };

fn fresh() -> (TempDir, Target) {
    let dir = tempfile::tempdir().unwrap();
    let target = Target::open(dir.path(), false).unwrap();
    (dir, target)
}

fn put(target: &mut Target, path: &[&[u8]], bytes: &[u8]) -> FileId {
    let id = target.file(path, &META, bytes.len() as u64).unwrap();
    target.write_at(id, 0, bytes).unwrap();
    id
}

fn count(dir: &Path) -> usize {
    fs::read_dir(dir).unwrap().count()
}

#[test]
fn hostile_names_are_refused_wherever_they_stand() {
    let (dir, mut target) = fresh();
    for bad in [b"".as_slice(), b".", b"..", b"a/b", b"/", b"../x", b"nul\0"] {
        for path in [vec![bad], vec![b"ok", bad], vec![bad, b"ok"]] {
            assert!(matches!(target.folder(&path, &FOLDER), Err(TargetError::Name(_))), "{path:?}");
            assert!(matches!(target.file(&path, &META, 1), Err(TargetError::Name(_))), "{path:?}");
            assert!(matches!(target.link(&path, &META, b"x"), Err(TargetError::Name(_))), "{path:?}");
        }
    }
    assert!(matches!(target.file(&[], &META, 1), Err(TargetError::Name(_))));
    for bad in [b"".as_slice(), b"a\0"] {
        assert!(matches!(target.link(&[b"l"], &META, bad), Err(TargetError::Name(_))));
    }
    target.finish().unwrap();
    assert_eq!(count(dir.path()), 0);
}

#[test]
fn one_path_cannot_be_two_things() {
    let (_dir, mut target) = fresh();
    put(&mut target, &[b"a"], b"1");
    for again in [target.folder(&[b"a"], &FOLDER), target.link(&[b"a"], &META, b"x")] {
        assert!(matches!(again, Err(TargetError::Clash(_))));
    }
    assert!(matches!(target.file(&[b"a"], &META, 1), Err(TargetError::Clash(_))));
}

#[test]
fn nothing_is_written_through_a_link_of_the_backup() {
    for order in [true, false] {
        let outside = tempfile::tempdir().unwrap();
        let (dir, mut target) = fresh();
        let link = |target: &mut Target| {
            let to = outside.path().to_str().unwrap().as_bytes().to_vec();
            target.link(&[b"a"], &META, &to).unwrap();
        };
        if order {
            link(&mut target);
        }
        put(&mut target, &[b"a", b"passwd"], b"evil");
        if !order {
            link(&mut target);
        }
        assert!(matches!(target.finish(), Err(TargetError::Clash(_))));
        assert_eq!((count(outside.path()), count(dir.path())), (0, 0));
    }
}

#[test]
fn nothing_is_written_through_a_link_in_the_target() {
    let outside = tempfile::tempdir().unwrap();
    let dir = tempfile::tempdir().unwrap();
    symlink(outside.path(), dir.path().join("w")).unwrap();
    fs::write(outside.path().join("victim"), "old").unwrap();
    for as_folder in [true, false] {
        let mut target = Target::open(dir.path(), true).unwrap();
        if as_folder {
            target.folder(&[b"w"], &FOLDER).unwrap();
        }
        put(&mut target, &[b"w", b"victim"], b"evil");
        assert!(matches!(target.finish(), Err(TargetError::InTheWay(_))));
    }
    assert_eq!(fs::read(outside.path().join("victim")).unwrap(), b"old");
}

#[test]
fn a_link_where_a_file_comes_back_is_replaced_and_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("victim"), "old").unwrap();
    symlink("victim", dir.path().join("f")).unwrap();
    let mut target = Target::open(dir.path(), true).unwrap();
    put(&mut target, &[b"f"], b"new");
    target.finish().unwrap();
    assert_eq!(fs::read(dir.path().join("victim")).unwrap(), b"old");
    assert!(dir.path().join("f").symlink_metadata().unwrap().is_file());
    assert_eq!(fs::read(dir.path().join("f")).unwrap(), b"new");
}

#[test]
fn a_target_that_holds_something_is_refused_unless_overwriting_is_allowed() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("w")).unwrap();
    fs::write(dir.path().join("w/mine"), "kept").unwrap();
    fs::write(dir.path().join("w/f"), "a longer old content").unwrap();
    assert!(matches!(Target::open(dir.path(), false), Err(TargetError::NotEmpty(_))));
    let mut target = Target::open(dir.path(), true).unwrap();
    target.folder(&[b"w"], &FOLDER).unwrap();
    put(&mut target, &[b"w", b"f"], b"new");
    target.finish().unwrap();
    assert_eq!(fs::read(dir.path().join("w/f")).unwrap(), b"new");
    assert_eq!(fs::read(dir.path().join("w/mine")).unwrap(), b"kept");
    assert_eq!(fs::metadata(dir.path().join("w")).unwrap().mtime(), FOLDER.mtime_secs);
}

#[test]
fn a_folder_is_never_replaced_by_a_file_nor_a_file_by_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("folder")).unwrap();
    fs::write(dir.path().join("file"), "1").unwrap();
    let before = listing(dir.path());
    let mut target = Target::open(dir.path(), true).unwrap();
    put(&mut target, &[b"folder"], b"x");
    assert!(matches!(target.finish(), Err(TargetError::InTheWay(_))));
    let mut target = Target::open(dir.path(), true).unwrap();
    target.folder(&[b"file"], &FOLDER).unwrap();
    assert!(matches!(target.finish(), Err(TargetError::InTheWay(_))));
    assert_eq!(listing(dir.path())[1..], before[1..]);
}

#[test]
fn a_missing_target_is_created_for_its_owner_only() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a/b");
    Target::open(&path, false).unwrap().finish().unwrap();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o700);
}

#[test]
fn nothing_has_its_name_before_the_end_and_nothing_stays_when_it_is_given_up() {
    let (dir, mut target) = fresh();
    let id = put(&mut target, &[b"w", b"f"], b"secret");
    // Small files are gathered; one that is read is on the disk.
    target.read_at(id, 0, &mut [0; 6]).unwrap();
    assert!(!dir.path().join("w").exists());
    let staging = fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    assert_eq!(fs::metadata(&staging).unwrap().mode() & 0o7777, 0o700);
    assert_eq!(count(&staging), 1);
    assert!(matches!(target.write_at(id, 3, b"beyond"), Err(TargetError::Outside)));
    assert!(matches!(target.write_at(id, u64::MAX, b"x"), Err(TargetError::Outside)));
    drop(target);
    assert_eq!(count(dir.path()), 0);
}

/// The role of a restore that is killed.
#[test]
fn the_restoring_process() {
    let Some(dir) = std::env::var_os("DLOCKER_TEST_RESTORES") else { return };
    let mut target = Target::open(Path::new(&dir), false).unwrap();
    put(&mut target, &[b"w", b"half"], b"half");
    println!("said begun");
    std::thread::sleep(std::time::Duration::from_secs(60));
}

#[test]
fn what_a_killed_restore_left_is_removed_and_a_running_one_is_not_disturbed() {
    use std::io::{BufRead, BufReader};
    let dir = tempfile::tempdir().unwrap();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_restoring_process", "--nocapture"])
        .env("DLOCKER_TEST_RESTORES", dir.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map(Result::unwrap).any(|line| line.contains("said begun")));
    for overwrite in [true, false] {
        assert!(matches!(Target::open(dir.path(), overwrite), Err(TargetError::InUse(_))));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(count(dir.path()), 1);
    Target::open(dir.path(), false).unwrap().finish().unwrap();
    assert_eq!(count(dir.path()), 0);
}

#[test]
fn pieces_of_many_files_arrive_mixed() {
    const FILES: usize = 1000;
    let (dir, mut target) = fresh();
    let ids: Vec<FileId> =
        (0..FILES).map(|i| target.file(&[b"w", i.to_string().as_bytes()], &META, 40).unwrap()).collect();
    for round in (0..10u64).rev() {
        for (i, id) in ids.iter().enumerate() {
            target.write_at(*id, round * 4, &((i as u32) ^ (round as u32)).to_be_bytes()).unwrap();
        }
    }
    assert_eq!(target.finish().unwrap().files, FILES as u64);
    for i in 0..FILES {
        let bytes: Vec<u8> = (0..10u32).flat_map(|round| ((i as u32) ^ round).to_be_bytes()).collect();
        assert_eq!(fs::read(dir.path().join("w").join(i.to_string())).unwrap(), bytes);
    }
    assert_eq!(fs::metadata(dir.path().join("w")).unwrap().mode() & 0o7777, 0o700, "a folder that was never announced");
}

/// So many small files that both writers have several batches, in folders that are there, that are not, and that were never announced.
#[test]
fn many_small_files_come_back_in_new_folders_and_in_old_ones() {
    const FILES: usize = 1500;
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("w/old")).unwrap();
    fs::write(dir.path().join("w/old/mine"), "kept").unwrap();
    let mut target = Target::open(dir.path(), true).unwrap();
    let folders: [&[&[u8]]; 5] = [&[b"w"], &[b"w", b"old"], &[b"w", b"new"], &[b"w", b"new", b"below"], &[b"x", b"y"]];
    for path in &folders[..4] {
        target.folder(path, &Meta { mode: 0o550, ..FOLDER }).unwrap();
    }
    let content = |folder: usize, file: usize| format!("{folder} {file} ").repeat(100 + file % 7).into_bytes();
    for (n, folder) in folders.iter().enumerate() {
        for file in 0..FILES {
            let name = file.to_string();
            put(&mut target, &[*folder, &[name.as_bytes()]].concat(), &content(n, file));
        }
    }
    assert!(!dir.path().join("x").exists() && !dir.path().join("w/new").exists());
    let finished = target.finish().unwrap();
    assert_eq!((finished.files, finished.folders, finished.not_exact), (5 * FILES as u64, 4, Vec::new()));
    for (n, folder) in ["w", "w/old", "w/new", "w/new/below", "x/y"].iter().enumerate() {
        let folder = dir.path().join(folder);
        for file in 0..FILES {
            let path = folder.join(file.to_string());
            let meta = fs::metadata(&path).unwrap();
            assert_eq!(fs::read(&path).unwrap(), content(n, file));
            assert_eq!((meta.mode() & 0o7777, meta.mtime(), meta.mtime_nsec()), (0o644, META.mtime_secs, 5));
        }
        assert_eq!(fs::metadata(folder).unwrap().mode() & 0o7777, if n < 4 { 0o550 } else { 0o700 });
    }
    assert_eq!((count(dir.path()), fs::read(dir.path().join("w/old/mine")).unwrap()), (2, b"kept".to_vec()));
}

/// The writers are threads: what one cannot write is told all the same, with the name of the file.
#[test]
fn what_cannot_be_written_is_told() {
    let (dir, mut target) = fresh();
    let long = [b'n'; 300];
    put(&mut target, &[b"w", b"a"], b"1");
    put(&mut target, &[b"w", &long], b"2");
    match target.finish() {
        Err(TargetError::Io { path, .. }) => assert!(path.contains("nnn"), "{path}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(count(dir.path()), 0);
}

#[test]
fn a_small_file_can_be_read_back_and_written_again_at_once() {
    let (dir, mut target) = fresh();
    let id = put(&mut target, &[b"w", b"f"], b"first");
    let mut read = [0; 5];
    target.read_at(id, 0, &mut read).unwrap();
    assert_eq!(&read, b"first");
    target.write_at(id, 3, b"xy").unwrap();
    target.finish().unwrap();
    assert_eq!(fs::read(dir.path().join("w/f")).unwrap(), b"firxy");
    assert_eq!(fs::metadata(dir.path().join("w/f")).unwrap().mode() & 0o7777, 0o644);
}

#[test]
fn what_the_backup_holds_beside_a_database_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["x.db", "x.db-wal", "x.db-shm"] {
        fs::write(dir.path().join(name), "old").unwrap();
    }
    let mut target = Target::open(dir.path(), true).unwrap();
    put(&mut target, &[b"x.db"], b"SQLite format 3\0 and no more");
    put(&mut target, &[b"x.db-wal"], b"new");
    target.finish().unwrap();
    assert_eq!(fs::read(dir.path().join("x.db-wal")).unwrap(), b"new");
    assert_eq!(count(dir.path()), 2);
}

#[test]
fn a_folder_restored_read_only_can_be_restored_again() {
    let dir = tempfile::tempdir().unwrap();
    for content in [b"1".as_slice(), b"2"] {
        let mut target = Target::open(dir.path(), true).unwrap();
        target.folder(&[b"w"], &Meta { mode: 0o500, ..FOLDER }).unwrap();
        put(&mut target, &[b"w", b"f"], content);
        target.finish().unwrap();
        assert_eq!(fs::read(dir.path().join("w/f")).unwrap(), content);
        assert_eq!(fs::metadata(dir.path().join("w")).unwrap().mode() & 0o7777, 0o500);
    }
}
