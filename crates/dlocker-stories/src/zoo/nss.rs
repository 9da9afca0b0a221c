//! A database of NSS, as Firefox and Thunderbird keep it.

use super::openssl::openssl;
use super::{Animal, Item, PASSPHRASE, Place, Tried, Vital};

/// A database of NSS.
pub(super) const NSS: [Animal; 1] = [Animal {
    name: "nss",
    sort: "NSS database",
    proof: "`cmsutil -S` signs with the key in it, `openssl cms -verify` accepts",
    make,
    works,
    items: &[Item::new("cert9.db", "nss-database"), Item::new("key4.db", "nss-database")],
    vital: &[Vital::at("key4.db", 1), Vital::at("cert9.db", 1)],
}];

fn make(place: &Place) -> Tried {
    place.tell("password", PASSPHRASE)?;
    place.tell("noise", place.known("letter")?.repeat(20))?;
    place.run("certutil", "-N -d sql:. -f @password")?;
    let words = "-S -x -d sql:. -f @password -z @noise -n owner -t u,u,u -v 120 --extKeyUsage emailProtection -k ec -q secp256r1 -s";
    place.tool("certutil", words).arg("CN=Ottilie Owner,O=The Zoo").done()?;
    let certificate = place.tool("certutil", "-L -a -d sql:. -n owner").text()?;
    place.tell("cert.pem", certificate)
}

fn works(place: &Place) -> Tried {
    place.run("certutil", "-K -d sql:. -f @password")?;
    place.run("cmsutil", "-S -d sql:. -f @password -N owner -i @letter -o @signed.der")?;
    openssl(place, "cms -verify -inform DER -in @signed.der -CAfile @cert.pem -binary").gives_the_letter()
}
