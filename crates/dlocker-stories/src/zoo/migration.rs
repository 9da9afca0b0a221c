//! The Migration Object of the EUDI wallet (technical specification 10).

use super::{Animal, Item, PASSPHRASE, Place, Tried, Vital, python};

/// A Migration Object: JWE as JSON, PBES2-HS256+A128KW and A128GCM.
pub(super) const MIGRATION: [Animal; 1] = [Animal {
    name: "eudi-migration",
    sort: "EUDI TS10 Migration Object",
    proof: "`jose jwe dec` opens with the passphrase what PyPI `jwcrypto` sealed as the specification says",
    make: |place| python(place, "migration", "make", &[PASSPHRASE]),
    works,
    items: &[Item::new("migration.json", "eudi-migration-object").locked()],
    vital: &[Vital::new("migration.json")],
}];

fn works(place: &Place) -> Tried {
    let opened = place.tool("jose", "jwe dec -i migration.json -k @passphrase.jwk -O -").text()?;
    if opened == place.known("object")? { Ok(()) } else { Err("it holds something else".to_owned()) }
}
