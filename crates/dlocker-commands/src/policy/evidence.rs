//! `dlocker policy set recovery-…`: what a recovery must show.

use dlocker_client::{Connection, Platform, PolicyView, Result, Unlock};
use dlocker_protocol::roster::{EvidenceKinds, RecoveryRule};

use super::{more, text};
use crate::{Outcome, changed};

/// One part of the rule, or all of it left to the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceEdit {
    /// How many pieces of evidence.
    Needed(u32),
    /// What counts as one.
    From(EvidenceKinds),
    /// How long to wait, in seconds, where an officer and a credential agree; as long as otherwise where absent.
    WaitAgreed(Option<u64>),
    /// The bank's own rule.
    Default,
}

/// The rule as it will be: what is not named stays as it is, or as the bank has it.
fn edited(policy: &PolicyView, edits: &[EvidenceEdit]) -> Option<RecoveryRule> {
    let own = policy.bounds.effective(None);
    edits.iter().fold(policy.chosen_rule, |rule, edit| {
        let rule = rule.unwrap_or(own);
        match *edit {
            EvidenceEdit::Needed(needed) => Some(RecoveryRule { needed, ..rule }),
            EvidenceEdit::From(from) => Some(RecoveryRule { from, ..rule }),
            EvidenceEdit::WaitAgreed(wait_agreed) => Some(RecoveryRule { wait_agreed, ..rule }),
            EvidenceEdit::Default => None,
        }
    })
}

/// The rule as `edits` make it of the present one; none is the bank's own.
///
/// # Errors
/// Those of a request.
pub async fn evidence<P: Platform>(
    connection: &mut Connection<'_, P>,
    edits: &[EvidenceEdit],
) -> Result<Option<RecoveryRule>> {
    Ok(edited(&connection.policy().await?, edits))
}

/// `policy set recovery-needs`, `recovery-from`, `recovery-wait-agreed`, `recovery-evidence`
///
/// # Errors
/// Those of unlocking.
pub async fn set_evidence<P: Platform>(
    connection: &mut Connection<'_, P>,
    rule: Option<RecoveryRule>,
    unlock: &Unlock,
) -> Result<Outcome> {
    let changed = connection.set_recovery_rule(rule, unlock).await?;
    let policy = connection.policy().await?;
    Ok(changed::outcome(changed, more(&policy), text(&policy)))
}
