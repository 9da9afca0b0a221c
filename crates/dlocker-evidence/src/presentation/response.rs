//! What a wallet answers (OpenID4VP 1.0, section 8).

use serde_json::{Map, Value};

use super::form::form;
use crate::jwe::ResponseKey;
use crate::trust::TrustList;
use crate::{EvidenceError, Format, json};

const MALFORMED: EvidenceError = EvidenceError::Malformed { part: "answer" };
const OTHER_STATE: EvidenceError = EvidenceError::OtherOccasion { part: "state" };
const PLAIN: EvidenceError = EvidenceError::NotAsAsked { part: "it is not encrypted" };
const ENCRYPTED: EvidenceError = EvidenceError::NotAsAsked { part: "it is encrypted" };

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

/// What an answer has to fit.
#[derive(Clone, Copy)]
pub struct Awaited<'a> {
    /// The `state` of the request.
    pub state: &'a str,
    /// The key of the request, where it asks for an encrypted answer.
    pub key: Option<&'a ResponseKey>,
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// Nothing shows that it comes from the wallet that fetched the request. So it ends nothing: the request waits for its answer still.
    #[error("{0}")]
    Unproven(EvidenceError),
    /// It comes from that wallet, and does not count.
    #[error("{0}")]
    Refused(EvidenceError),
}

/// Parses the body of a `direct_post` or `direct_post.jwt`: `application/x-www-form-urlencoded`, either with `vp_token` or `error` and the `state` of the
/// request, or with `response`, in which these are encrypted. Exactly one presentation, of one entry: more would be counted no more, and is refused. A wallet that
/// could not encrypt may say `error` in plain, since that names nobody.
///
/// # Errors
/// [`NotTaken`], with [`EvidenceError::Malformed`]; [`EvidenceError::OtherOccasion`] for another state or key; [`EvidenceError::NotAsAsked`] for a plain answer where an
/// encrypted one is awaited, or the other way round; [`EvidenceError::NotTrusted`] for what was not asked for.
pub fn parse(body: &[u8], awaited: Awaited<'_>, trust: &TrustList) -> Result<Answer, NotTaken> {
    parse_with(body, awaited, |entry| trust.entry(entry).map(crate::trust::Entry::format))
}

/// The same for an answer to [`query_of_kind`](super::query_of_kind).
///
/// # Errors
/// As [`parse`].
pub fn parse_of_kind(body: &[u8], awaited: Awaited<'_>, id: &str) -> Result<Answer, NotTaken> {
    parse_with(body, awaited, |entry| (entry == id).then_some(Format::SdJwtVc))
}

fn parse_with(body: &[u8], awaited: Awaited<'_>, format: impl Fn(&str) -> Option<Format>) -> Result<Answer, NotTaken> {
    let fields = form(body).map_err(NotTaken::Unproven)?;
    let field = |name: &str| fields.get(name).map(String::as_str);
    match (field("response"), awaited.key) {
        (Some(_), None) => Err(NotTaken::Unproven(ENCRYPTED)),
        (Some(_), Some(_)) if field("vp_token").or(field("error")).is_some() => Err(NotTaken::Unproven(MALFORMED)),
        (Some(jwe), Some(key)) => {
            let opened = opened(jwe, key, awaited.state).map_err(NotTaken::Unproven)?;
            encrypted(&opened, format).map_err(NotTaken::Refused)
        }
        (None, _) if field("state") != Some(awaited.state) => Err(NotTaken::Unproven(OTHER_STATE)),
        (None, key) => plain(field("vp_token"), field("error"), (key, format)).map_err(NotTaken::Refused),
    }
}

/// The parameters in a JWE. Whoever encrypted them read the request only if they have its state.
fn opened(jwe: &str, key: &ResponseKey, state: &str) -> Result<Map<String, Value>, EvidenceError> {
    let opened = json::object(&key.open(jwe)?, "answer")?;
    if json::text(&opened, "state")? == Some(state) { Ok(opened) } else { Err(OTHER_STATE) }
}

fn encrypted(opened: &Map<String, Value>, format: impl Fn(&str) -> Option<Format>) -> Result<Answer, EvidenceError> {
    match (opened.get("vp_token"), opened.get("error")) {
        (Some(Value::Object(token)), None) => shown(token, format).map(Answer::Shown),
        (None, Some(Value::String(error))) => Ok(declined(error)),
        _ => Err(MALFORMED),
    }
}

fn plain(
    token: Option<&str>,
    error: Option<&str>,
    (key, format): (Option<&ResponseKey>, impl Fn(&str) -> Option<Format>),
) -> Result<Answer, EvidenceError> {
    match (token, error) {
        (Some(_), _) if key.is_some() => Err(PLAIN),
        (Some(token), None) => shown(&json::object(token.as_bytes(), "answer")?, format).map(Answer::Shown),
        (None, Some(error)) => Ok(declined(error)),
        _ => Err(MALFORMED),
    }
}

fn declined(error: &str) -> Answer {
    Answer::Declined(error.chars().filter(char::is_ascii_graphic).take(64).collect())
}

fn shown(token: &Map<String, Value>, format: impl Fn(&str) -> Option<Format>) -> Result<Shown, EvidenceError> {
    let mut entries = token.iter();
    let (Some((entry, presentations)), None) = (entries.next(), entries.next()) else { return Err(MALFORMED) };
    let Some([Value::String(presentation)]) = presentations.as_array().map(Vec::as_slice) else {
        return Err(MALFORMED);
    };
    let format = format(entry).ok_or(EvidenceError::NotTrusted { part: "kind" })?;
    Ok(Shown { entry: entry.clone(), format, presentation: presentation.clone() })
}
