//! `dlocker backup --watch`: backed up after a change, without being asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dlocker_stories::exit::DONE;
use dlocker_stories::program::{Programs, Running, workspace};
use dlocker_stories::town::ids;
use dlocker_stories::tree::assert_same;
use dlocker_stories::wallet::Database;
use dlocker_stories::{Phone, Town};

/// How long a story is patient with a backup that should come by itself.
const PATIENCE: Duration = Duration::from_secs(60);

fn watch(phone: &Phone, at_most: &str) -> Running {
    phone.start(["backup", "wallet", "--watch", "--quiet-for", "1s", "--at-most", at_most])
}

/// Waits until the program has told of so many backups; gives all that it said.
#[track_caller]
fn backups(running: &Running, number: usize) -> String {
    let started = Instant::now();
    loop {
        let said = running.said();
        if said.lines().filter(|line| line.starts_with("Backed up as number ")).count() >= number {
            return said;
        }
        assert!(started.elapsed() < PATIENCE, "never {number} backups: {said}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_wallet_is_backed_up_after_each_change_and_the_program_ends_when_it_is_asked_to() {
    let town = Town::new();
    let running = watch(&town.phone, "10m");
    backups(&running, 1);
    town.scene.write("wallet/deep/down/new.txt", "new");
    backups(&running, 2);
    town.scene.write("wallet/deep/down/new.txt", "changed");
    let said = backups(&running, 3);
    assert_eq!(said.lines().count(), 3, "one line for each: {said}");
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(running.said().lines().count(), 3, "and none without a change");
    let ended = running.stop().ends_with(DONE);
    assert!(ended.stdout.contains("Stopped. 3 backups"), "{}", ended.story());
    assert_eq!(ids(&town.phone.json(["snapshots"])).len(), 4);
    town.phone.restore("back");
    assert_same(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
}

/// Each thread of the program, with what `nice` gave it (proc(5), field 19 of `stat`).
fn niceness(running: &Running) -> Vec<String> {
    let tasks = std::fs::read_dir(format!("/proc/{}/task", running.id())).unwrap();
    let stats = tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("stat")).ok());
    stats.map(|stat| stat.rsplit_once(')').unwrap().1.split_whitespace().nth(16).unwrap().to_owned()).collect()
}

#[test]
fn everything_else_on_the_machine_comes_first() {
    let town = Town::new();
    let running = watch(&town.phone, "10m");
    backups(&running, 1);
    let nice = niceness(&running);
    assert!(nice.len() > 1 && nice.iter().all(|nice| nice == "19"), "of the threads: {nice:?}");
    running.stop().ends_with(DONE);
}

#[test]
fn a_bank_that_is_gone_is_told_once_and_tried_again() {
    let mut town = Town::new();
    let running = watch(&town.phone, "10m");
    backups(&running, 1);
    town.bank.stop();
    town.scene.write("wallet/new.txt", "new");
    std::thread::sleep(Duration::from_secs(6));
    town.bank.start();
    backups(&running, 2);
    let ended = running.stop().ends_with(DONE);
    assert_eq!(ended.stderr.matches("Not backed up yet").count(), 1, "{}", ended.story());
}

#[test]
fn what_never_rests_is_backed_up_all_the_same() {
    let town = Town::new();
    let database = Database::make(&town.scene.path("wallet/store.db"), 200);
    let writer = database.writer();
    let stop = Arc::new(AtomicBool::new(false));
    let (path, stopping) = (town.scene.path("wallet/counter.txt"), Arc::clone(&stop));
    let counting = std::thread::spawn(move || {
        for number in 0_u64.. {
            std::fs::write(&path, number.to_string()).unwrap();
            std::thread::sleep(Duration::from_millis(50));
            if stopping.load(Ordering::Relaxed) {
                return;
            }
        }
    });
    let running = watch(&town.phone, "2s");
    backups(&running, 3);
    stop.store(true, Ordering::Relaxed);
    counting.join().unwrap();
    writer.stop();
    running.stop().ends_with(DONE);
    town.phone.restore("back");
    assert!(Database::rows(&town.scene.path("back/wallet/store.db")) >= 200);
}

/// The examples for systemd are what systemd understands.
#[test]
fn the_units_in_the_manual_are_sound() {
    let units = ["dlocker-backup.service", "dlocker-backup.timer", "dlocker-watch.service"];
    let folder = tempfile::tempdir().unwrap();
    let program = Programs::get().owner.display().to_string();
    let mut paths = Vec::new();
    for unit in units {
        let example = std::fs::read_to_string(workspace().join("docs/use/systemd").join(unit)).unwrap();
        assert!(example.contains("[Install]") || unit == "dlocker-backup.service", "{unit} is never started");
        if unit.ends_with(".service") {
            assert!(example.contains("ExecStart=%h/.local/bin/dlocker backup "), "{unit}");
            assert!(example.contains("Nice=19") && example.contains("IOSchedulingClass=idle"), "{unit}");
        }
        let path = folder.path().join(unit);
        std::fs::write(&path, example.replace("%h/.local/bin/dlocker", &program)).unwrap();
        paths.push(path);
    }
    assert_eq!(told_of(folder.path(), &paths), Vec::<String>::new());
    // And it would say so.
    let broken = std::fs::read_to_string(&paths[2]).unwrap().replace("Restart=", "Restrat=");
    std::fs::write(&paths[2], broken).unwrap();
    assert_eq!(told_of(folder.path(), &paths).len(), 1);
}

/// What systemd finds wrong with these units. Without a folder for what runs it says nothing at all.
fn told_of(folder: &Path, units: &[PathBuf]) -> Vec<String> {
    let mut verify = std::process::Command::new("systemd-analyze");
    verify.args(["--user", "--man=no", "verify"]).args(units).env("XDG_RUNTIME_DIR", folder);
    let verified =
        verify.output().unwrap_or_else(|e| panic!("systemd-analyze can't be started ({e}); install systemd"));
    let told = String::from_utf8_lossy(&verified.stderr).into_owned();
    assert!(!told.contains("Failed to initialize manager"), "{told}");
    let names: Vec<String> =
        units.iter().map(|unit| unit.file_name().unwrap().to_string_lossy().into_owned()).collect();
    let ours = told.lines().filter(|line| names.iter().any(|name| line.contains(name.as_str())));
    ours.map(str::to_owned).collect()
}
