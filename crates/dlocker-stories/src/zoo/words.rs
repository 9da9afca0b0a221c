//! Words on paper: BIP-39 and SLIP-39.

use super::{Animal, Item, Vital, python};

/// Words.
pub(super) const WORDS: [Animal; 2] = [
    Animal {
        name: "bip39",
        sort: "BIP-39 words",
        proof: "PyPI `mnemonic` accepts the words, PyPI `eth-account` derives the address of before from them",
        make: |place| python(place, "bip39", "make", &[]),
        works: |place| python(place, "bip39", "works", &[]),
        items: &[Item::new("words.txt", "bip39-words")],
        vital: &[Vital::new("words.txt")],
    },
    Animal {
        name: "slip39",
        sort: "SLIP-39 words",
        proof: "PyPI `shamir-mnemonic` combines each two of three shares to the master secret of before",
        make: |place| python(place, "slip39", "make", &[]),
        works: |place| python(place, "slip39", "works", &[]),
        items: &[
            Item::new("share-0.txt", "slip39-words"),
            Item::new("share-1.txt", "slip39-words"),
            Item::new("share-2.txt", "slip39-words"),
        ],
        vital: &[Vital::new("share-0.txt"), Vital::new("share-1.txt"), Vital::new("share-2.txt")],
    },
];
