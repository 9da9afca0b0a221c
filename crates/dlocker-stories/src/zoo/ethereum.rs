//! A keystore of Ethereum (version 3).

use super::{Animal, Item, Vital, python};

/// Keystores of Ethereum, with each of the two key derivations.
pub(super) const ETHEREUM: [Animal; 1] = [Animal {
    name: "ethereum",
    sort: "Ethereum keystore",
    proof: "PyPI `eth-account` opens it with the password (scrypt and PBKDF2) and signs; the signature leads back to the address",
    make: |place| python(place, "ethereum", "make", &[]),
    works: |place| python(place, "ethereum", "works", &[]),
    items: &[
        Item::new("scrypt.json", "ethereum-keystore").locked(),
        Item::new("pbkdf2.json", "ethereum-keystore").locked(),
    ],
    vital: &[Vital::new("scrypt.json"), Vital::new("pbkdf2.json")],
}];
