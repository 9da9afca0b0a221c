//! What is on disks but in few tests: odd names, odd times, odd modes, links, holes, nothing at all.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _, symlink};
use std::path::Path;

use super::noise;
use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};

/// Fills `folder` with them. A SQLite file is not among them: see [`super::Database`].
pub fn odd_things(folder: &Path) {
    fs::create_dir_all(folder).expect("the folder can be made");
    names(folder);
    links(folder);
    sizes(folder);
    modes(folder);
    times(folder);
}

fn names(folder: &Path) {
    let names: [&[u8]; 9] = [
        b"with space",
        b"new\nline",
        b"\xff\xfenot utf-8",
        b"-rf",
        b"quote'\"\\",
        b"trailing.",
        b" ",
        "ключ-🔑".as_bytes(),
        b"*",
    ];
    for name in names {
        fs::write(folder.join(OsStr::from_bytes(name)), name).expect("the file can be written");
    }
    fs::write(folder.join("n".repeat(255)), "long").expect("the file can be written");
    let deep = (0..40).fold(folder.join("deep"), |path, n| path.join(format!("level-{n}")));
    fs::create_dir_all(&deep).expect("the folders can be made");
    fs::write(deep.join("bottom"), "here").expect("the file can be written");
    fs::create_dir_all(folder.join("empty/emptier")).expect("the folders can be made");
}

fn links(folder: &Path) {
    let links =
        [("to-a-file", "with space"), ("to-nowhere", "no/such/thing"), ("to-a-folder", "empty"), ("out", "/etc")];
    for (name, target) in links {
        symlink(target, folder.join(name)).expect("the link can be made");
    }
    symlink(OsStr::from_bytes(b"\xffodd\n"), folder.join("to-odd-bytes")).expect("the link can be made");
}

fn sizes(folder: &Path) {
    File::create(folder.join("nothing")).expect("the file can be made");
    let sparse = File::create(folder.join("sparse")).expect("the file can be made");
    sparse.set_len(256 << 20).expect("it can be made long");
    sparse.write_all_at(b"island", 100 << 20).expect("it can be written");
    let hole = File::create(folder.join("only-a-hole")).expect("the file can be made");
    hole.set_len(8 << 20).expect("it can be made long");
    fs::write(folder.join("three megabytes"), noise(3_000_017, 1)).expect("the file can be written");
}

fn modes(folder: &Path) {
    for mode in [0o400, 0o600, 0o755, 0o4755, 0o1644, 0o666] {
        let path = folder.join(format!("mode-{mode:o}"));
        fs::write(&path, "mode").expect("the file can be written");
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("the mode can be set");
    }
    let closed = folder.join("read-only");
    fs::create_dir(&closed).expect("the folder can be made");
    fs::write(closed.join("inside"), "inside").expect("the file can be written");
    fs::set_permissions(closed, Permissions::from_mode(0o500)).expect("the mode can be set");
}

fn times(folder: &Path) {
    set_time(&folder.join("nothing"), -1_000_000_000, 1);
    set_time(&folder.join("with space"), 1_700_000_000, 123_456_789);
    set_time(&folder.join("to-nowhere"), 1_600_000_000, 987_654_321);
    set_time(&folder.join("empty/emptier"), 4_000_000_000, 999_999_999);
    set_time(&folder.join("empty"), 1, 2);
    set_time(&folder.join("deep/level-0"), 1_234_567_890, 5);
    set_time(folder, 1_650_000_000, 42);
}

fn set_time(path: &Path, tv_sec: i64, tv_nsec: i64) {
    let time = Timespec { tv_sec, tv_nsec };
    let times = Timestamps { last_access: time, last_modification: time };
    utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW).expect("the time can be set");
}
