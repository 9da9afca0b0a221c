//! CMS: letters that are signed or encrypted.

use super::openssl::openssl;
use super::x509::certificate;
use super::{Animal, Item, Place, Tried, Vital};

/// Letters as CMS, in its three coats.
pub(super) const CMS: [Animal; 1] = [Animal {
    name: "cms",
    sort: "CMS",
    proof: "`openssl cms` decrypts a letter from before the loss (DER, PEM, S/MIME) and verifies a signed one",
    make,
    works,
    items: &[
        Item::new("letter.der", "cms"),
        Item::new("letter.pem", "cms"),
        Item::new("letter.eml", "cms"),
        Item::new("signed.der", "cms"),
        Item::new("key.pem", "pem-key"),
    ],
    vital: &[
        Vital::new("letter.der"),
        Vital::new("letter.pem"),
        Vital::at("letter.eml", 70),
        Vital::at("signed.der", 97),
        Vital::at("key.pem", 10),
    ],
}];

const COATS: [(&str, &str); 3] = [("letter.der", "DER"), ("letter.pem", "PEM"), ("letter.eml", "SMIME")];

fn make(place: &Place) -> Tried {
    certificate(place, "-algorithm RSA -pkeyopt rsa_keygen_bits:2048")?;
    for (file, form) in COATS {
        let words = format!("cms -encrypt -aes-256-gcm -binary -in @letter -outform {form} -out {file} cert.pem");
        openssl(place, &words).done()?;
    }
    openssl(
        place,
        "cms -sign -binary -nodetach -in @letter -signer cert.pem -inkey key.pem -outform DER -out signed.der",
    )
    .done()
}

fn works(place: &Place) -> Tried {
    for (file, form) in COATS {
        let words = format!("cms -decrypt -binary -inform {form} -in {file} -inkey key.pem -recip cert.pem");
        openssl(place, &words).gives_the_letter()?;
    }
    openssl(place, "cms -verify -binary -inform DER -in signed.der -CAfile @ca.pem").gives_the_letter()
}
