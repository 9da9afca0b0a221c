//! `[recovery]`: what a recovery must show and how long it waits, and within what owners may choose.

use dlocker_bank::limits::RecoveryLimits;
use dlocker_protocol::roster::EvidenceKind;
use serde::Deserialize;

use super::BadConfig;
use super::duration::Duration;
use super::file::{millis, within};

/// Most pieces of evidence that can be asked for.
const MOST: u32 = 100;
/// How many pieces an owner may ask for where the bank does not say.
const NEEDED_MAX: u32 = 3;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Recovery {
    wait: Option<Duration>,
    wait_min: Option<Duration>,
    wait_max: Option<Duration>,
    approvals: Option<u32>,
    documents: Option<bool>,
    evidence: Option<Vec<EvidenceKind>>,
    needed_min: Option<u32>,
    needed_max: Option<u32>,
    wait_agreed: Option<bool>,
    wait_agreed_min: Option<Duration>,
}

impl Recovery {
    /// The bounds bind what an owner may choose; the bank's own wait may lie outside them. An owner asks for no less evidence than the bank, unless it says so.
    pub(super) fn check(self, default: &RecoveryLimits) -> Result<RecoveryLimits, BadConfig> {
        let approvals = within("recovery.approvals", self.approvals.unwrap_or(default.approvals), 1..=MOST)?;
        let (min, max) = (self.needed_min.unwrap_or(approvals), self.needed_max.unwrap_or(approvals.max(NEEDED_MAX)));
        let limits = RecoveryLimits {
            wait: millis(self.wait, default.wait),
            wait_min: millis(self.wait_min, default.wait_min),
            wait_max: millis(self.wait_max, default.wait_max),
            approvals,
            documents: self.documents.unwrap_or(default.documents),
            needed_min: within("recovery.needed_min", min, 1..=MOST)?,
            needed_max: within("recovery.needed_max", max, 1..=MOST)?,
            evidence: self.evidence.map_or(default.evidence, |kinds| kinds.into_iter().collect()),
            wait_agreed_min: self.wait_agreed.unwrap_or(true).then(|| millis(self.wait_agreed_min, 0)),
        };
        if limits.wait_min > limits.wait_max {
            return Err(BadConfig(
                "recovery.wait_min is longer than recovery.wait_max: no owner could choose a wait".into(),
            ));
        }
        if limits.needed_min > limits.needed_max {
            return Err(BadConfig(
                "recovery.needed_min is more than recovery.needed_max: no owner could choose a number".into(),
            ));
        }
        Ok(limits)
    }
}
