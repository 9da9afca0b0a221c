//! What a wallet answers (OpenID4VP 1.0, section 8).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::trust::TrustList;
use crate::{EvidenceError, Format};

use super::MAX_RESPONSE;

/// Longest nonce of a wallet, in bytes.
const LONGEST_NONCE: usize = 256;
const MALFORMED: EvidenceError = EvidenceError::Malformed { part: "answer" };

/// What a wallet answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A credential.
    Shown(Shown),
    /// Nothing: the holder said no, or has nothing that fits. Its error code, at most 64 characters of visible ASCII.
    Declined(String),
}

/// One presented credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The entry of the trust list that it answers.
    pub entry: String,
    /// Its format, as that entry has it.
    pub format: Format,
    /// The presentation.
    pub presentation: String,
}

/// Parses the body of a `direct_post`: `application/x-www-form-urlencoded` with `vp_token` or `error`, and the `state` of the request. Exactly one
/// presentation, of one entry: more would be counted no more, and is refused.
///
/// # Errors
/// [`EvidenceError::Malformed`]; [`EvidenceError::OtherOccasion`] for another state; [`EvidenceError::NotTrusted`] for what was not asked for.
pub fn parse(body: &[u8], state: &str, trust: &TrustList) -> Result<Answer, EvidenceError> {
    let fields = form(body)?;
    if fields.get("state").map(String::as_str) != Some(state) {
        return Err(EvidenceError::OtherOccasion { part: "state" });
    }
    match (fields.get("vp_token"), fields.get("error")) {
        (Some(token), None) => shown(token, trust).map(Answer::Shown),
        (None, Some(error)) => Ok(Answer::Declined(error.chars().filter(char::is_ascii_graphic).take(64).collect())),
        _ => Err(MALFORMED),
    }
}

/// The nonce that a wallet gives when it fetches a request by `POST` (OpenID4VP 1.0, section 5.10): at most 256 bytes. Anything else in the body does not
/// matter.
#[must_use]
pub fn wallet_nonce(body: &[u8]) -> Option<String> {
    form(body).ok()?.remove("wallet_nonce").filter(|nonce| nonce.len() <= LONGEST_NONCE)
}

fn shown(token: &str, trust: &TrustList) -> Result<Shown, EvidenceError> {
    let token: BTreeMap<String, Vec<Value>> = serde_json::from_str(token).map_err(|_| MALFORMED)?;
    let mut entries = token.into_iter();
    let (Some((entry, presentations)), None) = (entries.next(), entries.next()) else { return Err(MALFORMED) };
    let [Value::String(presentation)] = presentations.as_slice() else { return Err(MALFORMED) };
    let format = trust.entry(&entry).ok_or(EvidenceError::NotTrusted { part: "kind" })?.format();
    Ok(Shown { entry, format, presentation: presentation.clone() })
}

fn form(body: &[u8]) -> Result<BTreeMap<String, String>, EvidenceError> {
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
