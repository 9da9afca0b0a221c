//! From when until when something is valid.

use dlocker_protocol::Timestamp;
use serde_json::{Map, Value};

use crate::EvidenceError;

/// How far the clock of an issuer or a wallet may be ahead, or that of a wallet behind, in seconds.
pub(crate) const MAX_SKEW_SECONDS: u64 = 60;

/// `iat`, `nbf` and `exp` of a JWT, in seconds since 1970.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Times {
    pub(crate) issued: Option<u64>,
    pub(crate) from: Option<u64>,
    pub(crate) until: Option<u64>,
}

impl Times {
    /// Whole seconds; anything else is refused.
    pub(crate) fn of(claims: &Map<String, Value>) -> Result<Self, EvidenceError> {
        let seconds = |member: &'static str| match claims.get(member) {
            None => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or(EvidenceError::Malformed { part: member }),
        };
        Ok(Self { issued: seconds("iat")?, from: seconds("nbf")?, until: seconds("exp")? })
    }

    /// Whether `now` lies between them.
    pub(crate) fn check(self, now: Timestamp) -> Result<(), EvidenceError> {
        let latest = now.seconds().saturating_add(MAX_SKEW_SECONDS);
        if self.until.is_some_and(|until| until <= now.seconds()) {
            return Err(EvidenceError::Expired);
        }
        if [self.issued, self.from].into_iter().flatten().any(|from| from > latest) {
            return Err(EvidenceError::NotYet);
        }
        Ok(())
    }

    /// Whether this was made just now: issued within a minute, and still valid.
    pub(crate) fn fresh(self, now: Timestamp) -> Result<(), EvidenceError> {
        let near = |at: u64| at.abs_diff(now.seconds()) <= MAX_SKEW_SECONDS;
        if self.issued.is_some_and(near) && self.check(now).is_ok() { Ok(()) } else { Err(EvidenceError::OtherTime) }
    }
}

/// Seconds since 1970 as a moment.
pub(crate) const fn moment(seconds: u64) -> Timestamp {
    Timestamp::from_millis(seconds.saturating_mul(1000))
}
