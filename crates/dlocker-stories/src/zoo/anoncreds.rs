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
        Item::new("credential.json", "anoncreds-credential").label("did:example:university/schema/degree"),
        Item::new("link-secret.txt", "anoncreds-link-secret"),
        Item::new("schema.json", "anoncreds-schema").label("degree").issuer("did:example:university"),
        Item::new("definition.json", "anoncreds-definition").issuer("did:example:university"),
    ],
    vital: &[Vital::new("credential.json"), Vital::new("link-secret.txt")],
}];
