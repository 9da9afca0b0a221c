//! A restore that was interrupted, and the next one into the same folder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use dlocker_wallet::{FileId, Meta, Target, TargetError};
use tempfile::TempDir;

const META: Meta = Meta { mode: 0o640, mtime_secs: 1_700_000_000, mtime_nanos: 5 };
const PART: [u8; 16] = [7; 16];
const MARK: [u8; 32] = [8; 32];

/// Lays out two files: eight bytes, and eight bytes after a hole.
fn lay_out(target: &mut Target) -> [FileId; 2] {
    target.folder(&[b"w"], &Meta { mode: 0o500, ..META }).unwrap();
    target.link(&[b"w", b"link"], &META, b"a").unwrap();
    let a = target.file(&[b"w", b"a"], &META, 8).unwrap();
    let b = target.file(&[b"w", b"b"], &META, 1 << 20).unwrap();
    target.hole(b, 0, (1 << 20) - 8).unwrap();
    [a, b]
}

fn write(target: &mut Target, [a, b]: [FileId; 2]) {
    target.write_at(a, 0, b"contents").unwrap();
    target.write_at(b, (1 << 20) - 8, b"the end.").unwrap();
}

/// What is in the two files, read through the target.
fn read(target: &mut Target, [a, b]: [FileId; 2]) -> (Vec<u8>, Vec<u8>) {
    let (mut first, mut second) = (vec![0; 8], vec![0; 1 << 20]);
    target.read_at(a, 0, &mut first).unwrap();
    target.read_at(b, 0, &mut second).unwrap();
    (first, second)
}

fn written() -> (Vec<u8>, Vec<u8>) {
    let mut second = vec![0; (1 << 20) - 8];
    second.extend(b"the end.");
    (b"contents".to_vec(), second)
}

/// A restore that was interrupted after its one part.
fn interrupted() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut target = Target::open(dir.path(), false).unwrap();
    let files = lay_out(&mut target);
    write(&mut target, files);
    target.mark(PART, MARK).unwrap();
    assert!(target.leave());
    dir
}

fn staging(dir: &Path) -> PathBuf {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = names.filter(|path| path.to_string_lossy().contains("/.dlocker-restore-")).collect();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// Everything under its name, as it should be, and nothing else.
fn is_restored(dir: &Path) {
    let names = |dir: &Path| {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!((names(dir), names(&dir.join("w"))), (vec!["w".into()], vec!["a".into(), "b".into(), "link".into()]));
    assert_eq!(fs::read(dir.join("w/a")).unwrap(), written().0);
    assert_eq!(fs::read(dir.join("w/b")).unwrap(), written().1);
    let meta = fs::metadata(dir.join("w/b")).unwrap();
    assert_eq!((meta.mode() & 0o7777, meta.mtime(), meta.mtime_nsec()), (0o640, 1_700_000_000, 5));
    assert!(meta.blocks() * 512 < 64 << 10, "the hole takes {} blocks", meta.blocks());
    assert_eq!(fs::metadata(dir.join("w")).unwrap().mode() & 0o7777, 0o500);
}

#[test]
fn what_was_marked_is_there_for_the_next_restore() {
    let dir = interrupted();
    let mut target = Target::open(dir.path(), false).unwrap();
    assert_eq!(target.marks(&PART), [MARK]);
    assert!(target.marks(&[9; 16]).is_empty());
    let files = lay_out(&mut target);
    assert_eq!(read(&mut target, files), written());
    target.finish().unwrap();
    is_restored(dir.path());
}

#[test]
fn nothing_is_kept_of_a_restore_that_marked_nothing_or_was_given_up() {
    let dir = tempfile::tempdir().unwrap();
    let mut target = Target::open(dir.path(), false).unwrap();
    lay_out(&mut target);
    assert!(!target.leave());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    let dir = interrupted();
    let mut target = Target::open(dir.path(), false).unwrap();
    lay_out(&mut target);
    drop(target);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_wrong_secret_before_the_first_file_costs_nothing_of_it() {
    let dir = interrupted();
    drop(Target::open(dir.path(), false).unwrap());
    assert_eq!(Target::open(dir.path(), false).unwrap().marks(&PART), [MARK]);
}

#[test]
fn a_journal_that_was_cut_short_counts_as_far_as_it_is_whole() {
    let dir = interrupted();
    let journal = staging(dir.path()).join("journal");
    let whole = fs::read(&journal).unwrap();
    fs::write(&journal, [whole.as_slice(), &whole[..20]].concat()).unwrap();
    let mut target = Target::open(dir.path(), false).unwrap();
    assert_eq!(target.marks(&PART), [MARK]);
    target.mark([1; 16], [2; 32]).unwrap();
    assert!(target.leave());
    let target = Target::open(dir.path(), false).unwrap();
    assert_eq!((target.marks(&[1; 16]), target.marks(&PART)), (&[[2; 32]][..], &[MARK][..]));
}

#[test]
fn what_another_program_left_in_the_holes_or_in_place_of_a_file_goes() {
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("other"), b"12345678").unwrap();
    let changes: [fn(&Path, &Path); 7] = [
        |staging, _| File::options().write(true).open(staging.join("0/b")).unwrap().write_all_at(b"!", 4000).unwrap(),
        |staging, _| File::options().write(true).open(staging.join("0/a")).unwrap().set_len(9).unwrap(),
        |staging, other| {
            fs::remove_file(staging.join("0/a")).unwrap();
            symlink(other, staging.join("0/a")).unwrap();
        },
        |staging, other| {
            fs::remove_file(staging.join("0/a")).unwrap();
            fs::hard_link(other, staging.join("0/a")).unwrap();
        },
        |staging, _| fs::remove_file(staging.join("0/b")).unwrap(),
        |staging, _| fs::write(staging.join("0/c"), b"of another backup").unwrap(),
        |staging, other| {
            fs::remove_dir_all(staging.join("0")).unwrap();
            symlink(other.parent().unwrap(), staging.join("0")).unwrap();
        },
    ];
    for change in changes {
        let dir = tempfile::tempdir_in(secret.path()).unwrap();
        let mut target = Target::open(dir.path(), false).unwrap();
        let files = lay_out(&mut target);
        write(&mut target, files);
        target.mark(PART, MARK).unwrap();
        target.leave();
        change(&staging(dir.path()), &secret.path().join("other"));
        let mut target = Target::open(dir.path(), false).unwrap();
        let files = lay_out(&mut target);
        // The caller's check of the mark fails, and the part is written again.
        write(&mut target, files);
        target.finish().unwrap();
        is_restored(dir.path());
        assert_eq!(fs::read(secret.path().join("other")).unwrap(), b"12345678");
    }
}

#[test]
fn what_others_could_have_made_is_thrown_away() {
    let changes: [fn(&Path); 3] = [
        |staging| fs::set_permissions(staging, Permissions::from_mode(0o770)).unwrap(),
        |staging| fs::write(staging.join("journal"), b"not a journal").unwrap(),
        |staging| {
            fs::rename(staging.join("journal"), staging.join("9")).unwrap();
            symlink("9", staging.join("journal")).unwrap();
        },
    ];
    for change in changes {
        let dir = interrupted();
        change(&staging(dir.path()));
        let target = Target::open(dir.path(), false).unwrap();
        assert!(target.marks(&PART).is_empty());
        assert_eq!(fs::read_dir(staging(dir.path())).unwrap().count(), 0, "nothing of it is left");
    }
}

/// As after a `kill -9` while things are put under their names: the journal says so, and some are there.
fn interrupted_while_placing(placed: &[&str]) -> TempDir {
    let dir = interrupted();
    let (staging, w) = (staging(dir.path()), dir.path().join("w"));
    fs::create_dir(&w).unwrap();
    for name in ["a", "b"] {
        let from = staging.join("0").join(name);
        fs::set_permissions(&from, Permissions::from_mode(0o640)).unwrap();
        let time = std::time::UNIX_EPOCH + std::time::Duration::new(1_700_000_000, 5);
        File::options().write(true).open(&from).unwrap().set_modified(time).unwrap();
        if placed.contains(&name) {
            fs::rename(from, w.join(name)).unwrap();
        }
    }
    if placed.contains(&"link") {
        symlink("a", w.join("link")).unwrap();
        fs::set_permissions(&w, Permissions::from_mode(0o500)).unwrap();
    }
    if placed == ["folder"] {
        fs::remove_dir(&w).unwrap();
        fs::rename(staging.join("0"), &w).unwrap();
    }
    let journal = staging.join("journal");
    let whole = fs::read(&journal).unwrap();
    fs::write(journal, [whole.as_slice(), &[0xff; 48]].concat()).unwrap();
    dir
}

#[test]
fn a_restore_that_was_putting_things_in_place_goes_on() {
    for placed in [&[][..], &["a"], &["a", "b"], &["a", "b", "link"], &["folder"]] {
        let dir = interrupted_while_placing(placed);
        let mut target = Target::open(dir.path(), false).unwrap();
        let files = lay_out(&mut target);
        assert_eq!(read(&mut target, files), written(), "{placed:?}");
        target.finish().unwrap();
        is_restored(dir.path());
    }
}

#[test]
fn what_the_owner_changed_meanwhile_is_not_written_over() {
    let dir = interrupted_while_placing(&["a"]);
    fs::write(dir.path().join("w/a"), b"changed!").unwrap();
    let mut target = Target::open(dir.path(), false).unwrap();
    let files = lay_out(&mut target);
    write(&mut target, files);
    assert!(matches!(target.finish(), Err(TargetError::InTheWay(path)) if path == "w/a"));
    assert_eq!(fs::read(dir.path().join("w/a")).unwrap(), b"changed!");
}

#[test]
fn a_folder_that_holds_something_stays_refused_after_a_restore_that_put_nothing_in_place() {
    let dir = interrupted();
    fs::create_dir_all(dir.path().join("w/b")).unwrap();
    assert!(matches!(Target::open(dir.path(), false), Err(TargetError::NotEmpty(_))));
    assert_eq!(Target::open(dir.path(), true).unwrap().marks(&PART), [MARK], "and nothing of it was touched");
}

#[test]
fn the_journal_says_when_things_are_put_in_place() {
    let dir = tempfile::tempdir().unwrap();
    let mut target = Target::open(dir.path(), false).unwrap();
    for number in 0..3000 {
        target.file(&[b"w", format!("{number}").as_bytes()], &META, 0).unwrap();
    }
    target.mark(PART, MARK).unwrap();
    let journal = staging(dir.path()).join("journal");
    let finishing = std::thread::spawn(|| target.finish().unwrap());
    let mut lengths = Vec::new();
    while !finishing.is_finished() {
        lengths.extend(fs::metadata(&journal).map(|meta| meta.len()));
    }
    assert_eq!(lengths.last(), Some(&96), "and it goes last");
}
