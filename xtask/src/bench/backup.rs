//! Backups: one large file, many small ones, a small change; beside restic where it is installed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use dlocker_stories::outcome::number;
use dlocker_stories::wallet::{credentials, noise};
use dlocker_stories::{Phone, Scene};

use super::table::{Table, timed};
use crate::run::which;

const SMALL: usize = 20_000;

/// Each backup twice at least, with other content each time, so that nothing is there already.
pub(super) fn measure(scene: &Scene, phone: &Phone, table: &mut Table) -> Result<(), String> {
    let (large, small) = (scene.path("large"), scene.path("small"));
    fs::create_dir_all(&large).map_err(|e| e.to_string())?;
    table_of_large(&large, phone, table)?;
    for round in 0..3 {
        credentials(&small, SMALL, round);
        back_up(phone, "small", &format!("backup of {SMALL} credentials, round {}", round + 1), table);
    }
    change_some(&small)?;
    back_up(phone, "small", "backup after 1% of them changed", table);
    back_up(phone, "small", "backup after nothing changed", table);
    restore(phone, table);
    restic(scene, &small, table);
    Ok(())
}

fn table_of_large(large: &Path, phone: &Phone, table: &mut Table) -> Result<(), String> {
    for round in 0..3 {
        fs::write(large.join("random"), noise(256 << 20, round)).map_err(|e| e.to_string())?;
        back_up(phone, "large", &format!("backup of one file of 256 MiB, round {}", round + 1), table);
    }
    Ok(())
}

fn back_up(phone: &Phone, what: &str, name: &str, table: &mut Table) {
    let outcome = phone.run(["backup", what, "--json"]).done();
    let sent = number(&outcome.value(), "bytes_sent");
    table.note(name, outcome.took, &format!("{sent} bytes sent"));
}

fn restore(phone: &Phone, table: &mut Table) {
    table.median(&format!("restore of {SMALL} credentials"), 3, |n| {
        drop(phone.run(["restore", "--to", &format!("out-{n}"), "--kit-file", "kit.txt"]).done());
    });
}

fn change_some(folder: &Path) -> Result<(), String> {
    for n in (0..SMALL).step_by(100) {
        let path = folder.join(format!("{:03}/{n:05}.json", n / 500));
        fs::write(path, format!("{{\"changed\":{n}}}")).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// The same folder with restic, where it is installed: another deduplicating, encrypting backup, into a local folder.
fn restic(scene: &Scene, folder: &Path, table: &mut Table) {
    if which("restic").is_none() {
        println!("restic is not installed, so there is no row beside it (Debian: restic)");
        return;
    }
    let repository = scene.path("restic");
    let run = |args: &[&str]| {
        let mut command = Command::new("restic");
        command.arg("-r").arg(&repository).args(args).env("RESTIC_PASSWORD", "x").stdout(Stdio::null());
        assert!(command.status().is_ok_and(|s| s.success()), "restic {args:?} failed");
    };
    run(&["init"]);
    let folder = folder.to_string_lossy().into_owned();
    table.note("beside: restic, the same credentials, to a local folder", timed(|| run(&["backup", &folder])), "");
    table.note("beside: restic, after nothing changed", timed(|| run(&["backup", &folder])), "");
}
