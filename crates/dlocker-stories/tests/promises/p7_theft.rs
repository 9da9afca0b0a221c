//! Theft cannot destroy, and cannot lock out.

use dlocker_stories::Phone;
use dlocker_stories::outcome::list;
use dlocker_stories::tree::{assert_same, freeze};

use super::Town;

/// A thief with the phone and the PIN puts rubbish into the locker; what was there before is there.
#[test]
fn p7_rubbish_put_in_by_a_thief_leaves_the_history() {
    let town = Town::new();
    freeze(&town.scene.path("wallet"), &town.scene.path("true-wallet"));
    let first = list(&town.phone.json(["snapshots"])).len();
    let id = town.phone.json(["backup", "wallet"])["snapshot"].as_str().unwrap().to_owned();
    std::fs::remove_dir_all(town.scene.path("wallet")).unwrap();
    town.scene.write("wallet/rubbish", "rubbish");
    for _ in 0..3 {
        town.phone.run(["backup", "wallet"]).done();
    }
    let new = Phone::new(&town.scene, "p2");
    town.recover(&new);
    assert_eq!(list(&new.json(["snapshots"])).len(), first + 4);
    new.run(["restore", "--to", "before", "--snapshot", &id, "--pin-file", "pin.txt"]).done();
    assert_same(&town.scene.path("true-wallet"), &town.scene.path("before/wallet"));
}

/// However many cases strangers open, the owner's goes through.
#[test]
fn p7_cases_of_strangers_do_not_stand_in_the_way() {
    let town = Town::new();
    for n in 0..5 {
        let _ = Phone::new(&town.scene, &format!("stranger-{n}")).recover(&town.bank, "owner@example.com");
    }
    let new = Phone::new(&town.scene, "p2");
    town.recover(&new);
    assert_same(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
}
