//! The bank alone cannot open.

use std::fs;

use dlocker_stories::canary::seen;
use dlocker_stories::phone::PIN;

use super::{CANARY, Town};

/// Everything of the owner that would let the bank in: the secrets themselves and what they protect.
#[test]
fn p1_nothing_that_opens_is_in_what_the_bank_keeps() {
    let mut town = Town::new();
    let kit = fs::read_to_string(town.scene.path("kit.txt")).unwrap();
    let code = code_of(&kit);
    let key = fs::read_to_string(town.scene.path("wallet/keys/ec.pem")).unwrap();
    let key_line = key.lines().nth(1).unwrap();
    town.bank.stop();
    let mut canaries: Vec<&[u8]> = vec![CANARY.as_bytes(), key_line.as_bytes()];
    canaries.extend(code.iter().map(|part| part.as_bytes()));
    let (data, keys, log) = (town.bank.data(), town.bank.keys(), town.bank.log());
    assert_eq!(seen(&canaries, &[&data, &keys, &log]), []);
}

/// The code of a printed kit, whole and without its hyphens.
fn code_of(kit: &str) -> [String; 2] {
    let is_code = |w: &&str| w.matches('-').count() >= 3 && w.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let code = kit.split_whitespace().find(is_code).unwrap_or_else(|| panic!("the kit should hold its code: {kit}"));
    [code.to_owned(), code.replace('-', "")]
}

/// The PIN is too short to be searched for in random bytes; a file in which it stands by itself would still be found.
#[test]
fn p1_the_pin_is_not_written_down_at_the_bank_or_in_the_home() {
    let mut town = Town::new();
    town.bank.stop();
    let quoted = format!("\"{PIN}\"");
    let lines = format!("{PIN}\n");
    let (data, log, home) = (town.bank.data(), town.bank.log(), town.phone.home());
    assert_eq!(seen(&[quoted.as_bytes(), lines.as_bytes()], &[&data, &log, &home]), []);
}
