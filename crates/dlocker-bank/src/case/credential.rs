//! A credential of another issuer is presented in a case.

use dlocker_protocol::log::Event;
use dlocker_protocol::{Digest, Timestamp};
use minicbor::{Decode, Encode};

use super::evidence::add;
use super::{Alarmed, CaseRecord};
use crate::limits::RecoveryLimits;
use crate::locker::{LockerRecord, in_use};
use crate::refusal::{self, Decided, Decision};

/// Most credentials that a case notes. They count once together, so more would be noise in the owner's log.
const MOST: usize = 4;

/// A credential that was accepted as evidence.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct CredentialRecord {
    /// Name of the trust list's entry.
    #[n(0)]
    pub entry: String,
    /// Who issued it.
    #[n(1)]
    pub issuer: String,
    /// Digest of the credential as issued.
    #[n(2)]
    pub fingerprint: Digest,
    /// How many claims agree with those by which the owner is known.
    #[n(3)]
    pub claims: u8,
    /// When, by the bank's clock.
    #[n(4)]
    pub at: Timestamp,
}

/// Accepts it as evidence. The caller has verified it for this case's transcript, and that it agrees with who the owner is known to be. Everything that is presented
/// counts as one piece of evidence, and never without an officer's: a thief with the phone can present all that is on it.
///
/// # Errors
/// `forbidden` for a handle without a locker (as for a credential that does not agree) and after a veto; `conflict` before the commitment is open and for too
/// many; `case-over`, `shut`.
pub fn present(
    locker: Option<&LockerRecord>,
    case: &mut CaseRecord,
    shown: CredentialRecord,
    limits: &RecoveryLimits,
    now: Timestamp,
) -> Decision<()> {
    let locker = locker.filter(|locker| locker.is_held()).ok_or_else(refusal::not_known_by)?;
    if !case.is_alive(now) {
        return Err(refusal::case_over().into());
    }
    in_use(locker)?;
    if !case.vetoes.is_empty() {
        return Err(refusal::credential_after_veto().into());
    }
    let noted = case.stage.evidence().map(Alarmed::credentials).unwrap_or_default();
    if noted.iter().any(|one| one.fingerprint == shown.fingerprint) {
        return Ok(Decided::again(()));
    }
    if noted.len() >= MOST {
        return Err(refusal::enough_credentials().into());
    }
    let entry = shown.entry.clone();
    let note = |alarmed: &mut Alarmed| alarmed.credentials.get_or_insert_default().push(shown);
    let mut events = add(case, (locker, limits), None, note, now)?;
    events.push(Event::CasePresented { case: case.id, entry });
    Ok(Decided { answer: (), events })
}
