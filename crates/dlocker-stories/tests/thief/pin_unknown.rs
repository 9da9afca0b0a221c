//! Stolen unlocked, by somebody who does not know the PIN. They can annoy in every way the phone allows.

use dlocker_core::seed::LockerSeed;
use dlocker_protocol::IntentId;
use dlocker_protocol::intent::{Change, Intent, IntentRequest};
use dlocker_protocol::signature::{Document, Draft};
use dlocker_stories::exit::{DONE, NOT_YET, REFUSED, WRONG_SECRET};
use dlocker_stories::outcome::{list, text};
use dlocker_stories::thief::Thief;
use dlocker_stories::town::{HANDLE, ids, moment};
use dlocker_stories::wallet::noise;
use dlocker_stories::{Config, Phone, Town};

use super::{gets_nothing_further, is_whole};

fn rng() -> rand_core::UnwrapErr<getrandom::SysRng> {
    rand_core::UnwrapErr(getrandom::SysRng)
}

/// Guesses burnt on both methods, every case vetoed, the locker frozen: the owner stands before two officers, and is back in.
#[test]
fn p7_guesses_burnt_cases_vetoed_and_the_locker_frozen_keep_nobody_out() {
    let mut town = Town::with(&Config::quick().set("guesses", "kit", "3").set("changes", "wait", "\"1h\""));
    town.the_first_day_is_over();
    let (stolen, lost) = (&town.phone, moment());
    town.scene.note("wrong-kit.txt", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA");
    for _ in 0..10 {
        stolen.run(["rehearse", "--pin-file", "wrong.txt"]).ends_with(WRONG_SECRET);
    }
    for _ in 0..3 {
        stolen.run(["rehearse", "--kit-file", "wrong-kit.txt"]).ends_with(WRONG_SECRET);
    }
    assert_eq!((stolen.guesses_left("pin"), stolen.guesses_left("kit")), (0, 0));
    stolen.run(["freeze"]).done();
    let thief = Thief::with(stolen, &town.bank);
    let new = Phone::new(&town.scene, "p2");
    for name in ["try1", "try2", "try3"] {
        let fresh = Phone::new(&town.scene, name);
        let case = fresh.recover(&town.bank, HANDLE);
        town.officers[0].approve(&case.id, &case.code).done();
        stolen.run(["veto", &case.id]).done();
        town.officers[1].approve(&case.id, &case.code).ends_with(REFUSED);
    }
    let case = new.recover(&town.bank, HANDLE);
    town.officers[0].approve(&case.id, &case.code).done();
    stolen.run(["veto", &case.id]).done();
    new.run(["recover", "--continue", "--to", "back", "--kit-file", "kit.txt", "--json"]).error(REFUSED);
    town.see_the_owner(&case, &lost);
    stolen.run(["veto", &case.id]);
    new.run(["recover", "--continue", "--to", "back", "--kit-file", "kit.txt"]).done();
    is_whole(&town, "back");
    new.run(["rehearse", "--pin-file", "pin.txt"]).done();
    gets_nothing_further(&town, stolen, &thief);
}

/// The officers may suspend the phone that was reported lost as soon as there is a case with evidence: it has no say any more.
#[test]
fn p7_a_phone_that_was_reported_lost_is_suspended_and_vetoes_nothing() {
    let town = Town::new();
    let stolen = &town.phone;
    let thief = Thief::with(stolen, &town.bank);
    let device = thief.device().to_string();
    let suspend = ["locker", "suspend-device", HANDLE, &device];
    town.officers[0].run(&suspend).ends_with(NOT_YET);
    let new = Phone::new(&town.scene, "p2");
    let case = new.recover(&town.bank, HANDLE);
    town.officers[0].approve(&case.id, &case.code).done();
    town.officers[0].run(&suspend).done();
    stolen.run(["veto", &case.id, "--json"]).error(REFUSED);
    town.officers[1].approve(&case.id, &case.code).done();
    new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    is_whole(&town, "back");
    gets_nothing_further(&town, stolen, &thief);
}

/// Without the PIN no change can even be asked for.
#[test]
fn p7_an_intent_that_the_owner_has_not_signed_is_refused() {
    let mut town = Town::new();
    town.the_first_day_is_over();
    let thief = Thief::with(&town.phone, &town.bank);
    let view = thief.view();
    let kit = view.methods.iter().find(|method| method.kind == dlocker_protocol::method::MethodKind::Kit).unwrap();
    let intent = |key: &dlocker_protocol::signature::SigningKey| {
        let intent = Intent {
            locker: thief.locker,
            id: IntentId::random(&mut rng()),
            roster: view.roster.unwrap(),
            device: thief.device(),
            change: Change::RemoveMethod { method: kit.id },
            at: thief.now(),
        };
        Draft::new(intent).sign(key)
    };
    let guessed = LockerSeed::random(&mut rng()).keys(thief.locker, 1).owner;
    for key in [&thief.key, &guessed] {
        let asked = thief.post(&thief.path("intents"), &IntentRequest { intent: intent(key) });
        assert_eq!(asked.refused(), "forbidden");
    }
    assert!(list(&town.phone.json(["intents"])).is_empty());
    let roster = thief.rosters().pop().unwrap();
    let mut next = roster.unverified().clone();
    (next.number, next.predecessor) = (next.number + 1, Some(next.digest()));
    next.methods.retain(|method| method.id != kit.id);
    let forged = dlocker_protocol::roster::RosterDraft::new(next).sign(&thief.key, None);
    let request = dlocker_protocol::roster::PublishRosterRequest {
        expected: view.roster,
        roster: dlocker_protocol::Bytes(forged.to_bytes()),
        epoch_parts: Vec::new(),
    };
    assert_eq!(thief.post(&thief.path("rosters"), &request).refused(), "forbidden");
}

/// Junk as the newest backup, and as much as fits. The approval names the day of the loss, and what was put in before it comes back; the junk
/// is named, and is deleted in its time.
#[test]
fn p7_a_poisoned_newest_backup_and_a_full_locker_do_not_keep_the_wallet_back() {
    let config = Config::quick().set("quota", "locker_bytes", "\"3MiB\"").set("changes", "wait", "\"1s\"");
    let mut town = Town::with(&config);
    town.the_first_day_is_over();
    let (stolen, lost) = (&town.phone, moment());
    std::thread::sleep(std::time::Duration::from_millis(20));
    town.scene.write("wallet-of-mine/wallet/keys.txt", "poison");
    stolen.run(["backup", "wallet-of-mine"]).done();
    let full = (0..40_u64).any(|round| {
        town.scene.write("junk/junk.bin", noise(512 * 1024, round));
        stolen.run(["backup", "junk"]).code == Some(REFUSED)
    });
    assert!(full, "the locker should be full at last");
    let poison = ids(&stolen.json(["snapshots"]));
    let thief = Thief::with(stolen, &town.bank);
    let new = Phone::new(&town.scene, "p2");
    let case = new.recover(&town.bank, HANDLE);
    town.see_the_owner(&case, &lost);
    let back = new.json(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]);
    is_whole(&town, "back");
    let later: Vec<String> = list(&back["later"]).iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    assert_eq!(later.len(), poison.len() - 1, "all but the owner's own are named as later: {back}");
    gets_nothing_further(&town, stolen, &thief);
    delete(&new, &later);
    let room = (0..90).any(|_| {
        std::thread::sleep(std::time::Duration::from_secs(1));
        new.run(["backup", "back/wallet"]).code == Some(DONE)
    });
    assert!(room, "what was deleted gives its room back");
}

/// Deletes, waits, deletes for good.
fn delete(phone: &Phone, snapshots: &[String]) {
    let words: Vec<&str> = ["snapshots", "delete"].into_iter().chain(snapshots.iter().map(String::as_str)).collect();
    let words = [&words[..], &["--unlock-pin-file", "pin.txt", "--json"]].concat();
    let asked = phone.run(words.clone());
    assert_eq!(asked.code, Some(NOT_YET), "{}", asked.story());
    std::thread::sleep(std::time::Duration::from_millis(1200));
    phone.run(words).done();
    let left = ids(&phone.json(["snapshots"]));
    assert!(snapshots.iter().all(|gone| !left.contains(gone)));
}

/// Opening case after case: they are inert, they alarm nobody, and the owner's own is handled like any other.
#[test]
fn p7_cases_without_end_are_inert_and_limited() {
    let town = Town::with(&Config::quick().set("limits", "cases_per_minute", "30"));
    let thief = Thief::with(&town.phone, &town.bank);
    let request = serde_json::json!({ "handle": HANDLE, "commitment": dlocker_protocol::Digest::plain(b"junk") });
    let refused = (0..60).filter(|_| thief.post("/v1/cases", &request).status == 429).count();
    assert!((20..=40).contains(&refused), "{refused} of 60 were refused");
    assert!(list(&town.phone.json(["status"])["cases"]).is_empty(), "nobody is alarmed");
    let new = Phone::new(&town.scene, "p2");
    // The owner is told when to ask again; from this address there is room for one every two seconds.
    let ask = ["recover", "--bank", &town.bank.url(), "--handle", HANDLE, "--json"];
    let room = (0..20).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(500));
        new.run(ask).code == Some(DONE)
    });
    assert!(room);
    town.recover(&new);
    is_whole(&town, "back");
    assert_eq!(text(&new.json(["status"]), "handle"), HANDLE);
}
