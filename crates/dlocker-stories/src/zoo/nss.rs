//! A database of NSS, as Firefox and Thunderbird keep it.

use super::openssl::openssl;
use super::x509::{P256, certificate};
use super::{Animal, Item, PASSPHRASE, Place, Tried, Vital};

/// A database of NSS.
pub(super) const NSS: [Animal; 1] = [Animal {
    name: "nss",
    sort: "NSS database",
    proof: "`cmsutil -S` signs with the key in it, `openssl cms -verify` accepts",
    make,
    works,
    items: &[
        Item::new("cert9.db", "nss-database").issuer("The Authority").expires("203"),
        Item::new("key4.db", "nss-database").label("keys").locked(),
    ],
    vital: &[Vital::at("key4.db", 0), Vital::at("cert9.db", 12)],
}];

fn make(place: &Place) -> Tried {
    certificate(place, P256)?;
    openssl(place, "pkcs12 -export -inkey key.pem -in cert.pem -name owner -passout env:P -out @owner.p12").done()?;
    place.run("rm", "key.pem cert.pem")?;
    place.tell("password", PASSPHRASE)?;
    place.run("certutil", "-N -d sql:. -f @password")?;
    place.run("certutil", "-A -d sql:. -f @password -n authority -t CT,CT,CT -i @ca.pem")?;
    place.run("pk12util", "-i @owner.p12 -d sql:. -k @password -w @password")?;
    place.run("rm", "@owner.p12")
}

fn works(place: &Place) -> Tried {
    place.run("certutil", "-K -d sql:. -f @password")?;
    place.run("cmsutil", "-S -d sql:. -f @password -N owner -i @letter -o @signed.der")?;
    openssl(place, "cms -verify -inform DER -in @signed.der -CAfile @ca.pem -binary").gives_the_letter()
}
