//! Exports of Bitwarden: in the open, and sealed with a password of their own.

use super::openssl::openssl;
use super::{Animal, Item, Place, Tried, Vital, python};

/// Exports of Bitwarden.
pub(super) const BITWARDEN: [Animal; 2] = [
    Animal {
        name: "bitwarden",
        sort: "Bitwarden JSON plain",
        proof: "every login is read, its TOTP seed gives the code of before in `oathtool`",
        make: |place| python(place, "bitwarden", "make", &["plain"]),
        works: works_plain,
        items: &[Item::new("export.json", "bitwarden-export")],
        vital: &[Vital::new("export.json")],
    },
    Animal {
        name: "bitwarden-encrypted",
        sort: "Bitwarden JSON encrypted",
        proof: "`openssl kdf`, `mac` and `enc` open it with the password, step by step as Bitwarden documents it",
        make: |place| python(place, "bitwarden", "make", &["encrypted"]),
        works: works_encrypted,
        items: &[Item::new("export.json", "bitwarden-export").locked()],
        vital: &[Vital::new("export.json")],
    },
];

fn works_plain(place: &Place) -> Tried {
    python(place, "bitwarden", "seed", &[])?;
    let code = place.tool("oathtool", "--base32 --totp --now").arg("@1700000000").arg(place.known("seed")?).text()?;
    if code == CODE { Ok(()) } else { Err(format!("the code is {code}")) }
}

/// What `oathtool` says for the seed of the export at 1,700,000,000.
const CODE: &str = "406058";

/// The export's own salt and text, and what OpenSSL makes of them.
fn works_encrypted(place: &Place) -> Tried {
    python(place, "bitwarden", "parts", &[])?;
    let key = derived(place)?;
    let (encryption, authentication) = (expanded(place, &key, "enc")?, expanded(place, &key, "mac")?);
    let mac = format!("mac -digest SHA256 -macopt hexkey:{authentication} -in @signed HMAC");
    if openssl(place, &mac).text()?.to_lowercase() != place.known("mac")? {
        return Err("the MAC is wrong".to_owned());
    }
    let iv = place.known("iv")?;
    openssl(place, &format!("enc -d -aes-256-cbc -K {encryption} -iv {iv} -in @sealed -out @opened")).done()?;
    python(place, "bitwarden", "opened", &[])
}

fn derived(place: &Place) -> Result<String, String> {
    let words = "kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt iter:600000 -kdfopt";
    let salt = place.known("salt")?;
    let kdf = openssl(place, words).arg(format!("pass:{}", super::PASSPHRASE));
    Ok(kdf.arg("-kdfopt").arg(format!("salt:{salt}")).arg("PBKDF2").text()?.replace(':', ""))
}

fn expanded(place: &Place, key: &str, purpose: &str) -> Result<String, String> {
    let options = format!("-kdfopt digest:SHA256 -kdfopt mode:EXPAND_ONLY -kdfopt hexkey:{key} -kdfopt info:{purpose}");
    Ok(openssl(place, &format!("kdf -keylen 32 {options} HKDF")).text()?.replace(':', ""))
}
