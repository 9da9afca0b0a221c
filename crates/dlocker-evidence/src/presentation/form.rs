//! What wallets post: `application/x-www-form-urlencoded`.

use std::collections::BTreeMap;

use super::MAX_RESPONSE;
use crate::EvidenceError;

/// Longest nonce of a wallet, in bytes.
const LONGEST_NONCE: usize = 256;
const MALFORMED: EvidenceError = EvidenceError::Malformed { part: "answer" };

/// The nonce that a wallet gives when it fetches a request by `POST` (OpenID4VP 1.0, section 5.10): at most 256 bytes. Anything else in the body does not
/// matter.
#[must_use]
pub fn wallet_nonce(body: &[u8]) -> Option<String> {
    form(body).ok()?.remove("wallet_nonce").filter(|nonce| nonce.len() <= LONGEST_NONCE)
}

/// The fields of a body, none of them twice.
pub(super) fn form(body: &[u8]) -> Result<BTreeMap<String, String>, EvidenceError> {
    if body.len() > MAX_RESPONSE {
        return Err(EvidenceError::Malformed { part: "length" });
    }
    let body = core::str::from_utf8(body).map_err(|_| MALFORMED)?;
    let mut fields = BTreeMap::new();
    for pair in body.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').ok_or(MALFORMED)?;
        if fields.insert(unescaped(name)?, unescaped(value)?).is_some() || fields.len() > 16 {
            return Err(MALFORMED);
        }
    }
    Ok(fields)
}

/// `+` and `%XX` as browsers write them.
fn unescaped(text: &str) -> Result<String, EvidenceError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16)).ok_or(MALFORMED);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                u8::try_from(high * 16 + low).map_err(|_| MALFORMED)?
            }
            _ => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| MALFORMED)
}
