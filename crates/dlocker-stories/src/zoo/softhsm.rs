//! A token of SoftHSM, in its folder.

use super::openssl::openssl;
use super::{Animal, Item, Place, Tried, Vital};

/// A token of SoftHSM.
pub(super) const SOFTHSM: [Animal; 1] = [Animal {
    name: "softhsm",
    sort: "SoftHSM token folder",
    proof: "`pkcs11-tool` signs with the key in the token after the PIN, `openssl pkeyutl -verify` accepts",
    make,
    works,
    items: &[
        Item::new("tokens/*/token.object", "softhsm-object").label("owner"),
        Item::new("tokens/*.object", "softhsm-object").locked(),
    ],
    vital: &[Vital::at("tokens", 95)],
}];

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

fn make(place: &Place) -> Tried {
    place.run("mkdir", "-m 700 tokens")?;
    token(place, "softhsm2-util", "--init-token --free --label owner --so-pin 5678 --pin 1234")?;
    pkcs11(place, "--keypairgen --key-type EC:prime256v1 --label signing --id 01")?;
    pkcs11(place, "--read-object --type pubkey --id 01 --output-file @public.der")
}

fn works(place: &Place) -> Tried {
    openssl(place, "dgst -sha256 -binary -out @digest @letter").done()?;
    place.run("rm", "-f @signature")?;
    let sign = "--sign --mechanism ECDSA --id 01 --signature-format openssl";
    pkcs11(place, &format!("{sign} --input-file @digest --output-file @signature"))?;
    let verify = "pkeyutl -verify -pubin -keyform DER -inkey @public.der -in @digest -sigfile @signature";
    openssl(place, verify).done()
}

fn pkcs11(place: &Place, words: &str) -> Tried {
    token(place, "pkcs11-tool", &format!("--module {MODULE} --token-label owner --login --pin 1234 {words}"))
}

fn token(place: &Place, program: &str, words: &str) -> Tried {
    let tokens = place.wallet("tokens");
    place.tell("softhsm2.conf", format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display()))?;
    place.tool(program, words).env("SOFTHSM2_CONF", place.world("softhsm2.conf")).done()
}
