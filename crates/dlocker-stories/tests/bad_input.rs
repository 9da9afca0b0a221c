//! Files and settings that are not what they should be: said so in words, nothing done by halves, nothing panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::fs;
use std::time::Duration;

use dlocker_stories::canary::files;
use dlocker_stories::exit::{DONE, MISUSE};
use dlocker_stories::program::{Programs, Running};
use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Config, Outcome, Phone, Scene};

/// Runs `serve` with these settings; one that listens is killed after a while, and has no exit code.
fn serve(toml: &str) -> Outcome {
    let scene = Scene::new();
    scene.write("bank.toml", toml);
    let args = ["serve", "--data", "bank", "--listen", "127.0.0.1:0", "--config", "bank.toml"];
    let running = Running::start(&Programs::get().bank, scene.folder(), args);
    std::thread::sleep(Duration::from_millis(400));
    running.kill()
}

#[test]
fn settings_that_cannot_be_meant_are_refused() {
    let bad = [
        "[recovery]\nwait = 72\n",
        "[recovery]\nwait = \"72\"\n",
        "[recovery]\nwait = \"-1h\"\n",
        "[recovery]\nwait = \"soon\"\n",
        "[recovery]\nwait_min = \"48h\"\nwait_max = \"24h\"\n",
        "[recovery]\napprovals = 0\n",
        "[recovery]\napprovals = -1\n",
        "[recovery]\napprovals = \"two\"\n",
        "[recovery]\nwaitt = \"72h\"\n",
        "[recover]\nwait = \"72h\"\n",
        "[guesses]\npin = 0\n",
        "[guesses]\npin = 99999999999\n",
        "[guesses]\nfirst_wait = \"x\"\n",
        "[quota]\nlocker_bytes = \"10 apples\"\n",
        "[quota]\nlocker_bytes = -5\n",
        "[changes]\nwait = \"\"\n",
        "[rotation]\ngrace = 5.5\n",
        "not toml at all",
        "[recovery\n",
    ];
    for toml in bad {
        let outcome = serve(toml);
        assert_eq!(outcome.code, Some(MISUSE), "{toml:?} should be refused:\n{}", outcome.story());
        assert!(!outcome.stderr.trim().is_empty() && !outcome.stderr.contains("panicked"), "{}", outcome.story());
    }
}

#[test]
fn the_settings_of_the_contract_are_taken() {
    let good = [
        "",
        "[recovery]\nwait = \"72h\"\nwait_min = \"24h\"\nwait_max = \"30d\"\napprovals = 2\n[guesses]\npin = 10\npassphrase = 100\n\
         kit = 100\nfirst_wait = \"30s\"\n[changes]\nwait = \"24h\"\n[rotation]\ngrace = \"24h\"\n[quota]\nlocker_bytes = \"10GiB\"\n",
        "[recovery]\nwait = \"0s\"\n",
        "[recovery]\nwait_min = \"0s\"\n[guesses]\nfirst_wait = \"0s\"\n[rotation]\ngrace = \"0s\"\n",
    ];
    for toml in good {
        let outcome = serve(toml);
        assert!(outcome.code.is_none() && outcome.stderr.contains("listening"), "{toml:?}:\n{}", outcome.story());
    }
}

#[test]
fn plain_http_is_for_the_loopback_address_only() {
    let scene = Scene::new();
    let args = ["serve", "--data", "bank", "--listen", "0.0.0.0:0"];
    let running = Running::start(&Programs::get().bank, scene.folder(), args);
    std::thread::sleep(Duration::from_millis(400));
    let outcome = running.kill();
    assert_eq!(outcome.code, Some(MISUSE), "{}", outcome.story());
    let phone = Phone::new(&scene, "p1");
    phone.run(["recover", "--bank", "http://bank.example", "--handle", "owner@example.com", "--json"]).error(MISUSE);
}

#[test]
fn two_banks_cannot_serve_one_data_folder() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    let args = ["serve", "--data", "bank", "--listen", "127.0.0.1:0"];
    let running = Running::start(&Programs::get().bank, scene.folder(), args);
    std::thread::sleep(Duration::from_millis(400));
    let outcome = running.kill();
    assert!(outcome.code.is_some_and(|c| c != DONE), "{}", outcome.story());
    let _ = bank.staff("officer1");
}

/// Each file of a phone's home is cut, emptied and overwritten in turn: the program says so, and does not panic.
#[test]
fn a_damaged_home_is_said_to_be_damaged() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    small_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "p1", &bank, &bank.staff("officer1"));
    for (n, file) in files(&phone.home()).into_iter().enumerate() {
        let whole = fs::read(&file).unwrap();
        let cut = whole[..whole.len() / 2].to_vec();
        let noise: Vec<u8> = whole.iter().map(|b| b ^ 0x55).collect();
        for (m, bytes) in [cut, Vec::new(), noise].into_iter().enumerate() {
            let copy = phone.copy(&format!("copy-{n}-{m}"));
            fs::write(copy.home().join(file.strip_prefix(phone.home()).unwrap()), bytes).unwrap();
            let outcome = copy.run(["backup", "wallet", "--json"]);
            assert!(
                outcome.code.is_some() && !outcome.stderr.contains("panicked"),
                "{}: {}",
                file.display(),
                outcome.story()
            );
            let _ = outcome.value();
        }
    }
    phone.run(["backup", "wallet"]).done();
}

#[test]
fn secret_files_that_hold_no_secret_are_misuse() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    small_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "p1", &bank, &bank.staff("officer1"));
    scene.write("empty", "");
    scene.write("binary", [0xff, 0xfe, 0x00]);
    scene.write("huge", vec![b'7'; 3 << 20]);
    for file in ["empty", "binary", "huge", "wallet"] {
        for flag in ["--pin-file", "--passphrase-file", "--kit-file"] {
            let outcome = phone.run(["rehearse", flag, file, "--json"]);
            assert!(outcome.code.is_some_and(|c| c == MISUSE || c == 6), "{}", outcome.story());
        }
    }
}

/// A kit is on disk before its method counts: killed in between, the same command goes on with the file that lies there.
#[test]
fn a_kit_whose_adding_was_killed_is_added_by_the_same_command() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    small_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "p1", &bank, &bank.staff("officer1"));
    for after in [40, 80, 120, 160, 200, 300] {
        let file = format!("kit-{after}.txt");
        let args = ["method", "add", "kit", "--out", &file, "--unlock-kit-file", "kit.txt"];
        let running = phone.start(args);
        std::thread::sleep(Duration::from_millis(after));
        running.kill();
        let again = phone.run(args);
        assert!(matches!(again.code, Some(DONE | MISUSE)), "{after}: {}", again.story());
        phone.run(["rehearse", "--kit-file", &file]).done();
    }
}
