//! How a wallet is opened and walked, and what is said about what can't be kept.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use dlocker_wallet::{Extent, FileRead, Meta, OpenError, ReadError, Skipped, Unread, VisitError, Visitor, Wallet};
use kit::Seen;
use rustix::fs::{CWD, Mode};

fn refused(paths: &[&Path]) -> OpenError {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    match Wallet::open(&paths) {
        Err(error) => error,
        Ok(_) => panic!("{paths:?} were opened"),
    }
}

fn top(path: &Path) -> Vec<u8> {
    Seen::of(&[path]).files.into_keys().next().unwrap()
}

#[test]
fn a_given_path_is_kept_under_its_last_name_however_it_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let base = dir.path().canonicalize().unwrap();
    fs::create_dir_all(base.join("wallet/sub")).unwrap();
    fs::write(base.join("wallet/f"), "x").unwrap();
    for written in ["wallet", "wallet/", "wallet//", "wallet/.", "wallet/sub/..", "wallet/./sub/../."] {
        assert_eq!(top(&base.join(written)), b"wallet/f", "{written}");
    }
    assert_eq!(top(&base.join("wallet/f")), b"f");
    assert_eq!(top(&base.join("wallet/f/")), b"f");
}

#[test]
fn paths_that_would_mix_or_lead_nowhere_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    for folder in ["a/same", "b/same", "c"] {
        fs::create_dir_all(path(folder)).unwrap();
    }
    symlink("nowhere", path("dangling")).unwrap();
    assert!(matches!(refused(&[&path("a/same"), &path("c"), &path("b/same/")]), OpenError::SameName(..)));
    assert!(matches!(refused(&[&path("c"), &path("c")]), OpenError::SameName(..)));
    assert!(matches!(refused(&[&path("missing")]), OpenError::Missing(_)));
    assert!(matches!(refused(&[&path("dangling")]), OpenError::Missing(_)));
    assert!(matches!(refused(&[Path::new("/")]), OpenError::NoName(_)));
    assert!(matches!(refused(&[]), OpenError::Nothing));
}

#[test]
fn a_given_link_is_followed_and_one_inside_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::create_dir(path("real")).unwrap();
    fs::write(path("real/f"), "x").unwrap();
    symlink("real", path("given")).unwrap();
    symlink("/", path("real/root")).unwrap();
    symlink("real/f", path("file")).unwrap();
    assert_eq!(Seen::of(&[&path("given")]).order, ["enter given", "file given/f", "link to / given/root"]);
    assert_eq!(Seen::of(&[&path("file")]).order, ["file file"]);
}

#[test]
fn entries_come_sorted_by_the_bytes_of_their_names() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["b/2", "b/10", "a", "b-x", "B", "é", "b/sub/z"] {
        let path = dir.path().join("w").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, name).unwrap();
    }
    fs::write(dir.path().join("a"), "").unwrap();
    let order = [
        "file a",
        "enter w",
        "file w/B",
        "file w/a",
        "enter w/b",
        "file w/b/10",
        "file w/b/2",
        "enter w/b/sub",
        "file w/b/sub/z",
        "file w/b-x",
        "file w/é",
    ];
    assert_eq!(Seen::of(&[&dir.path().join("w"), &dir.path().join("a")]).order, order);
}

#[test]
fn what_holds_no_data_is_named_and_not_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let wallet = dir.path().join("w");
    fs::create_dir(&wallet).unwrap();
    let _socket = UnixListener::bind(wallet.join("agent.sock")).unwrap();
    rustix::fs::mkfifoat(CWD, wallet.join("pipe"), Mode::RUSR).unwrap();
    let seen = Seen::of(&[&wallet]);
    let skipped = [(b"w/agent.sock".to_vec(), Skipped::Socket), (b"w/pipe".to_vec(), Skipped::Pipe)];
    assert_eq!((&seen.skipped[..], seen.unread.len()), (&skipped[..], 0));
    assert_eq!(Seen::of(&[Path::new("/dev/null")]).skipped, [(b"null".to_vec(), Skipped::Device)]);
}

/// Runs the scan as a user without rights: the role of a child process, see below.
#[test]
fn the_unprivileged_process() {
    let Some(wallet) = std::env::var_os("DLOCKER_TEST_UNPRIVILEGED") else { return };
    let seen = Seen::of(&[Path::new(&wallet)]);
    println!("said {:?} {:?}", seen.order, seen.unread);
}

#[test]
fn what_may_not_be_read_is_reported_and_the_rest_kept() {
    use std::os::unix::process::CommandExt;
    let dir = tempfile::tempdir_in("/tmp").unwrap();
    kit::set_mode(dir.path(), 0o755);
    let wallet = dir.path().join("w");
    fs::create_dir_all(wallet.join("closed")).unwrap();
    fs::write(wallet.join("open"), "1").unwrap();
    fs::write(wallet.join("secret"), "2").unwrap();
    kit::set_mode(&wallet.join("secret"), 0);
    kit::set_mode(&wallet.join("closed"), 0);
    // Root reads everything: the scan is done by a child that is nobody, from a copy of this program that nobody may run.
    let program = dir.path().join("test");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut child = std::process::Command::new(&program);
    child.args(["--exact", "the_unprivileged_process", "--nocapture"]).env("DLOCKER_TEST_UNPRIVILEGED", &wallet);
    if rustix::process::geteuid().is_root() {
        child.uid(65534).gid(65534);
    }
    let said = String::from_utf8(child.current_dir(dir.path()).output().unwrap().stdout).unwrap();
    let order = r#"["enter w", "enter w/closed", "file w/open"]"#;
    let unread = format!("{:?}", [(b"w/closed".to_vec(), Unread::Denied), (b"w/secret".to_vec(), Unread::Denied)]);
    assert!(said.contains(order) && said.contains(&unread), "{said}");
}

/// Changes each file while it is read, as often as told.
struct Meddler {
    _held: tempfile::TempDir,
    dir: PathBuf,
    times: usize,
    offers: usize,
    kept: Vec<(Vec<u8>, Vec<u8>)>,
    unread: Vec<(Vec<u8>, Unread)>,
    act: fn(&Path),
}

impl Meddler {
    fn meddle(times: usize, act: fn(&Path)) -> Meddler {
        let dir = tempfile::tempdir().unwrap();
        let wallet = dir.path().join("w");
        fs::create_dir(&wallet).unwrap();
        fs::write(wallet.join("f"), vec![b'x'; 3 << 20]).unwrap();
        let mut meddler =
            Meddler { _held: dir, dir: wallet.clone(), times, offers: 0, kept: vec![], unread: vec![], act };
        kit::open(&[&wallet]).visit(&mut meddler).unwrap();
        meddler
    }
}

impl Visitor for Meddler {
    fn enter_folder(&mut self, _: &[u8], _: &Meta) -> Result<(), VisitError> {
        Ok(())
    }

    fn leave_folder(&mut self) -> Result<(), VisitError> {
        Ok(())
    }

    fn link(&mut self, _: &[u8], _: &Meta, _: &[u8]) -> Result<(), VisitError> {
        Ok(())
    }

    fn file(&mut self, name: &[u8], file: &mut dyn FileRead) -> Result<(), VisitError> {
        self.offers += 1;
        let (mut all, mut buf) = (Vec::new(), Vec::new());
        let mut left = file.next_extent(&mut buf, 1 << 20)?;
        if self.offers <= self.times {
            (self.act)(&self.dir.join("f"));
        }
        while let Some(Extent::Data { .. }) = left {
            all.extend_from_slice(&buf);
            left = file.next_extent(&mut buf, 1 << 20)?;
        }
        self.kept.push((name.to_vec(), all));
        Ok(())
    }

    fn unread(&mut self, path: &[u8], why: Unread) {
        self.unread.push((path.to_vec(), why));
    }

    fn skipped(&mut self, _: &[u8], _: Skipped) {}
}

const CHANGES: [fn(&Path); 6] = [
    |path| fs::write(path, b"shorter").unwrap(),
    |path| {
        fs::OpenOptions::new()
            .append(true)
            .open(path)
            .map(|mut f| std::io::Write::write_all(&mut f, b"longer").unwrap())
            .unwrap()
    },
    |path| {
        std::os::unix::fs::FileExt::write_all_at(&fs::OpenOptions::new().write(true).open(path).unwrap(), b"y", 5)
            .unwrap()
    },
    |path| fs::remove_file(path).and_then(|()| fs::write(path, b"another")).unwrap(),
    |path| fs::rename(path, path.with_extension("moved")).and_then(|()| fs::write(path, b"another")).unwrap(),
    // A change whose maker puts the time back: only the time of the change itself tells.
    |path| {
        let time = fs::metadata(path).unwrap().modified().unwrap();
        let file = fs::OpenOptions::new().write(true).open(path).unwrap();
        std::os::unix::fs::FileExt::write_all_at(&file, b"y", 5).unwrap();
        file.set_modified(time).unwrap();
    },
];

#[test]
fn a_file_that_changes_once_is_read_again_from_the_beginning() {
    for (i, act) in CHANGES.into_iter().enumerate() {
        let meddler = Meddler::meddle(1, act);
        assert_eq!((meddler.offers, meddler.unread.len(), meddler.kept.len()), (2, 0, 1), "change {i}");
        assert_eq!(meddler.kept[0].1, fs::read(meddler.dir.join("f")).unwrap());
    }
}

#[test]
fn a_file_that_keeps_changing_is_reported_after_three_tries() {
    for act in CHANGES {
        let meddler = Meddler::meddle(usize::MAX, act);
        assert_eq!((meddler.offers, meddler.kept.len()), (3, 0));
        assert_eq!(meddler.unread, [(b"w/f".to_vec(), Unread::Changing)]);
    }
}

#[test]
fn a_file_that_is_removed_while_it_is_read_is_reported() {
    let meddler = Meddler::meddle(1, |path| fs::remove_file(path).unwrap());
    assert_eq!(meddler.unread, [(b"w/f".to_vec(), Unread::Gone)]);
}

#[test]
fn a_visitor_can_stop_and_its_reason_comes_out() {
    struct Stops;
    impl Visitor for Stops {
        fn enter_folder(&mut self, _: &[u8], _: &Meta) -> Result<(), VisitError> {
            Err(VisitError::stop("enough"))
        }
        fn leave_folder(&mut self) -> Result<(), VisitError> {
            panic!("went on")
        }
        fn link(&mut self, _: &[u8], _: &Meta, _: &[u8]) -> Result<(), VisitError> {
            panic!("went on")
        }
        fn file(&mut self, _: &[u8], _: &mut dyn FileRead) -> Result<(), VisitError> {
            panic!("went on")
        }
        fn unread(&mut self, _: &[u8], _: Unread) {}
        fn skipped(&mut self, _: &[u8], _: Skipped) {}
    }
    let dir = tempfile::tempdir().unwrap();
    let error = kit::open(&[dir.path()]).visit(&mut Stops).unwrap_err();
    assert_eq!(error.to_string(), "enough");
}

#[test]
fn a_file_that_only_claims_to_be_empty_is_not_kept_as_empty() {
    // The kernel's own files say that they have no bytes.
    let mut seen = Seen::default();
    kit::open(&[Path::new("/proc/self/status")]).visit(&mut seen).unwrap();
    assert_eq!((seen.files.len(), &seen.unread[..]), (0, &[(b"status".to_vec(), Unread::Changing)][..]));
    assert!(matches!(VisitError::from(ReadError::Changed), VisitError::File(_)));
}

#[test]
fn short_texts_are_single_lines_that_are_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| fs::write(dir.path().join(name), content).unwrap();
    fs::create_dir_all(dir.path().join("a/b")).unwrap();
    file("a/b/passphrase.txt", "correct horse\n");
    file("two-lines", "a\nb\n");
    file("empty", "");
    file("long", &"x".repeat(300));
    file("control", "a\u{7}b");
    file("token", "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP");
    std::os::unix::fs::symlink("a/b/passphrase.txt", dir.path().join("link")).unwrap();
    let wallet = Wallet::open(&[dir.path().to_owned()]).unwrap();
    let found = wallet.short_texts(256, 10);
    let texts: Vec<&str> = found.iter().map(|short| short.text.as_str()).collect();
    assert_eq!(texts, ["correct horse"]);
    assert!(found[0].path.ends_with(b"/a/b/passphrase.txt"));
    assert!(wallet.short_texts(256, 0).is_empty());
}
