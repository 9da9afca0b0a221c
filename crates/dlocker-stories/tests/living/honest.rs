//! An honest life with a locker: phones come and go, secrets are lost and forgotten, years pass.

use dlocker_stories::exit::{NOT_YET, REFUSED, WRONG_SECRET};
use dlocker_stories::outcome::{list, number, text};
use dlocker_stories::town::{HANDLE, devices_in, id_of, ids, waits};
use dlocker_stories::tree::assert_same;
use dlocker_stories::wallet::noise;
use dlocker_stories::{Config, Phone, Town};

/// The wallet is back, byte for byte.
#[track_caller]
fn is_whole(town: &Town, folder: &str) {
    assert_same(&town.scene.path("wallet"), &town.scene.path(folder).join("wallet"));
}

/// What the owner was told, and what the visit log says: one sentence of each must have all of these words.
#[track_caller]
fn is_told(phone: &Phone, words: &[&str]) {
    let messages = phone.json(["messages"]);
    let told = list(&messages).iter().any(|one| words.iter().all(|word| text(one, "text").contains(word)));
    assert!(told, "somewhere it should say {words:?}: {messages}");
    let log = phone.run(["log"]).done().stdout;
    assert!(
        log.lines().any(|line| words.iter().all(|word| line.contains(word))),
        "the log should say {words:?}: {log}"
    );
}

/// Both phones put in what they have, each in its own chain; what comes back is the newest of each.
#[test]
fn a_second_phone_joins_and_both_back_up() {
    let town = Town::new();
    let second = town.second_phone("p2");
    town.scene.write("tablet/notes.txt", "first");
    second.run(["backup", "tablet"]).done();
    town.scene.write("tablet/notes.txt", "second");
    second.run(["backup", "tablet"]).done();
    town.scene.write("wallet/later.txt", "put in after the other phone's");
    town.phone.run(["backup", "wallet"]).done();
    for (phone, to) in [(&town.phone, "at-p1"), (&second, "at-p2")] {
        phone.run(["restore", "--to", to, "--kit-file", "kit.txt"]).done();
        is_whole(&town, to);
        assert_same(&town.scene.path("tablet"), &town.scene.path(to).join("tablet"));
    }
    assert_eq!(devices_in(&second, "active").len(), 2);
    is_told(&town.phone, &["join"]);
    is_told(&town.phone, &["put in"]);
}

/// Two phones with a folder of the same name: neither writes over the other.
#[test]
fn folders_of_the_same_name_from_two_phones_do_not_mix() {
    let town = Town::new();
    let second = town.second_phone("p2");
    town.scene.write("there/wallet/only-there.txt", "of the second phone");
    second.run(["backup", "there/wallet"]).done();
    let back = town.phone.json(["restore", "--to", "back", "--pin-file", "pin.txt"]);
    assert_eq!(list(&back["snapshots"]).len(), 2, "{back}");
    let folders: Vec<_> =
        std::fs::read_dir(town.scene.path("back")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(folders.len(), 2, "{folders:?}");
    let same = |original: &str| {
        folders.iter().any(|folder| dlocker_stories::tree::differences(&town.scene.path(original), folder).is_empty())
    };
    assert!(same("wallet") && same("there/wallet"));
}

/// An honest upgrade: the new phone joins, the old one is revoked. No officer, no case, no wait on the first day; afterwards the joining waits.
#[test]
fn a_phone_is_replaced_without_a_recovery_case() {
    let mut town = Town::with(&Config::quick().set("changes", "wait", "\"1s\""));
    town.the_first_day_is_over();
    let new = Phone::new(&town.scene, "p2");
    let id = town.ask_to_join(&new);
    assert_eq!(devices_in(&town.phone, "joining"), [id.as_str()]);
    let confirm = ["devices", "confirm", &id, "--unlock-pin-file", "pin.txt", "--json"];
    let intent = waits(town.phone.run(confirm));
    new.run(["status", "--json"]).ends_with(NOT_YET);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    town.phone.run(["intents", "complete", &intent, "--unlock-pin-file", "pin.txt"]).done();
    new.run(["restore", "--to", "moved", "--pin-file", "pin.txt"]).done();
    is_whole(&town, "moved");
    new.run(["devices", "revoke", &id_of(&town.phone), "--unlock-pin-file", "pin.txt"]).done();
    town.phone.run(["backup", "wallet", "--json"]).error(REFUSED);
    new.run(["backup", "moved/wallet"]).done();
    new.run(["restore", "--to", "again", "--kit-file", "kit.txt"]).done();
    is_whole(&town, "again");
    is_told(&new, &["shut"]);
}

/// The kit is lost: another is printed, and the lost one is taken away once the new one opens.
#[test]
fn a_lost_kit_is_printed_anew() {
    let mut town = Town::with(&Config::quick().set("changes", "wait", "\"1s\""));
    town.the_first_day_is_over();
    let lost = text(&town.phone.method("kit"), "id");
    let unlock = ["--unlock-pin-file", "pin.txt", "--json"];
    let add = [&["method", "add", "kit", "--out", "new-kit.txt"][..], &unlock].concat();
    let added = waits(town.phone.run(add));
    town.phone.run(["rehearse", "--kit-file", "kit.txt"]).done();
    let removed = waits(town.phone.run([&["method", "remove", &lost][..], &unlock].concat()));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    for intent in [&added, &removed] {
        town.phone.run(["intents", "complete", intent, "--unlock-pin-file", "pin.txt"]).done();
    }
    town.phone.run(["restore", "--to", "back", "--kit-file", "new-kit.txt"]).done();
    is_whole(&town, "back");
    town.phone.run(["rehearse", "--kit-file", "kit.txt"]).ends_with(WRONG_SECRET);
    is_told(&town.phone, &["kit"]);
}

/// The PIN is forgotten; the kit opens, the old PIN goes, a new one comes.
#[test]
fn a_forgotten_pin_is_replaced_with_the_kit() {
    let mut town = Town::with(&Config::quick().set("changes", "wait", "\"1s\""));
    town.the_first_day_is_over();
    town.scene.note("new-pin.txt", "7391");
    let forgotten = text(&town.phone.method("pin"), "id");
    let unlock = ["--unlock-kit-file", "kit.txt", "--json"];
    let remove = [&["method", "remove", &forgotten][..], &unlock].concat();
    let add = [&["method", "add", "pin", "--pin-file", "new-pin.txt"][..], &unlock].concat();
    let _ = waits(town.phone.run(remove.clone()));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    town.phone.run(remove).done();
    let added = waits(town.phone.run(add));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    town.phone.run(["intents", "complete", &added, "--unlock-kit-file", "kit.txt"]).done();
    town.phone.run(["rehearse", "--pin-file", "pin.txt"]).ends_with(WRONG_SECRET);
    town.phone.run(["restore", "--to", "back", "--pin-file", "new-pin.txt"]).done();
    is_whole(&town, "back");
}

/// The index is gone: the next unlock makes it again, and little is sent afterwards.
#[test]
fn a_lost_index_is_made_again_at_the_next_unlock() {
    let town = Town::new();
    town.scene.write("wallet/large.bin", noise(6 << 20, 1));
    town.phone.run(["backup", "wallet"]).done();
    std::fs::remove_file(town.phone.home().join("index")).unwrap();
    town.phone.run(["rehearse", "--pin-file", "pin.txt"]).done();
    town.scene.write("wallet/new.txt", "new");
    let sent = number(&town.phone.json(["backup", "wallet"]), "bytes_sent");
    assert!(sent < 1 << 20, "{sent} bytes were sent");
    town.phone.restore("back");
    is_whole(&town, "back");
}

/// This phone opens without asking; that is off until somebody wants it, and is taken away at once.
#[test]
fn a_phone_opens_without_asking_if_its_owner_wants_it() {
    let mut town = Town::with(&Config::quick().set("changes", "wait", "\"1h\""));
    let asks = town.phone.run(["rehearse", "--json"]);
    assert_eq!(asks.code, Some(dlocker_stories::exit::MISUSE), "{}", asks.story());
    let added = town.phone.json(["method", "add", "device", "--unlock-pin-file", "pin.txt"]);
    town.phone.run(["rehearse"]).done();
    town.phone.run(["restore", "--to", "back"]).done();
    is_whole(&town, "back");
    town.the_first_day_is_over();
    town.phone.run(["method", "remove", &text(&added, "id"), "--unlock-pin-file", "pin.txt"]).done();
    assert_eq!(town.phone.run(["rehearse", "--json"]).code, Some(dlocker_stories::exit::MISUSE));
}

/// No method is left that opens: a new locker under the same handle; the old one is shut, and kept in case the kit turns up.
#[test]
fn with_no_method_left_the_owner_starts_afresh() {
    let town = Town::new();
    let new = Phone::new(&town.scene, "p2");
    let _ = new.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    let afresh = new.json(["recover", "--continue", "--start-afresh"]);
    assert_eq!(text(&afresh, "state"), "afresh");
    town.phone.run(["status", "--json"]).error(REFUSED);
    town.scene.note("new-pin.txt", "7391");
    new.run(["method", "add", "pin", "--pin-file", "new-pin.txt"]).done();
    town.scene.write("fresh/a.txt", "a new wallet");
    new.run(["backup", "fresh"]).done();
    new.run(["restore", "--to", "back", "--pin-file", "new-pin.txt"]).done();
    assert_same(&town.scene.path("fresh"), &town.scene.path("back/fresh"));
    let shown = town.officers[0].run(&["locker", "show", HANDLE]).json();
    assert_eq!(list(&shown["former"]).len(), 1);
    new.run(["recover", "--former", "--to", "found", "--kit-file", "kit.txt"]).done();
    is_whole(&town, "found");
    assert_eq!(ids(&new.json(["snapshots"])).len(), 1);
}
