//! Fresh theft on the locker's first day: devices and methods are added at once then.

use dlocker_stories::outcome::{list, text};
use dlocker_stories::thief::Thief;
use dlocker_stories::town::{HANDLE, ids, moment, waits};
use dlocker_stories::{Config, Phone, Town};

use super::{gets_nothing_further, is_whole};

/// What the thief adds at once does not survive the recovery, and the kit cannot be taken away even today.
#[test]
fn p7_what_was_added_at_once_does_not_survive_the_recovery() {
    let town = Town::with(&Config::quick().set("changes", "wait", "\"1h\""));
    let (stolen, lost) = (&town.phone, moment());
    std::thread::sleep(std::time::Duration::from_millis(20));
    let accomplice = town.second_phone("accomplice");
    accomplice.run(["method", "add", "kit", "--out", "thief-kit.txt", "--unlock-pin-file", "pin.txt"]).done();
    accomplice.run(["rehearse", "--kit-file", "thief-kit.txt"]).done();
    let kits = stolen.json(["method", "list"]);
    let kits: Vec<_> = list(&kits).iter().filter(|method| method["kind"] == "kit").map(|kit| text(kit, "id")).collect();
    let _ = waits(stolen.run(["method", "remove", &kits[0], "--unlock-pin-file", "pin.txt", "--json"]));
    let (thief, other) = (Thief::with(stolen, &town.bank), Thief::with(&accomplice, &town.bank));
    let new = Phone::new(&town.scene, "p2");
    let case = new.recover(&town.bank, HANDLE);
    town.see_the_owner(&case, &lost);
    let back = new.json(["recover", "--continue", "--to", "back", "--kit-file", "kit.txt"]);
    is_whole(&town, "back");
    assert_eq!(list(&back["dropped_methods"]).len(), 1, "the thief's kit is dropped: {back}");
    assert_eq!(ids(&new.json(["method", "list"])).len(), 2);
    gets_nothing_further(&town, stolen, &thief);
    gets_nothing_further(&town, &accomplice, &other);
    new.run(["rehearse", "--pin-file", "pin.txt"]).done();
}

/// A recovery does not begin the first day anew.
#[test]
fn p7_the_first_day_is_never_restarted() {
    let mut town = Town::with(&Config::quick().set("changes", "wait", "\"1h\""));
    town.the_first_day_is_over();
    let new = Phone::new(&town.scene, "p2");
    town.recover(&new);
    let _ = waits(new.run(["method", "add", "kit", "--out", "kit2.txt", "--unlock-pin-file", "pin.txt", "--json"]));
}
