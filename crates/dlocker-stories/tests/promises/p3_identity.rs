//! Proof of identity is not a key.

use dlocker_stories::Phone;
use dlocker_stories::exit::{DONE, WRONG_SECRET};
use dlocker_stories::tree::is_empty;

use super::Town;

/// All officers together let a phone in; without the owner's key it gets nothing.
#[test]
fn p3_an_approved_phone_without_the_owners_key_gets_nothing() {
    let town = Town::new();
    let impostor = Phone::new(&town.scene, "impostor");
    let _ = impostor.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    impostor.run(["recover", "--continue", "--to", "out", "--pin-file", "wrong.txt", "--json"]).error(WRONG_SECRET);
    assert!(is_empty(&town.scene.path("out")));
    assert_ne!(
        impostor.run(["recover", "--continue", "--to", "out"]).code,
        Some(DONE),
        "nothing opens without a secret"
    );
    assert!(is_empty(&town.scene.path("out")));
}

/// The approvals are for one device key: a copy of the case's number helps no other phone.
#[test]
fn p3_an_approval_is_for_one_phone_alone() {
    let town = Town::new();
    let (owner, thief) = (Phone::new(&town.scene, "p2"), Phone::new(&town.scene, "thief"));
    let case = owner.recover(&town.bank, "owner@example.com");
    let other = thief.recover(&town.bank, "owner@example.com");
    assert_ne!(case.id, other.id);
    for officer in &town.officers {
        if case.code != other.code {
            assert_ne!(officer.approve(&other.id, &case.code).code, Some(DONE), "the code belongs to one case");
        }
        officer.approve(&case.id, &case.code).done();
    }
    assert_ne!(thief.run(["recover", "--continue", "--to", "out", "--pin-file", "pin.txt"]).code, Some(DONE));
    assert!(is_empty(&town.scene.path("out")));
    owner.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
}
