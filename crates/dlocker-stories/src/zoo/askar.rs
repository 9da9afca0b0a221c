//! Stores of Askar: a raw key, a key from a passphrase, several profiles.

use super::{Animal, Item, Vital, python};

/// Stores of Askar.
pub(super) const ASKAR: [Animal; 3] = [
    Animal {
        name: "askar-derived",
        sort: "Askar key derived",
        proof: "PyPI `aries-askar` opens it with the passphrase (Argon2i), reads every entry and signs with its key",
        make: |place| python(place, "askar", "make", &["kdf"]),
        works: |place| python(place, "askar", "works", &["kdf"]),
        items: &[Item::new("store.db", "askar-store").locked()],
        vital: &[Vital::at("store.db", 0)],
    },
    Animal {
        name: "askar-raw",
        sort: "Askar raw key",
        proof: "PyPI `aries-askar` opens it with its raw key, reads every entry and signs with its key",
        make: |place| python(place, "askar", "make", &["raw"]),
        works: |place| python(place, "askar", "works", &["raw"]),
        items: &[Item::new("store.db", "askar-store").locked()],
        vital: &[Vital::at("store.db", 0)],
    },
    Animal {
        name: "askar-profiles",
        sort: "Askar several profiles",
        proof: "PyPI `aries-askar` opens each of three profiles, reads every entry and signs with its key",
        make: |place| python(place, "askar", "make", &["raw", "alice", "bob", "carol"]),
        works: |place| python(place, "askar", "works", &["raw", "alice", "bob", "carol"]),
        items: &[Item::new("store.db", "askar-store").locked()],
        vital: &[Vital::at("store.db", 0)],
    },
];
