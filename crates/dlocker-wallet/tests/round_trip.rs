//! What is read from a wallet and written back is the same wallet.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

use dlocker_wallet::Extent;
use kit::{Seen, copy_tree, listing, readable, set_mode, set_time};
use proptest::prelude::*;
use rustix::fs::{Mode, OFlags};

fn assert_comes_back(wallet: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    copy_tree(&[wallet], &out, false);
    assert_eq!(listing(wallet), listing(&out.join(wallet.file_name().unwrap())));
}

#[test]
fn bytes_names_modes_times_links_and_empty_folders_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let wallet = dir.path().join("wallet");
    fs::create_dir_all(wallet.join("sub/empty")).unwrap();
    for (name, mode, time) in [
        (b"id_ed25519".as_slice(), 0o400, (1_700_000_000, 123_456_789)),
        (b"new\nline", 0o644, (1, 1)),
        (b"\xff\xfe not utf-8", 0o600, (-86_400 * 3650, 999_999_999)),
        (b"\\xff", 0o000, (0, 0)),
        (b"setuid", 0o6755, (4_102_444_800, 5)),
        (b"zero", 0o640, (-1, 999_999_999)),
    ] {
        let path = wallet.join("sub").join(OsStr::from_bytes(name));
        fs::write(&path, if name == b"zero" { b"".as_slice() } else { name }).unwrap();
        set_mode(&path, readable(mode, false));
        set_time(&path, time.0, time.1);
    }
    for (name, target) in [("dangling", "no/where"), ("absolute", "/etc"), ("up", "../.."), ("same", "sub")] {
        symlink(target, wallet.join(name)).unwrap();
        set_time(&wallet.join(name), 1_234_567_890, 987_654_321);
    }
    set_mode(&wallet.join("sub/empty"), 0o1777);
    set_time(&wallet.join("sub/empty"), 77, 7);
    set_mode(&wallet.join("sub"), 0o500);
    set_time(&wallet.join("sub"), -5, 5);
    set_time(&wallet, 1_600_000_000, 42);
    assert_comes_back(&wallet);
}

#[test]
fn a_sparse_file_stays_sparse_and_its_holes_are_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sparse");
    let file = fs::File::create(&path).unwrap();
    file.set_len(1 << 30).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, b"in the middle", 500 << 20).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, b"end", (1 << 30) - 3).unwrap();
    drop(file);
    let out = dir.path().join("out");
    copy_tree(&[&path], &out, false);
    let copy = fs::metadata(out.join("sparse")).unwrap();
    assert_eq!(copy.len(), 1 << 30);
    assert!(copy.blocks() * 512 < 1 << 20, "{} blocks", copy.blocks());
    assert_eq!(fs::read(&path).unwrap(), fs::read(out.join("sparse")).unwrap());
}

#[test]
fn a_file_of_one_hole_is_one_hole() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hole");
    fs::File::create(&path).unwrap().set_len(5 << 20).unwrap();
    let seen = Seen::of(&[&path]);
    assert_eq!(seen.extents, [Extent::Hole { offset: 0, len: 5 << 20 }]);
}

#[test]
fn a_tree_deeper_than_any_path_or_limit_on_open_files_comes_back() {
    const DEPTH: usize = 1500;
    let dir = tempfile::tempdir().unwrap();
    let wallet = dir.path().join("deep");
    fs::create_dir(&wallet).unwrap();
    // Names so long that no path of the kernel could hold them all, and a file behind each folder in the order of names.
    let name = "d".repeat(20);
    let mut at: std::os::fd::OwnedFd = fs::File::open(&wallet).unwrap().into();
    for i in 0..DEPTH {
        for file in ["a", "z"] {
            let fd = rustix::fs::openat(&at, file, OFlags::CREATE | OFlags::WRONLY, Mode::RWXU).unwrap();
            rustix::io::write(fd, format!("{file}{i}").as_bytes()).unwrap();
        }
        rustix::fs::mkdirat(&at, &name, Mode::RWXU).unwrap();
        at = rustix::fs::openat(&at, &name, OFlags::DIRECTORY, Mode::empty()).unwrap();
    }
    let seen = Seen::of(&[&wallet]);
    assert_eq!((seen.files.len(), seen.unread.len()), (2 * DEPTH, 0));
    let out = dir.path().join("out");
    copy_tree(&[&wallet], &out, false);
    let back = Seen::of(&[&out.join("deep")]);
    assert!(seen.order == back.order && seen.files == back.files);
    for path in [&wallet, &out] {
        kit::run("rm", &["-rf", path.to_str().unwrap()], dir.path());
    }
}

#[test]
fn twenty_thousand_small_files_take_seconds() {
    // In memory where there is such a place: some disks take minutes to delete 40,000 files.
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let wallet = dir.path().join("many");
    for folder in 0..200 {
        fs::create_dir_all(wallet.join(folder.to_string())).unwrap();
        for file in 0..100 {
            fs::write(wallet.join(format!("{folder}/{file}")), format!("{{\"n\": {file}}}")).unwrap();
        }
    }
    // Only the wallet's own work is timed: making and deleting the trees takes longer than reading and restoring them.
    let out = dir.path().join("out");
    let (seen, read) = timed(|| Seen::of(&[&wallet]));
    let (_, restored) = timed(|| copy_tree(&[&wallet], &out, false));
    println!("read in {read:?}, read and restored in {restored:?}");
    assert_eq!(seen.files.len(), 20_000);
    assert_eq!(listing(&wallet), listing(&out.join("many")));
    assert!(read.as_secs() < 15, "reading took {read:?}");
    assert!(restored.as_secs() < 30, "reading and restoring took {restored:?}");
}

#[allow(clippy::disallowed_methods, reason = "measures")]
fn timed<T>(act: impl FnOnce() -> T) -> (T, std::time::Duration) {
    let start = std::time::Instant::now();
    let result = act();
    (result, start.elapsed())
}

#[derive(Debug, Clone)]
enum Node {
    File(Vec<u8>, u32),
    Link(Vec<u8>),
    Folder(Vec<(Vec<u8>, Node)>, u32),
}

fn name() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::num::u8::ANY, 1..12)
        .prop_filter("a name", |name| !name.contains(&b'/') && !name.contains(&0) && name != b"." && name != b"..")
}

fn tree() -> impl Strategy<Value = Node> {
    let file = (prop::collection::vec(any::<u8>(), 0..3000), 0u32..0o10000).prop_map(|(b, m)| Node::File(b, m));
    let leaf = prop_oneof![file, name().prop_map(Node::Link)];
    leaf.prop_recursive(4, 24, 6, |inner| {
        (prop::collection::vec((name(), inner), 0..6), 0u32..0o10000).prop_map(|(e, m)| Node::Folder(e, m))
    })
}

fn build(path: &Path, node: &Node, time: i64) {
    match node {
        Node::File(bytes, _) => fs::write(path, bytes).unwrap(),
        Node::Link(target) => symlink(OsStr::from_bytes(target), path).unwrap(),
        Node::Folder(entries, _) => {
            fs::create_dir(path).unwrap();
            for (i, (name, node)) in entries.iter().enumerate() {
                let path = path.join(OsStr::from_bytes(name));
                if path.symlink_metadata().is_err() {
                    build(&path, node, time.wrapping_mul(31).wrapping_add(i as i64) % 4_000_000_000);
                }
            }
        }
    }
    if let Node::File(_, mode) | Node::Folder(_, mode) = node {
        set_mode(path, readable(*mode, path.is_dir()));
    }
    set_time(path, time, time.rem_euclid(1_000_000_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_tree_comes_back(node in tree(), time in -2_000_000_000i64..4_000_000_000) {
        let dir = tempfile::tempdir().unwrap();
        let wallet = dir.path().join("wallet");
        build(&wallet, &Node::Folder(vec![(b"x".to_vec(), node)], 0o755), time);
        assert_comes_back(&wallet);
    }
}
