//! A credential as SD-JWT VC, with the key that it is bound to.

use super::{Animal, Item, Vital, python};

/// An SD-JWT VC.
pub(super) const SD_JWT: [Animal; 1] = [Animal {
    name: "sd-jwt-vc",
    sort: "SD-JWT VC",
    proof: "PyPI `sd-jwt` discloses one claim with key binding, and verifies issuer, claim and binding",
    make: |place| python(place, "sd_jwt_vc", "make", &[]),
    works: |place| python(place, "sd_jwt_vc", "works", &[]),
    items: &[
        Item::new("degree.sd-jwt", "sd-jwt-vc")
            .label("https://zoo.example/degree")
            .issuer("https://university.example")
            .expires("2036"),
        Item::new("holder.jwk", "jwk"),
    ],
    vital: &[Vital::at("degree.sd-jwt", 20), Vital::new("holder.jwk")],
}];
