//! What a wallet answers (OpenID4VP 1.0, section 8).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::trust::TrustList;
use crate::{EvidenceError, Format, json};

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
    parse_with(body, state, |entry| trust.entry(entry).map(crate::trust::Entry::format))
}

/// The same for an answer to [`query_of_kind`](super::query_of_kind).
///
/// # Errors
/// As [`parse`].
pub fn parse_of_kind(body: &[u8], state: &str, id: &str) -> Result<Answer, EvidenceError> {
    parse_with(body, state, |entry| (entry == id).then_some(Format::SdJwtVc))
}

fn parse_with(body: &[u8], state: &str, format: impl Fn(&str) -> Option<Format>) -> Result<Answer, EvidenceError> {
    let fields = form(body)?;
    if fields.get("state").map(String::as_str) != Some(state) {
        return Err(EvidenceError::OtherOccasion { part: "state" });
    }
    match (fields.get("vp_token"), fields.get("error")) {
        (Some(token), None) => shown(token, format).map(Answer::Shown),
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

fn shown(token: &str, format: impl Fn(&str) -> Option<Format>) -> Result<Shown, EvidenceError> {
    let mut entries = json::object(token.as_bytes(), "answer")?.into_iter();
    let (Some((entry, presentations)), None) = (entries.next(), entries.next()) else { return Err(MALFORMED) };
    let Some([Value::String(presentation)]) = presentations.as_array().map(Vec::as_slice) else {
        return Err(MALFORMED);
    };
    let format = format(&entry).ok_or(EvidenceError::NotTrusted { part: "kind" })?;
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::presentation::kit::trust;

    const STATE: &str = "presentation-a";

    fn parsed(body: &str) -> Result<Answer, EvidenceError> {
        parse(body.as_bytes(), STATE, &trust())
    }

    #[test]
    fn one_presentation_of_one_entry_is_read_however_it_is_escaped() {
        let shown = Shown { entry: "id".into(), format: Format::SdJwtVc, presentation: "a.b.c~d~".into() };
        for body in [
            "state=presentation-a&vp_token=%7B%22id%22%3A%5B%22a.b.c~d~%22%5D%7D",
            "vp_token=%7B+%22id%22:[%22a.b.c%7ed%7E%22]%7D&state=presentation-a",
        ] {
            assert_eq!(parsed(body), Ok(Answer::Shown(shown.clone())), "{body}");
        }
    }

    #[test]
    fn a_wallet_that_says_no_is_understood() {
        let declined = Answer::Declined("access_denied".into());
        assert_eq!(parsed("error=access_denied&error_description=no+thanks&state=presentation-a"), Ok(declined));
    }

    #[test]
    fn more_less_or_something_else_is_refused() {
        let malformed = [
            "",
            "state=presentation-a",
            "state=presentation-a&vp_token=",
            "state=presentation-a&vp_token=[]",
            "state=presentation-a&vp_token={}",
            "state=presentation-a&vp_token={\"id\":[]}",
            "state=presentation-a&vp_token={\"id\":\"a\"}",
            "state=presentation-a&vp_token={\"id\":[\"a\",\"b\"]}",
            "state=presentation-a&vp_token={\"id\":[{}]}",
            "state=presentation-a&vp_token={\"id\":[\"a\"],\"id\":[\"b\"]}",
            "state=presentation-a&vp_token={\"id\":[\"a\"],\"other\":[\"b\"]}",
            "state=presentation-a&vp_token={\"id\":[\"a\"]}&error=access_denied",
            "state=presentation-a&vp_token={\"id\":[\"a\"]}&vp_token={\"id\":[\"a\"]}",
            "state=presentation-a&vp_token=%",
            "state=presentation-a&vp_token=%4",
            "state=presentation-a&vp_token=%ff",
            "state",
        ];
        for body in malformed {
            assert!(parsed(body).is_err(), "{body}");
        }
        assert_eq!(parsed("state=presentation-b&error=x"), Err(EvidenceError::OtherOccasion { part: "state" }));
        assert_eq!(parsed("error=x"), Err(EvidenceError::OtherOccasion { part: "state" }));
        let unknown = parsed("state=presentation-a&vp_token={\"other\":[\"a\"]}");
        assert_eq!(unknown, Err(EvidenceError::NotTrusted { part: "kind" }));
        let long = format!("state=presentation-a&error={}", "x".repeat(MAX_RESPONSE));
        assert_eq!(parsed(&long), Err(EvidenceError::Malformed { part: "length" }));
        assert!(parse(&[0xff, 0xfe], STATE, &trust()).is_err());
    }

    #[test]
    fn a_wallets_nonce_is_taken_unless_it_is_long() {
        assert_eq!(wallet_nonce(b"wallet_metadata=%7B%7D&wallet_nonce=abc").as_deref(), Some("abc"));
        assert_eq!(wallet_nonce(b""), None);
        assert_eq!(wallet_nonce(format!("wallet_nonce={}", "x".repeat(257)).as_bytes()), None);
    }
}
