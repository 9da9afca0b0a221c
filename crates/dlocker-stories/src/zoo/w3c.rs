//! W3C Verifiable Credentials: as JSON-LD with a proof, and as JWT.

use super::{Animal, Item, Vital, python};

/// W3C Verifiable Credentials.
pub(super) const W3C: [Animal; 2] = [
    Animal {
        name: "w3c-json-ld",
        sort: "W3C VC JSON-LD",
        proof: "PyPI `didkit` verifies the credential, presents it with the holder's key, and verifies the presentation",
        make: |place| python(place, "w3c", "make", &["ldp"]),
        works: |place| python(place, "w3c", "works", &["ldp"]),
        items: &[
            Item::new("degree.json", "w3c-vc").label("DegreeCredential").issuer("did:key:z6Mk").expires("2036-01-01"),
            Item::new("holder.jwk", "jwk"),
        ],
        vital: &[Vital::new("degree.json"), Vital::new("holder.jwk")],
    },
    Animal {
        name: "w3c-jwt",
        sort: "W3C VC JWT",
        proof: "PyPI `didkit` verifies the credential, presents it with the holder's key, and verifies the presentation",
        make: |place| python(place, "w3c", "make", &["jwt"]),
        works: |place| python(place, "w3c", "works", &["jwt"]),
        items: &[
            Item::new("degree.jwt", "jwt-vc").label("DegreeCredential").issuer("did:key:z6Mk").expires("2036-01-01"),
            Item::new("holder.jwk", "jwk"),
        ],
        vital: &[Vital::new("degree.jwt"), Vital::new("holder.jwk")],
    },
];
