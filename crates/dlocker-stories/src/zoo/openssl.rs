//! Keys of OpenSSL: PEM, DER, PKCS #8, encrypted and not.

use super::{Animal, Item, PASSPHRASE, Place, Tool, Tried, Vital};

/// Keys of OpenSSL.
pub(super) const OPENSSL: [Animal; 4] = [
    Animal {
        name: "openssl-pem",
        sort: "OpenSSL PEM",
        proof: "`openssl dgst -sign` signs with the EC and the RSA key, `openssl dgst -verify` accepts",
        make: make_pem,
        works: works_pem,
        items: &[Item::new("ec.pem", "pem-key"), Item::new("rsa.pem", "pem-key")],
        vital: &[Vital::at("ec.pem", 30), Vital::at("rsa.pem", 10)],
    },
    Animal {
        name: "openssl-der",
        sort: "OpenSSL DER",
        proof: "`openssl pkeyutl -sign` signs with the Ed25519 key in DER, `openssl pkeyutl -verify` accepts",
        make: |place| ed25519(place, "-outform DER -out key.der"),
        works: |place| signs(place, |_| "-keyform DER -inkey key.der".to_owned()),
        items: &[Item::new("key.der", "der-key")],
        vital: &[Vital::new("key.der")],
    },
    Animal {
        name: "openssl-pkcs8",
        sort: "OpenSSL PKCS#8",
        proof: "`openssl pkeyutl -sign` signs with the Ed25519 key, `openssl pkeyutl -verify` accepts",
        make: |place| ed25519(place, "-out key.pem"),
        works: |place| signs(place, |_| "-inkey key.pem".to_owned()),
        items: &[Item::new("key.pem", "pem-key")],
        vital: &[Vital::new("key.pem")],
    },
    Animal {
        name: "openssl-pkcs8-encrypted",
        sort: "OpenSSL PKCS#8 encrypted",
        proof: "`openssl pkeyutl -sign` signs after the passphrase, in PEM and in DER, `openssl pkeyutl -verify` accepts",
        make: make_encrypted,
        works: |place| {
            signs(place, |passin| format!("-inkey key.pem {passin}"))?;
            signs(place, |passin| format!("-keyform DER -inkey key.der {passin}"))
        },
        items: &[Item::new("key.pem", "pem-key").locked(), Item::new("key.der", "der-key").locked()],
        vital: &[Vital::new("key.pem"), Vital::at("key.der", 80)],
    },
];

/// `openssl`, which finds the passphrase in `env:P`.
pub(super) fn openssl(place: &Place, words: &str) -> Tool {
    place.tool("openssl", words).env("P", PASSPHRASE)
}

fn make_pem(place: &Place) -> Tried {
    openssl(place, "ecparam -name prime256v1 -genkey -noout -out ec.pem").done()?;
    openssl(place, "genrsa -traditional -out rsa.pem 2048").done()?;
    for key in ["ec", "rsa"] {
        openssl(place, &format!("pkey -in {key}.pem -pubout -out @{key}.pub")).done()?;
    }
    Ok(())
}

fn works_pem(place: &Place) -> Tried {
    for key in ["ec", "rsa"] {
        openssl(place, &format!("dgst -sha256 -sign {key}.pem -out @signature @letter")).done()?;
        openssl(place, &format!("dgst -sha256 -verify @{key}.pub -signature @signature @letter")).done()?;
    }
    Ok(())
}

fn ed25519(place: &Place, out: &str) -> Tried {
    openssl(place, "genpkey -algorithm ed25519 -out @key.pem").done()?;
    openssl(place, "pkey -in @key.pem -pubout -out @public.pem").done()?;
    openssl(place, &format!("pkey -in @key.pem {out}")).done()?;
    forget(place)
}

fn make_encrypted(place: &Place) -> Tried {
    openssl(place, "genpkey -algorithm ed25519 -out @key.pem").done()?;
    openssl(place, "pkey -in @key.pem -pubout -out @public.pem").done()?;
    openssl(place, "pkcs8 -topk8 -scrypt -scrypt_N 1024 -in @key.pem -passout env:P -out key.pem").done()?;
    openssl(place, "pkcs8 -topk8 -in @key.pem -passout env:P -outform DER -out key.der").done()?;
    forget(place)
}

/// The world does not keep a copy.
fn forget(place: &Place) -> Tried {
    place.run("rm", "@key.pem")
}

fn signs(place: &Place, key: fn(&str) -> String) -> Tried {
    let key = key("-passin env:P");
    openssl(place, &format!("pkeyutl -sign {key} -rawin -in @letter -out @signature")).done()?;
    openssl(place, "pkeyutl -verify -pubin -inkey @public.pem -rawin -in @letter -sigfile @signature").done()
}
