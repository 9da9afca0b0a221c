//! Whether a credential still holds: the Token Status List that its issuer keeps (draft-ietf-oauth-status-list).

mod list;

use dlocker_protocol::Timestamp;
use serde_json::{Map, Value};

use crate::credential::Stop;
use crate::issuer::{Claimed, Issuer};
use crate::jwt::{Called, Jwt};
use crate::validity::Times;
use crate::{EvidenceError, Fetched, json};

const TYP: &str = "statuslist+jwt";
const CALLED: Called = Called { whole: "status list", header: "status list's header", claims: "status list's claims" };
/// A list that says neither `exp` nor `ttl` is believed for so long, in seconds.
const MAX_AGE_SECONDS: u64 = 24 * 60 * 60;
/// Longest list that is looked at, in bytes.
const MAX_TOKEN: usize = 2 * 1024 * 1024;
const MAX_URI: usize = 2048;

/// Where a credential's status stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatusReference {
    /// https URL of the list.
    pub(crate) uri: String,
    /// Place in the list.
    pub(crate) index: u64,
}

impl StatusReference {
    /// The reference in `status`; `None` where there is no `status`. Another kind of status than a list is refused: it cannot be looked up here.
    pub(crate) fn of(claims: &Map<String, Value>) -> Result<Option<Self>, EvidenceError> {
        let malformed = EvidenceError::Malformed { part: "status" };
        let Some(status) = claims.get("status") else { return Ok(None) };
        let list = status.get("status_list").ok_or(malformed)?;
        let (uri, index) = (list.get("uri").and_then(Value::as_str), list.get("idx").and_then(Value::as_u64));
        let (uri, index) = uri.zip(index).ok_or(malformed)?;
        Self::new(uri, index).map(Some)
    }

    /// A reference to a list under https.
    pub(crate) fn new(uri: &str, index: u64) -> Result<Self, EvidenceError> {
        let plain = uri.len() <= MAX_URI && uri.bytes().all(|b| b.is_ascii_graphic()) && !uri.contains('#');
        if plain && uri.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')) {
            Ok(Self { uri: uri.to_owned(), index })
        } else {
            Err(EvidenceError::Malformed { part: "status" })
        }
    }

    /// Whether the list, by the same issuer as the credential, says that it is valid.
    pub(crate) fn check(&self, issuer: &Issuer, fetched: &Fetched, now: Timestamp) -> Result<(), EvidenceError> {
        let unknown = |part| EvidenceError::StatusUnknown { part };
        let token = fetched.status_lists.get(&self.uri).ok_or_else(|| unknown("status list"))?;
        if token.len() > MAX_TOKEN {
            return Err(unknown("length of the status list"));
        }
        let text = core::str::from_utf8(token).map_err(|_| unknown("status list"))?.trim_ascii();
        let jwt = Jwt::parse(text, &[Some(TYP)], CALLED).map_err(|_| unknown("status list"))?;
        let claimed = Claimed::of(&jwt).map_err(|_| unknown("issuer of the status list"))?;
        let key = issuer.key(&claimed, &fetched.did_documents, now);
        let key = key.map_err(|_: Stop| unknown("issuer of the status list"))?.key;
        if !jwt.is_by(&key) {
            return Err(unknown("signature of the status list"));
        }
        self.is_current(&jwt.claims, now)?;
        let list = jwt.claims.get("status_list").and_then(Value::as_object);
        let status = list.and_then(|list| list::status(list, self.index)).ok_or_else(|| unknown("status list"))?;
        if status == 0 { Ok(()) } else { Err(EvidenceError::Revoked) }
    }

    /// Whether it is this list, and of today.
    fn is_current(&self, claims: &Map<String, Value>, now: Timestamp) -> Result<(), EvidenceError> {
        let unknown = |part| EvidenceError::StatusUnknown { part };
        if json::text(claims, "sub") != Ok(Some(&self.uri)) {
            return Err(unknown("subject of the status list"));
        }
        let times = Times::of(claims).map_err(|_| unknown("times of the status list"))?;
        let issued = times.issued.ok_or_else(|| unknown("times of the status list"))?;
        let lives = match claims.get("ttl") {
            None => MAX_AGE_SECONDS,
            Some(ttl) => ttl.as_u64().filter(|ttl| *ttl > 0).ok_or_else(|| unknown("times of the status list"))?,
        };
        let until = times.until.unwrap_or_else(|| issued.saturating_add(lives));
        let current = Times { until: Some(until), ..times };
        current.check(now).map_err(|_| unknown("age of the status list"))
    }
}
