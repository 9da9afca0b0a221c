//! URIs with the secrets of one-time codes: `otpauth` (Key Uri Format), and the export of Google Authenticator.

use super::base64;
use crate::item::{ItemInfo, Kind};

/// Recognises a text that is such URIs, one on a line, and nothing else. Label and issuer: of the first.
pub(super) fn recognise(text: &str) -> Option<ItemInfo> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    if first.starts_with("otpauth-migration://") {
        let all = migration(first) && lines.all(migration);
        return all.then(|| ItemInfo::of(Kind::OtpauthMigration).raw());
    }
    let info = code(first)?;
    lines.all(|line| code(line).is_some()).then_some(info)
}

/// `otpauth://totp/Issuer:account?secret=BASE32&issuer=Issuer`
fn code(uri: &str) -> Option<ItemInfo> {
    let rest = uri.strip_prefix("otpauth://")?;
    let rest =
        rest.strip_prefix("totp/").or_else(|| rest.strip_prefix("hotp/")).or_else(|| rest.strip_prefix("steam/"))?;
    let (label, query) = rest.split_once('?')?;
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let secret = value("secret")?;
    let base32 = |b: u8| b.is_ascii_alphanumeric() || b == b'=';
    if secret.is_empty() || !secret.bytes().all(base32) {
        return None;
    }
    let label = decoded(label);
    let (prefix, account) = label.split_once(':').map_or((None, label.as_str()), |(p, a)| (Some(p), a.trim()));
    let issuer = value("issuer").map(decoded).or_else(|| prefix.map(str::to_owned));
    Some(ItemInfo::of(Kind::Otpauth).labelled(Some(account)).issued_by(issuer.as_deref()).raw())
}

/// `otpauth-migration://offline?data=BASE64`
fn migration(uri: &str) -> bool {
    let data = uri.strip_prefix("otpauth-migration://offline?data=");
    data.is_some_and(|data| base64::standard(decoded(data).as_bytes()).is_some_and(|bytes| !bytes.is_empty()))
}

/// Takes percent-encoding off; what is not encoded rightly stays as it is.
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        let hex = (*first == b'%').then(|| after.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
