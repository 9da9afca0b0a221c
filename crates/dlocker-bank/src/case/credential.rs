//! A credential of another issuer is presented in a case.

use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, Digest, Timestamp};
use minicbor::{Decode, Encode};

use super::{Alarmed, CaseRecord, Stage};
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
    let mut events = Vec::new();
    match std::mem::replace(&mut case.stage, Stage::Committed) {
        Stage::Open(opened) => {
            let device = DeviceId::of(&opened.device_key);
            let alarmed = Alarmed::begin(opened, locker, limits, now);
            events.push(Event::CaseAlarmed { case: case.id, device, due: alarmed.due });
            case.stage = Stage::Alarmed(Alarmed { credentials: Some(vec![shown]), ..alarmed });
        }
        Stage::Alarmed(mut alarmed) => {
            alarmed.credentials.get_or_insert_default().push(shown);
            case.stage = Stage::Alarmed(alarmed);
        }
        stage @ (Stage::Committed | Stage::Over(_)) => {
            case.stage = stage;
            return Err(refusal::case_not_open().into());
        }
    }
    events.push(Event::CasePresented { case: case.id, entry });
    Ok(Decided { answer: (), events })
}
