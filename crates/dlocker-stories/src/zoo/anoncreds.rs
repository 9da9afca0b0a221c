//! An `AnonCreds` credential with its link secret.

use super::{Animal, Item, Vital, python};

/// An `AnonCreds` credential with its link secret.
pub(super) const ANONCREDS: [Animal; 1] = [Animal {
    name: "anoncreds",
    sort: "AnonCreds with link secret",
    proof: "PyPI `anoncreds` makes a proof from the credential and the link secret (a value, and an age over 18), and verifies it",
    make: |place| python(place, "anoncreds_zoo", "make", &[]),
    works: |place| python(place, "anoncreds_zoo", "works", &[]),
    items: &[
        Item::new("credential.json", "anoncreds-credential"),
        Item::new("link-secret.json", "anoncreds-link-secret"),
        Item::new("schema.json", "anoncreds-schema"),
        Item::new("definition.json", "anoncreds-definition"),
    ],
    vital: &[Vital::new("credential.json"), Vital::at("link-secret.json", 70)],
}];
