//! Keystores of Java: JKS and JCEKS.

use super::openssl::openssl;
use super::{Animal, Item, PASSPHRASE, Place, Tool, Tried, Vital};

/// Keystores of Java.
pub(super) const JAVA: [Animal; 2] = [
    Animal {
        name: "jks",
        sort: "JKS",
        proof: "`keytool -certreq` signs with the key in it, `openssl req -verify` accepts",
        make: |place| make(place, "JKS"),
        works: |place| works(place, "JKS"),
        items: &[Item::new("store", "jks").label("owner").issuer("Ottilie Owner").expires("203").locked()],
        vital: &[Vital::at("store", 20)],
    },
    Animal {
        name: "jceks",
        sort: "JCEKS",
        proof: "`keytool -certreq` signs with the key in it, `openssl req -verify` accepts",
        make: |place| make(place, "JCEKS"),
        works: |place| works(place, "JCEKS"),
        items: &[Item::new("store", "jceks").label("owner").issuer("Ottilie Owner").expires("203").locked()],
        vital: &[Vital::at("store", 20)],
    },
];

fn keytool(place: &Place, kind: &str, words: &str) -> Tool {
    let store = format!("-keystore store -storetype {kind} -storepass:env P -keypass:env P -alias owner");
    place.tool("keytool", &format!("{words} {store}")).env("P", PASSPHRASE)
}

fn make(place: &Place, kind: &str) -> Tried {
    let words = "-genkeypair -keyalg EC -groupname secp256r1 -validity 3650 -dname";
    let tool = place.tool("keytool", words).arg("CN=Ottilie Owner, O=The Zoo");
    let store = format!("-keystore store -storetype {kind} -storepass:env P -keypass:env P -alias owner");
    tool.args(store.split(' ')).env("P", PASSPHRASE).done()?;
    keytool(place, kind, "-exportcert -rfc -file @cert.pem").done()?;
    openssl(place, "x509 -in @cert.pem -noout -pubkey -out @public.pem").done()
}

fn works(place: &Place, kind: &str) -> Tried {
    place.run("rm", "-f @request")?;
    keytool(place, kind, "-certreq -file @request").done()?;
    openssl(place, "req -in @request -verify -noout").done()?;
    let public = openssl(place, "req -in @request -noout -pubkey").text()?;
    if public == place.known("public.pem")?.trim_end() { Ok(()) } else { Err("it is another key".to_owned()) }
}
