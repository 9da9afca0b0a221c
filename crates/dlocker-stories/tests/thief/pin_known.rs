//! Stolen unlocked, by somebody who watched the PIN. They open: that is inherent. What they cannot do is keep the owner out.

use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{DepartedDevice, Roster};
use dlocker_protocol::{Digest, MethodId};
use dlocker_stories::exit::{NOT_YET, REFUSED, WRONG_SECRET};
use dlocker_stories::outcome::{list, text};
use dlocker_stories::thief::{Seized, Thief};
use dlocker_stories::town::{HANDLE, devices_in, id_of, ids, moment, waits};
use dlocker_stories::{Config, Phone, Town};

use super::{gets_nothing_further, is_whole, pin};

/// The kit's id in `method list`.
fn kit_of(phone: &Phone) -> String {
    text(&phone.method("kit"), "id")
}

/// Everything that weakens, asked for at the stolen phone; each waits. Harder recoveries are at once: they only seem to help.
fn ask_for_everything(town: &Town, stolen: &Phone) -> Vec<String> {
    let accomplice = Phone::new(&town.scene, "accomplice");
    let device = town.ask_to_join(&accomplice);
    let kit = kit_of(stolen);
    let newest = ids(&stolen.json(["snapshots"])).remove(0);
    let unlock = ["--unlock-pin-file", "pin.txt", "--json"];
    stolen.run([&["policy", "set", "recovery-wait", "90h"][..], &unlock[..]].concat()).done();
    stolen
        .run([&["policy", "set", "recovery-needs", "3", "recovery-from", "officer"][..], &unlock[..]].concat())
        .done();
    let asked: [&[&str]; 6] = [
        &["devices", "confirm", &device],
        &["method", "add", "kit", "--out", "thief-kit.txt"],
        &["method", "remove", &kit],
        &["policy", "set", "recovery-wait", "1h"],
        &["policy", "set", "recovery-from", "credential", "recovery-wait-agreed", "0s"],
        &["snapshots", "delete", &newest],
    ];
    asked.iter().map(|words| waits(stolen.run([*words, &unlock[..]].concat()))).collect()
}

/// A town after its first day, with a second phone of the owner's, where changes wait this long.
fn town(wait: &str) -> (Town, Phone) {
    let config = Config::quick().set("changes", "wait", wait).set("recovery", "wait_min", "\"1h\"");
    let mut town = Town::with(&config.set("recovery", "wait_max", "\"96h\""));
    let second = town.second_phone("p2");
    town.the_first_day_is_over();
    (town, second)
}

/// The thief opens, asks for everything that would keep the owner out, and the owner's other phone sees it and says no.
#[test]
fn p7_what_weakens_waits_and_the_other_phone_stops_it() {
    let (town, second) = town("\"1h\"");
    let stolen = &town.phone;
    stolen.run(["restore", "--to", "loot", "--pin-file", "pin.txt"]).done();
    let asked = ask_for_everything(&town, stolen);
    let seen = second.json(["intents"]);
    assert_eq!(list(&seen).len(), asked.len());
    let kinds = ["add-device", "add-method", "remove-method", "shorten-wait", "weaken-recovery", "delete-snapshots"];
    for (intent, what) in asked.iter().zip(kinds) {
        let one = list(&seen).iter().find(|one| text(one, "id") == *intent).unwrap();
        assert_eq!((text(one, "what").as_str(), text(one, "by")), (what, id_of(stolen)));
        stolen.run(["intents", "complete", intent, "--unlock-pin-file", "pin.txt", "--json"]).ends_with(NOT_YET);
        second.run(["intents", "stop", intent]).done();
        stolen.run(["intents", "complete", intent, "--unlock-pin-file", "pin.txt", "--json"]).error(REFUSED);
    }
    assert!(list(&second.json(["intents"])).is_empty());
    let thief = Thief::with(stolen, &town.bank);
    second.run(["devices", "revoke", &id_of(stolen), "--unlock-kit-file", "kit.txt"]).done();
    gets_nothing_further(&town, stolen, &thief);
    second.run(["restore", "--to", "mine", "--kit-file", "kit.txt"]).done();
    is_whole(&town, "mine");
}

type Edit = fn(&mut Roster);

/// Rosters that the thief signs with the owner's own key; the bank takes none of them.
const FORGERIES: [(&str, Edit, &str); 12] = [
    (
        "a seed that the kit does not open",
        |r| method(r, MethodKind::Kit).sealed_seed = Digest::plain(b"junk"),
        "forbidden",
    ),
    ("a record that is not the kit's", |r| method(r, MethodKind::Kit).record = Digest::plain(b"junk"), "forbidden"),
    ("more guesses", |r| method(r, MethodKind::Pin).guesses += 90, "forbidden"),
    ("the kit taken away", |r| r.methods.retain(|m| m.kind != MethodKind::Kit), "change-waits"),
    ("a method of nobody's", |r| add_method(r), "malformed"),
    ("a shorter wait", |r| r.policy.recovery_wait = Some(3600), "change-waits"),
    ("easier recoveries", |r| r.policy.recovery = None, "change-waits"),
    ("recoveries without evidence", |r| r.policy.recovery.as_mut().unwrap().needed = 0, "forbidden"),
    ("a wait of ages", |r| r.policy.recovery.as_mut().unwrap().wait_agreed = Some(u64::MAX), "forbidden"),
    ("the other phone under another name", |r| "thief".clone_into(&mut r.devices[1].name), "forbidden"),
    ("the other phone gone without a word", |r| r.devices.truncate(1), "forbidden"),
    ("nothing at all", |_| {}, "malformed"),
];

fn method(roster: &mut Roster, kind: MethodKind) -> &mut dlocker_protocol::roster::RosterMethod {
    roster.methods.iter_mut().find(|method| method.kind == kind).unwrap()
}

fn add_method(roster: &mut Roster) {
    let mut fresh = roster.methods[0].clone();
    fresh.id = MethodId::from_array([7; 16]);
    roster.methods.push(fresh);
}

/// With the owner's signature the thief may sign what they like. What would shut the owner out is not taken.
#[test]
fn p7_no_roster_of_the_thiefs_making_is_taken() {
    let (mut town, second) = town("\"1h\"");
    // A wait that is longer than the shortest, so that it can be shortened.
    town.phone.run(["policy", "set", "recovery-wait", "48h", "--unlock-pin-file", "pin.txt"]).done();
    town.phone.run(["policy", "set", "recovery-needs", "3", "--unlock-pin-file", "pin.txt"]).done();
    let thief = Thief::with(&town.phone, &town.bank);
    let Ok(seized) = thief.open(&pin()) else { panic!("it opens") };
    for (what, edit, code) in FORGERIES {
        assert_eq!(seized.publish(edit).refused(), code, "{what}");
    }
    assert_eq!(seized.publish(head_of_another_day).refused(), "conflict");
    assert_eq!(rotate(&seized), "forbidden");
    town.bank.crash();
    second.run(["restore", "--to", "mine", "--kit-file", "kit.txt"]).done();
    is_whole(&town, "mine");
}

/// The other phone revoked at a snapshot that it never made: its whole chain would count as forged.
fn head_of_another_day(roster: &mut Roster) {
    let gone = roster.devices.remove(1);
    roster.departed = vec![DepartedDevice {
        id: gone.id,
        last: Some(dlocker_protocol::roster::ChainHead { number: 9, digest: Digest::plain(b"junk") }),
    }];
}

/// A new epoch with a seed that nobody has, sealed to nothing.
fn rotate(seized: &Seized<'_>) -> String {
    let mut roster = seized.roster();
    let seed = dlocker_core::seed::LockerSeed::random(&mut rand_core::UnwrapErr(getrandom::SysRng));
    let keys = seed.keys(seized.thief.locker, roster.epoch + 1);
    roster.predecessor = Some(dlocker_protocol::signature::Document::digest(&roster));
    roster.number += 1;
    roster.epoch += 1;
    roster.signed_at = seized.thief.now();
    roster.owner_key = keys.owner.public_key();
    roster.sealing_key = keys.unsealing.sealing_key();
    roster.prior_seed = Some(vec![0; 80]);
    let signed = dlocker_protocol::roster::RosterDraft::new(roster).sign(&keys.owner, Some(&seized.keys.owner));
    seized.send(&signed, Vec::new()).refused()
}

/// The thief revokes the owner's other phone first, so that nobody is left to say no. The owner has the bank freeze the locker, proves
/// face to face who they are, and comes back with the kit.
#[test]
fn p7_with_every_other_phone_revoked_the_owner_still_comes_back() {
    let (town, second) = town("\"2s\"");
    let (stolen, lost) = (&town.phone, moment());
    std::thread::sleep(std::time::Duration::from_millis(20));
    stolen.run(["devices", "revoke", &id_of(&second), "--unlock-pin-file", "pin.txt"]).done();
    second.run(["status", "--json"]).ends_with(REFUSED);
    let asked = ask_for_everything(&town, stolen);
    town.officers[0].run(&["locker", "freeze", HANDLE]).done();
    std::thread::sleep(std::time::Duration::from_secs(3));
    for intent in &asked {
        let tried = stolen.run(["intents", "complete", intent, "--unlock-pin-file", "pin.txt"]);
        assert!(matches!(tried.code, Some(NOT_YET | REFUSED)), "{}", tried.story());
    }
    let thief = Thief::with(stolen, &town.bank);
    assert!(matches!(thief.open(&pin()), Err(Some(answer)) if answer.refused() == "locker-frozen"));
    let new = Phone::new(&town.scene, "p3");
    let case = new.recover(&town.bank, HANDLE);
    town.officers[0].approve(&case.id, &case.code).done();
    stolen.run(["veto", &case.id]).done();
    town.see_the_owner(&case, &lost);
    stolen.run(["veto", &case.id]);
    let back = new.json([
        "recover",
        "--continue",
        "--to",
        "back",
        "--kit-file",
        "kit.txt",
        "--keep-device",
        &id_in(&new, &town),
    ]);
    assert_eq!(text(&back, "state"), "recovered");
    is_whole(&town, "back");
    assert!(list(&new.json(["intents"])).is_empty(), "a recovery cancels what waits");
    assert_eq!(ids(&new.json(["method", "list"])).len(), 2, "PIN and kit, and no method of the thief's");
    gets_nothing_further(&town, stolen, &thief);
    second.run(["rehearse", "--kit-file", "kit.txt"]).done();
    assert_eq!(devices_in(&new, "active").len(), 2);
}

/// Asks for a change at the stolen phone, waits until it is due, and completes it.
fn see_it_through(stolen: &Phone, words: &[&str], unlock: [&str; 2]) {
    let intent = waits(stolen.run([words, &unlock[..], &["--json"]].concat()));
    std::thread::sleep(std::time::Duration::from_secs(3));
    stolen.run([&["intents", "complete", &intent], &unlock[..]].concat()).done();
}

/// Nobody looks, and the wait goes by: the other phone is out, the kit is removed, and the PIN too. Then the owner stands before two officers, says
/// since when the phone is gone, and holds the printed kit.
#[test]
fn p7_even_after_the_wait_the_removed_kit_brings_the_owner_back() {
    let (mut town, second) = town("\"2s\"");
    let lost = moment();
    std::thread::sleep(std::time::Duration::from_millis(20));
    let stolen = &town.phone;
    let (by_pin, by_kit) = (["--unlock-pin-file", "pin.txt"], ["--unlock-kit-file", "thief-kit.txt"]);
    stolen.run([&["devices", "revoke", &id_of(&second)][..], &by_pin[..]].concat()).done();
    see_it_through(stolen, &["method", "remove", &kit_of(stolen)], by_pin);
    see_it_through(stolen, &["method", "add", "kit", "--out", "thief-kit.txt"], by_pin);
    see_it_through(stolen, &["method", "remove", &text(&stolen.method("pin"), "id")], by_kit);
    stolen.run(["rehearse", "--kit-file", "kit.txt"]).ends_with(WRONG_SECRET);
    let thief = Thief::with(stolen, &town.bank);
    town.bank.crash();
    let stolen = &town.phone;
    let new = Phone::new(&town.scene, "p3");
    let case = new.recover(&town.bank, HANDLE);
    town.see_the_owner(&case, &lost);
    let back = new.json(["recover", "--continue", "--to", "back", "--kit-file", "kit.txt"]);
    assert_eq!((list(&back["came_back"]).len(), list(&back["dropped_methods"]).len()), (2, 1), "{back}");
    is_whole(&town, "back");
    gets_nothing_further(&town, stolen, &thief);
    new.run(["rehearse", "--pin-file", "pin.txt"]).done();
    new.run(["rehearse", "--kit-file", "thief-kit.txt"]).ends_with(WRONG_SECRET);
}

/// The id of the second phone, which its owner has on paper or reads from the home.
fn id_in(_new: &Phone, town: &Town) -> String {
    let home = Phone::new(&town.scene, "p2");
    let key: [u8; 32] = std::fs::read(home.home().join("device.key")).unwrap().try_into().unwrap();
    let key = dlocker_protocol::signature::SigningKey::from_bytes(&key).unwrap();
    dlocker_protocol::DeviceId::of(&key.public_key()).to_string()
}

/// What the thief spent of the guesses stays the thief's: after the recovery the new phone has all of its own, and the old one none.
#[test]
fn p4_thawed_guesses_are_the_new_phones_alone() {
    let (town, _) = town("\"1h\"");
    let stolen = &town.phone;
    for _ in 0..10 {
        stolen.run(["rehearse", "--pin-file", "wrong.txt"]).ends_with(WRONG_SECRET);
    }
    stolen.run(["rehearse", "--pin-file", "pin.txt"]).ends_with(WRONG_SECRET);
    let new = Phone::new(&town.scene, "p3");
    let _ = new.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    new.run(["recover", "--continue", "--to", "back", "--pin-file", "wrong.txt"]).ends_with(WRONG_SECRET);
    stolen.run(["rehearse", "--pin-file", "pin.txt", "--json"]).error(REFUSED);
    new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    is_whole(&town, "back");
}
