//! A credential exchange file (FIDO CXF), read by the types that Bitwarden publishes for it.

use std::fs;

use credential_exchange_format::{Credential, Header};

use super::{Animal, Item, Place, Tried, Vital, python};

/// A credential exchange file with a passkey, a password and a TOTP seed.
pub(super) const CXF: [Animal; 1] = [Animal {
    name: "fido-cxf",
    sort: "FIDO CXF",
    proof: "the crate `credential-exchange-format` of Bitwarden reads it; `openssl` signs with the passkey, `oathtool` gives the code of before",
    make: |place| python(place, "cxf", "make", &[]),
    works,
    items: &[Item::new("export.json", "fido-cxf").label("The Zoo")],
    vital: &[Vital::behind("export.json", "\"key\": \"", 60)],
}];

fn works(place: &Place) -> Tried {
    let text = fs::read_to_string(place.wallet("export.json")).map_err(|e| e.to_string())?;
    let header: Header = serde_json::from_str(&text).map_err(|e| format!("it is no exchange file: {e}"))?;
    let credentials = header.accounts.into_iter().flat_map(|a| a.items).flat_map(|i| i.credentials);
    let tried: Result<Vec<bool>, String> = credentials.map(|credential| use_it(place, &credential)).collect();
    let used = tried?.into_iter().filter(|used| *used).count();
    if used == 3 { Ok(()) } else { Err(format!("three things should be in it, {used} are of use")) }
}

/// Uses one thing of the file; gives whether it is of use.
fn use_it(place: &Place, credential: &Credential) -> Result<bool, String> {
    match credential {
        Credential::Passkey(passkey) => passkey_signs(place, &Vec::<u8>::from(passkey.key.clone())).map(|()| true),
        Credential::Totp(totp) => gives_the_code(place, &String::from(totp.secret.clone())).map(|()| true),
        Credential::BasicAuth(login) => {
            let password = login.password.clone().map(|field| String::from(field.value));
            Ok(password.as_deref() == Some("the password of the mailbox"))
        }
        _ => Ok(false),
    }
}

fn passkey_signs(place: &Place, key: &[u8]) -> Tried {
    place.tell("passkey.der", key)?;
    super::openssl::openssl(place, "pkey -inform DER -in @passkey.der -out @passkey.pem").done()?;
    super::x509::signs(place, &place.world("passkey.pem").to_string_lossy())?;
    place.run("rm", "@passkey.der @passkey.pem")
}

fn gives_the_code(place: &Place, secret: &str) -> Tried {
    let code = place.tool("oathtool", "--base32 --totp --now").arg("@1700000000").arg(secret).text()?;
    if code == place.known("code")? { Ok(()) } else { Err(format!("the code is {code}")) }
}
