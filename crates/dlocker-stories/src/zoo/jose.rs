//! Keys as JSON: JWK and JWKS.

use super::{Animal, Item, Vital, python};

/// Keys as JSON.
pub(super) const JOSE: [Animal; 2] = [
    Animal {
        name: "jwk",
        sort: "JWK",
        proof: "`jose jws sig` signs, `jose jws ver` accepts",
        make: |place| {
            place.tool("jose", "jwk gen -o key.jwk -i").arg(r#"{"alg":"ES256","kid":"owner"}"#).done()?;
            place.run("jose", "jwk pub -i key.jwk -o @public.jwk")
        },
        works: |place| {
            place.run("jose", "jws sig -I @letter -k key.jwk -c -o @signed")?;
            place.tool("jose", "jws ver -i @signed -k @public.jwk -O -").gives_the_letter()
        },
        items: &[Item::new("key.jwk", "jwk").label("owner")],
        vital: &[Vital::at("key.jwk", 25)],
    },
    Animal {
        name: "jwks",
        sort: "JWKS",
        proof: "PyPI `jwcrypto` reads the set that `jose` made; its signing key signs, its encryption key decrypts",
        make: |place| {
            let templates = [r#"{"alg":"ES256","kid":"sign"}"#, r#"{"alg":"ECDH-ES+A128KW","kid":"read"}"#];
            let make = place.tool("jose", "jwk gen -s -o keys.jwks");
            make.args(["-i", templates[0], "-i", templates[1]]).done()?;
            place.run("jose", "jwk pub -i keys.jwks -s -o @public.jwks")?;
            python(place, "jwks", "make", &[])
        },
        works: |place| python(place, "jwks", "works", &[]),
        items: &[Item::new("keys.jwks", "jwks")],
        vital: &[Vital::at("keys.jwks", 15)],
    },
];
