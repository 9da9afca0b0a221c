//! A device that still opens the locker vouches for the new phone: the owner's, or a thief's.

use dlocker_stories::exit::{NOT_YET, REFUSED};
use dlocker_stories::outcome::text;
use dlocker_stories::phone::Case;
use dlocker_stories::{Outcome, Phone, Town};

use super::is_whole;

/// Where the recovery stands, by the bank's word.
fn state(town: &Town, case: &Case) -> String {
    text(&town.officers[0].run(&["case", "show", &case.id]).json(), "state")
}

/// Vouches on `phone` with these digits.
fn vouch(phone: &Phone, case: &Case, code: &str) -> Outcome {
    std::fs::write(phone.home().with_file_name("code.txt"), code).unwrap();
    phone.run(["vouch", &case.id, "--code-file", "code.txt", "--unlock-pin-file", "pin.txt", "--json"])
}

/// Six other digits.
fn another(code: &str, by: u8) -> String {
    let first = (code.as_bytes()[0] - b'0' + by) % 10;
    format!("{first}{}", &code[1..])
}

#[test]
fn the_word_of_another_device_and_one_officer_bring_the_owner_back() {
    let town = Town::new();
    let second = town.second_phone("p2");
    let new = Phone::new(&town.scene, "new");
    let case = new.recover(&town.bank, dlocker_stories::town::HANDLE);
    let said = vouch(&second, &case, &case.code).json();
    assert_eq!((text(&said, "case"), text(&said, "state")), (case.id.clone(), "approving".into()));
    assert_eq!(vouch(&second, &case, &case.code).json(), said, "the same again");
    let seen = town.phone.json(["status"]);
    assert!(seen["cases"].to_string().contains(&case.id), "every device is told: {seen}");
    assert_eq!(state(&town, &case), "approving", "an officer is missing");
    town.officers[0].approve(&case.id, &case.code).done();
    let (bank, key) = (town.bank.url(), town.officers[1].key_file());
    let shown = town.officers[1].run_bare(&["case", "show", &case.id, "--bank", &bank, "--staff-key", &key]).stdout;
    assert!(shown.contains("Vouched") && !shown.contains(&case.code), "{shown}");
    assert_eq!(state(&town, &case), "ready");
    new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    is_whole(&town, "back");
}

#[test]
fn p7_a_thief_who_vouches_for_his_own_recovery_needs_an_officer_all_the_same_and_a_veto_undoes_it() {
    let town = Town::new();
    let second = town.second_phone("p2");
    let accomplice = Phone::new(&town.scene, "accomplice");
    let case = accomplice.recover(&town.bank, dlocker_stories::town::HANDLE);
    vouch(&town.phone, &case, &case.code).done();
    vouch(&second, &case, &case.code).done();
    assert_eq!(state(&town, &case), "approving");
    accomplice.run(["recover", "--continue", "--to", "loot", "--pin-file", "pin.txt"]).ends_with(NOT_YET);
    second.run(["veto", &case.id]).done();
    town.officers[0].approve(&case.id, &case.code).ends_with(REFUSED);
    assert_eq!(state(&town, &case), "vetoed");
    vouch(&town.phone, &case, &case.code).error(REFUSED);
    assert_eq!(state(&town, &case), "vetoed", "what was said before counts no more");
}

#[test]
fn p7_wrong_codes_of_a_stolen_phone_do_not_close_the_owner_s_recovery() {
    let town = Town::new();
    let new = Phone::new(&town.scene, "new");
    let case = new.recover(&town.bank, dlocker_stories::town::HANDLE);
    for by in 1..=3 {
        assert_ne!(vouch(&town.phone, &case, &another(&case.code, by)).code, Some(0));
    }
    vouch(&town.phone, &case, &case.code).error(REFUSED);
    for officer in &town.officers {
        officer.approve(&case.id, &case.code).done();
    }
    assert_eq!(state(&town, &case), "ready");
}
