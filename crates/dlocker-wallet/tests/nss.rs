//! The databases of NSS, as `certutil` makes them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use std::fs;

use dlocker_wallet::Kind;
use kit::{Seen, run};

#[test]
fn a_database_of_nss_is_recognised() {
    let dir = tempfile::tempdir().unwrap();
    let wallet = dir.path().join("w");
    fs::create_dir(&wallet).unwrap();
    fs::write(dir.path().join("none"), "\n").unwrap();
    let folder = format!("sql:{}", wallet.display());
    run("certutil", &["-N", "-d", &folder, "-f", "none"], dir.path());
    let seen = Seen::of(&[&wallet]);
    let told =
        |name: &str| (seen.info(name).kind, seen.info(name).label.clone().unwrap_or_default(), seen.info(name).raw_key);
    assert_eq!(told("w/cert9.db"), (Kind::NssDatabase, "certificates".to_owned(), false));
    assert_eq!(told("w/key4.db"), (Kind::NssDatabase, "keys".to_owned(), true));
}
