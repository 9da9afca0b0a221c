//! The list is covered, and the documents tell it.

use std::fs;

use dlocker_stories::program::workspace;
use dlocker_stories::zoo::SORTS;

use crate::animals;

#[test]
fn there_is_an_animal_of_each_sort_in_the_order_of_the_list() {
    let mut sorts: Vec<&str> = animals().iter().map(|animal| animal.sort).collect();
    sorts.dedup();
    assert_eq!(sorts, SORTS);
}

#[test]
fn each_animal_says_what_must_be_seen_and_what_must_not_be_hurt() {
    for animal in animals() {
        assert!(!animal.items.is_empty() && !animal.vital.is_empty() && !animal.proof.is_empty(), "{}", animal.name);
        assert_eq!(animals().iter().filter(|other| other.name == animal.name).count(), 1, "{}", animal.name);
    }
}

#[test]
fn the_documents_say_of_each_animal_what_is_proven_and_with_what() {
    let document = fs::read_to_string(workspace().join("docs/use/wallets.md")).unwrap();
    let missing =
        animals().into_iter().map(|a| format!("| {} | {} |", a.sort, a.proof)).filter(|row| !document.contains(row));
    let missing: Vec<String> = missing.collect();
    assert!(missing.is_empty(), "docs/use/wallets.md lacks\n{}", missing.join("\n"));
}
