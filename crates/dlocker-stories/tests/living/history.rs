//! The history of a wallet: as it was at a moment, what differs, and which backups stay.

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use dlocker_stories::exit::MISUSE;
use dlocker_stories::outcome::{list, number, text};
use dlocker_stories::town::{ids, moment, waits};
use dlocker_stories::tree::{assert_same, freeze};
use dlocker_stories::{Config, Phone, Town};
use serde_json::json;

const PIN: [&str; 2] = ["--pin-file", "pin.txt"];
const UNLOCK: [&str; 2] = ["--unlock-pin-file", "pin.txt"];

fn diff(phone: &Phone, first: &str, second: &str) -> serde_json::Value {
    phone.json(["diff", first, second, PIN[0], PIN[1]])
}

#[test]
fn the_wallet_comes_back_as_it_was_at_a_moment() {
    let town = Town::new();
    std::fs::create_dir(town.scene.path("then")).unwrap();
    freeze(&town.scene.path("wallet"), &town.scene.path("then/wallet"));
    let then = moment();
    std::thread::sleep(Duration::from_millis(20));
    let second = town.second_phone("p2");
    town.scene.write("wallet/later.txt", "later");
    town.scene.write("tablet/notes.txt", "of the tablet");
    town.phone.run(["backup", "wallet"]).done();
    second.run(["backup", "tablet"]).done();
    let at = |to: &str, time: &str| town.phone.json(["restore", "--to", to, "--at", time, PIN[0], PIN[1]]);
    let back = at("back", &then);
    assert_eq!(number(&back, "number"), 1, "{back}");
    assert_same(&town.scene.path("then/wallet"), &town.scene.path("back/wallet"));
    let today = at("today", &moment()[..10]);
    assert_eq!(list(&today["snapshots"]).len(), 2, "the end of the day is meant: {today}");
    assert!(town.scene.path("today/wallet/later.txt").exists() && town.scene.path("today/tablet").exists());
    let items = town.phone.json(["items", "--at", &then, PIN[0], PIN[1]]);
    assert!(list(&items).iter().all(|item| text(item, "path") != "wallet/later.txt"), "{items}");
}

#[test]
fn a_moment_before_everything_is_said_before_a_guess_is_spent() {
    let town = Town::new();
    let left = town.phone.guesses_left("pin");
    town.scene.note("wrong.txt", "9999");
    let early = ["restore", "--to", "back", "--at", "2001-02-03", "--pin-file", "wrong.txt", "--json"];
    let error = town.phone.run(early).error(MISUSE);
    assert!(text(&error, "message").contains("the oldest is of"), "{error}");
    for time in ["yesterday", "2026-11-20T18:00:00"] {
        town.phone.run(["items", "--at", time, "--pin-file", "wrong.txt", "--json"]).error(MISUSE);
    }
    assert_eq!(town.phone.guesses_left("pin"), left);
}

#[test]
fn two_backups_are_compared_item_by_item() {
    let town = Town::new();
    let path = |name: &str| town.scene.path("wallet").join(name);
    town.scene.write("wallet/going/away.txt", "going");
    town.scene.write("wallet/same length.txt", "before");
    let first = text(&town.phone.json(["backup", "wallet"]), "snapshot");
    std::fs::remove_dir_all(path("going")).unwrap();
    std::fs::create_dir(path("empty")).unwrap();
    town.scene.write("wallet/new/one.txt", "new");
    town.scene.write("wallet/same length.txt", "after!");
    std::fs::set_permissions(path("credentials/login.jwt"), std::fs::Permissions::from_mode(0o640)).unwrap();
    let second = text(&town.phone.json(["backup", "wallet"]), "snapshot");
    let expected = json!({
        "added": ["wallet/empty/", "wallet/new/one.txt"],
        "removed": ["wallet/going/away.txt"],
        "changed": ["wallet/same length.txt"],
        "metadata": ["wallet/credentials/login.jwt"],
    });
    assert_eq!(diff(&town.phone, &first, &second), expected);
    let back = diff(&town.phone, &second, &first);
    assert_eq!((&back["added"], &back["removed"]), (&expected["removed"], &expected["added"]));
    let none = json!({ "added": [], "removed": [], "changed": [], "metadata": [] });
    assert_eq!(diff(&town.phone, &second, &second), none);
    let twin = town.second_phone("p2");
    let of_twin = text(&twin.json(["backup", "wallet"]), "snapshot");
    assert_eq!(diff(&twin, &second, &of_twin), none, "the same wallet from another phone, all of it sent by that");
    let unknown = "snapshot-00000000000000000000000000000000";
    town.phone.run(["diff", &first, unknown, PIN[0], PIN[1], "--json"]).error(MISUSE);
}

#[test]
fn old_backups_go_by_the_owners_rule_and_their_room_with_them() {
    let town = Town::with(&Config::quick().set("changes", "wait", "\"1s\""));
    let pause = || std::thread::sleep(Duration::from_millis(1200));
    let set = ["policy", "set", "keep-last", "2", "keep-yearly", "1", UNLOCK[0], UNLOCK[1], "--json"];
    let _ = waits(town.phone.run(set));
    pause();
    let done = town.phone.run(set).json();
    assert_eq!((text(&done, "state"), &done["keep"]["last"]), ("done".to_owned(), &json!(2)));
    let mut made = ids(&town.phone.json(["snapshots"]));
    for round in 0..4 {
        town.scene.write("wallet/large.bin", dlocker_stories::wallet::noise(900_000, round));
        pause();
        made.push(text(&town.phone.json(["backup", "wallet"]), "snapshot"));
    }
    pause();
    let last = town.phone.json(["backup", "wallet"]);
    made.push(text(&last, "snapshot"));
    assert_eq!(list(&last["let_go"]).len(), 1, "{last}");
    let mut left = ids(&town.phone.json(["snapshots"]));
    left.reverse();
    assert_eq!(left, made[made.len() - 3..], "the last two that are older than a second, and the newest");
    let told = town.phone.run(["snapshots"]).done().stdout;
    assert!(told.contains("Kept by your rule: of each device the last 2"), "{told}");
    assert!(number(&town.phone.json(["status"]), "used") < 5 << 20, "the room of the gone ones is given back");
    town.phone.restore("back");
    assert_same(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
    let off = town.phone.json(["policy", "set", "keep", "off", UNLOCK[0], UNLOCK[1]]);
    assert_eq!((text(&off, "state"), &off["keep"]), ("done".to_owned(), &serde_json::Value::Null));
    town.phone.run(["log", "--verify"]).done();
}
