//! The record of a pending registration is stored.

use dlocker_protocol::method::{MethodRecord, StoreRecordRequest};
use dlocker_protocol::problem::Problem;
use dlocker_protocol::signature::Document;
use dlocker_protocol::{DeviceId, Digest, LockerId, PublicKey, Timestamp, TrusteeId, cbor};

use super::{RegistrationRecord, RegistrationState, StoredRecord};
use crate::device::acting;
use crate::locker::LockerRecord;
use crate::refusal::{self, Decided, Decision};

/// Longest sealed seed in bytes: a seed of 32 bytes sealed with X-Wing is far shorter.
const LONGEST_SEAL: usize = 4096;
const SHARE_BYTES: usize = 32;

/// A parsed offer.
pub struct Offered {
    /// What the record says.
    pub record: MethodRecord,
    /// Its digest.
    pub digest: Digest,
    /// Digest of the sealed seed.
    pub sealed_seed_digest: Digest,
    masked_share_digest: Digest,
}

/// Parses what the owner offers to store.
///
/// # Errors
/// `malformed` on a record that is not canonical, or parts of another size.
pub fn check(request: &StoreRecordRequest) -> Result<Offered, Problem> {
    let sizes = request.record.0.len() <= MethodRecord::MAX_BYTES
        && request.masked_share.0.len() == SHARE_BYTES
        && (1..=LONGEST_SEAL).contains(&request.sealed_seed.0.len());
    if !sizes {
        return Err(refusal::record_mismatch());
    }
    let record: MethodRecord =
        cbor::decode(&request.record.0, MethodRecord::LABEL).map_err(|_| refusal::record_mismatch())?;
    Ok(Offered {
        digest: record.digest(),
        record,
        sealed_seed_digest: Digest::of("sealed-seed", &request.sealed_seed.0),
        masked_share_digest: Digest::of("masked-share", &request.masked_share.0),
    })
}

/// Whether bytes may be a sealed seed.
#[must_use]
pub(crate) fn fits_a_seal(bytes: &[u8]) -> bool {
    (1..=LONGEST_SEAL).contains(&bytes.len())
}

/// Keeps the record. `wrapped` are masked share and sealed seed as custody wrapped them. The same record again is the same request.
///
/// # Errors
/// `malformed` where it does not fit the registration, `taken` where another record is there, `registration-over` after ten minutes.
pub fn store(
    locker: &LockerRecord,
    registration: &mut RegistrationRecord,
    offered: &Offered,
    (device, trustee, wrapped): (DeviceId, TrusteeId, (Vec<u8>, Vec<u8>)),
    now: Timestamp,
) -> Decision<()> {
    acting(locker, device)?;
    if registration.device != device {
        return Err(refusal::no_registration().into());
    }
    if let Some(stored) = &registration.stored {
        let same = stored.digest == offered.digest && stored.sealed_seed_digest == offered.sealed_seed_digest;
        return if same { Ok(Decided::again(())) } else { Err(refusal::record_taken().into()) };
    }
    if !matches!(registration.state, RegistrationState::Pending { .. }) || registration.has_lapsed(now) {
        return Err(refusal::registration_over().into());
    }
    let success_key = fits(locker.id, registration, offered, trustee)?;
    let (masked_share, sealed_seed) = wrapped;
    registration.stored = Some(StoredRecord {
        record: cbor::encode(&offered.record),
        digest: offered.digest,
        success_key,
        masked_share,
        sealed_seed,
        sealed_seed_digest: offered.sealed_seed_digest,
    });
    Ok(Decided::again(()))
}

fn fits(
    locker: LockerId,
    registration: &RegistrationRecord,
    offered: &Offered,
    trustee: TrusteeId,
) -> Result<PublicKey, Problem> {
    let transcript = &offered.record.transcript;
    let part = offered.record.part_of(trustee).ok_or_else(refusal::record_mismatch)?;
    let trustees = transcript.trustees.len();
    let threshold = usize::from(transcript.threshold);
    // t = 1 with several trustees would let each of them test guesses alone.
    let shared = threshold >= 1 && threshold <= trustees && (threshold > 1 || trustees == 1);
    let ours = transcript.locker == locker
        && transcript.method == registration.method
        && transcript.registration == registration.id
        && transcript.kind == registration.kind
        && transcript.stretch.is_some() == registration.kind.is_stretched();
    let key = part.oprf_key == registration.oprf_key && part.masked_share == offered.masked_share_digest;
    if shared && ours && key { Ok(transcript.success_key) } else { Err(refusal::record_mismatch()) }
}
