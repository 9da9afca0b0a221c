//! Openings: a release, the rosters, the root.

use std::process::{Command, Stdio};

use dlocker_stories::Phone;

use super::table::Table;

/// Openings with the kit (no Argon2id) and with the PIN, beside a process that does nothing.
pub(super) fn measure(phone: &Phone, table: &mut Table) {
    table.median("opening with a kit: rehearse, whole process", 21, |_| {
        drop(phone.run(["rehearse", "--kit-file", "kit.txt"]).done())
    });
    table.median("opening with a PIN: rehearse, whole process", 11, |_| {
        drop(phone.run(["rehearse", "--pin-file", "pin.txt"]).done())
    });
    table.median("beside: the same program, saying its version", 21, |_| drop(phone.run(["--version"]).done()));
    if let Some(signatures) = openssl_p256() {
        println!("beside: {signatures}");
    }
}

/// What the system's OpenSSL says of ECDH on P-256: one is the least that an opening costs either side.
fn openssl_p256() -> Option<String> {
    let speed =
        Command::new("openssl").args(["speed", "-seconds", "1", "ecdhp256"]).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&speed.stdout).into_owned();
    text.lines().rfind(|l| l.contains("nistp256")).map(|l| format!("OpenSSL{l} (ECDH, op and op/s)"))
}
