//! X.509: a certificate with its key, from an authority.

use super::openssl::openssl;
use super::{Animal, Item, Place, Tried, Vital};

/// A certificate with its key.
pub(super) const X509: [Animal; 1] = [Animal {
    name: "x509",
    sort: "X.509",
    proof: "`openssl verify` accepts the certificate for its authority, `openssl dgst -sign` signs with its key",
    make,
    works,
    items: &[
        Item::new("cert.pem", "pem-certificate").label("Ottilie Owner").issuer("The Authority").expires("203"),
        Item::new("cert.der", "der-certificate").label("Ottilie Owner").issuer("The Authority").expires("203"),
        Item::new("key.pem", "pem-key"),
    ],
    vital: &[Vital::new("cert.pem"), Vital::new("cert.der"), Vital::at("key.pem", 40)],
}];

/// Makes `key.pem` (EC) and `cert.pem` in the owner's folder, the certificate from the authority `@ca.pem`, for about ten years.
pub(super) fn certificate(place: &Place, algorithm: &str) -> Tried {
    for (key, options) in [("@ca.key", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"), ("key.pem", algorithm)] {
        openssl(place, &format!("genpkey {options} -out {key}")).done()?;
    }
    let subject = |name: &str| format!("/O=The Zoo/CN={name}");
    let authority = openssl(place, "req -x509 -new -key @ca.key -days 4000 -out @ca.pem -subj");
    authority.arg(subject("The Authority")).done()?;
    openssl(place, "req -new -key key.pem -out @request -subj").arg(subject("Ottilie Owner")).done()?;
    place.tell(
        "extensions",
        "keyUsage=digitalSignature,keyEncipherment,keyAgreement\nextendedKeyUsage=emailProtection\n",
    )?;
    let sign = "x509 -req -in @request -CA @ca.pem -CAkey @ca.key -CAcreateserial -days 3650 -extfile @extensions";
    openssl(place, &format!("{sign} -out cert.pem")).done()?;
    openssl(place, "x509 -in cert.pem -noout -pubkey -out @public.pem").done()
}

/// Signs the letter with a key of the owner's, and checks the signature against the certificate of before.
pub(super) fn signs(place: &Place, key: &str) -> Tried {
    openssl(place, &format!("dgst -sha256 -sign {key} -out @signature @letter")).done()?;
    openssl(place, "dgst -sha256 -verify @public.pem -signature @signature @letter").done()
}

/// Options of `openssl genpkey` for a key on P-256.
pub(super) const P256: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";

fn make(place: &Place) -> Tried {
    certificate(place, P256)?;
    openssl(place, "x509 -in cert.pem -outform DER -out cert.der").done()
}

fn works(place: &Place) -> Tried {
    openssl(place, "verify -CAfile @ca.pem cert.pem").done()?;
    openssl(place, "x509 -inform DER -in cert.der -out @from-der.pem").done()?;
    openssl(place, "verify -CAfile @ca.pem @from-der.pem").done()?;
    signs(place, "key.pem")
}
