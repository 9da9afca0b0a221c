//! P4 and P5 across `kill -9`: a child process guesses until it is killed.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::*;

const FOLDER: &str = "DLOCKER_TEST_CRASH_FOLDER";

/// Runs in a process of its own; without the variable it has nothing to do.
#[tokio::test]
async fn child_that_guesses_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let mut limits = limits();
    limits.guesses.pin = 100_000;
    let bank = Bank::open_in(std::path::Path::new(&folder), limits);
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    loop {
        let target = MethodTarget::Active(pin.id);
        let opening = bank.release(&phone, &pin, target, blinded(), T0).await.unwrap();
        eprintln!("answered {}", opening.number);
        bank.settle(&phone, target, opening.number, None, T0).await.unwrap();
    }
}

#[test]
fn p4_p5_whatever_was_answered_before_a_kill_is_counted_and_logged() {
    for answers in [1, 7, 30] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "vault::tests::crash::child_that_guesses_until_it_is_killed", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let answered = lines.filter(|line| line.starts_with("answered")).nth(answers - 1);
        child.kill().unwrap();
        child.wait().unwrap();
        let answered: u64 = answered.unwrap().split_once(' ').unwrap().1.parse().unwrap();
        let data = folder.path().join("data");
        let custody = SoftwareCustody::open(&folder.path().join("keys")).unwrap();
        assert_eq!(crate::doctor::examine(&data, Some(&custody)), []);
        let inspection = crate::sqlite::Inspection::open(&data).unwrap();
        let locker = inspection.lockers().unwrap()[0];
        let look = inspection.locker(locker, |tx| {
            let row = &tx.registrations()?[0];
            let ledger = tx.ledger(&row.oprf_key)?.unwrap();
            let logged = tx.entries(1, 100_000)?.into_iter().filter(|bytes| {
                let entry: dlocker_protocol::log::LogEntry = cbor::decode(bytes, "log-entry").unwrap();
                matches!(entry.event, log::Event::Released { .. })
            });
            assert!(ledger.openings >= answered);
            assert_eq!(logged.count() as u64, ledger.openings);
            assert_eq!(u64::from(ledger.devices[0].spent), ledger.openings - 1, "all but the proved first one");
            Ok(())
        });
        look.unwrap();
    }
}
