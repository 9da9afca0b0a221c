//! PKCS #12, as it is written today and as it was for twenty years.

use super::openssl::openssl;
use super::x509::{P256, certificate, signs};
use super::{Animal, Item, Place, Tried, Vital};

/// PKCS #12.
pub(super) const PKCS12: [Animal; 2] = [
    Animal {
        name: "pkcs12-modern",
        sort: "PKCS#12 modern",
        proof: "`openssl pkcs12` opens it (PBES2, AES), the key signs and the certificate verifies; `keytool` lists it",
        make: |place| make(place, ""),
        works: |place| works(place, ""),
        items: &[Item::new("owner.p12", "pkcs12").label("owner").locked()],
        vital: &[Vital::new("owner.p12")],
    },
    Animal {
        name: "pkcs12-legacy",
        sort: "PKCS#12 legacy",
        proof: "`openssl pkcs12 -legacy` opens it (RC2, 3DES, SHA-1), the key signs and the certificate verifies; `keytool` lists it",
        make: |place| make(place, "-legacy"),
        works: |place| works(place, "-legacy"),
        items: &[Item::new("owner.p12", "pkcs12").label("owner").locked()],
        vital: &[Vital::new("owner.p12")],
    },
];

fn make(place: &Place, legacy: &str) -> Tried {
    certificate(place, P256)?;
    openssl(
        place,
        &format!("pkcs12 -export {legacy} -inkey key.pem -in cert.pem -name owner -passout env:P -out owner.p12"),
    )
    .done()?;
    place.run("rm", "key.pem cert.pem")
}

fn works(place: &Place, legacy: &str) -> Tried {
    let open = format!("pkcs12 {legacy} -in owner.p12 -passin env:P -nodes");
    openssl(place, &format!("{open} -nocerts -out @opened.key")).done()?;
    openssl(place, &format!("{open} -nokeys -out @opened.pem")).done()?;
    openssl(place, "verify -CAfile @ca.pem @opened.pem").done()?;
    signs(place, place.world("opened.key").to_string_lossy().as_ref())?;
    place.run("rm", "@opened.key")?;
    let list = place.tool("keytool", "-list -storetype PKCS12 -keystore owner.p12 -storepass:env P");
    list.env("P", super::PASSPHRASE).done()
}
