//! Opening an unlock method with what the trustees answered.

use dlocker_protocol::method::{MethodRecord, Transcript};
use dlocker_protocol::release::ProofOfSuccess;
use dlocker_protocol::sealed::{Shut, UnsealingKey};
use dlocker_protocol::signature::{Draft, Signed, SigningKey};
use dlocker_protocol::{LockerId, MethodId, PublicKey};

use super::envelope::{self, EnvelopeKeys};
use super::mask::{Place, mask, masked_share_digest};
use crate::derive::Key;
use crate::oprf::OprfOutput;
use crate::secret::Stretched;
use crate::seed::LockerSeed;
use crate::sharing::{self, Share};

/// One trustee's answer, finalized.
pub struct Answer {
    /// Index of its share, as the record has it.
    pub index: u8,
    /// Its output for the secret that was put in.
    pub output: OprfOutput,
    /// Its masked share (32 bytes).
    pub masked_share: Vec<u8>,
}

/// Why a method does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The commitment differs: another secret, or a trustee that answered with another key or another record. Whoever has pinned the
    /// record's digest can tell which.
    #[error("this secret does not open the method; the guess has been counted")]
    WrongSecret,
    /// The record, a masked share or the envelope is not what the owner made. The wallet itself is untouched.
    #[error(
        "what the bank keeps for this method was altered; nothing was opened with it, so tell the bank and try another method"
    )]
    Altered,
}

/// A method that opened. No Debug; its keys are zeroized when dropped.
pub struct OpenedMethod {
    locker: LockerId,
    method: MethodId,
    unsealing: UnsealingKey,
    success: SigningKey,
    owner_key: PublicKey,
}

/// Opens a method with w and the answers of at least t trustees. Answers whose masked share is not the one in the record are left out.
///
/// # Errors
/// [`OpenError::WrongSecret`] if the commitment differs; [`OpenError::Altered`] for a record that cannot be, fewer than t
/// unaltered masked shares, or an envelope that does not open under the right key.
pub fn open(record: &MethodRecord, w: &Stretched, answers: &[Answer]) -> Result<OpenedMethod, OpenError> {
    let transcript = &record.transcript;
    check(transcript)?;
    let shares = unmask(transcript, answers)?;
    let r = sharing::combine(transcript.threshold, &shares).map_err(|_| OpenError::Altered)?;
    let keys = EnvelopeKeys::new(&r, w, &envelope::digest(transcript));
    if !keys.commits(&record.commitment) {
        return Err(OpenError::WrongSecret);
    }
    let content = keys.open(transcript, &record.envelope).map_err(|_| OpenError::Altered)?;
    Ok(OpenedMethod {
        locker: transcript.locker,
        method: transcript.method,
        unsealing: content.unsealing,
        success: success_key(transcript, &r)?,
        owner_key: content.owner_key,
    })
}

/// Refuses records that `register` never makes.
fn check(transcript: &Transcript) -> Result<(), OpenError> {
    let trustees = &transcript.trustees;
    sharing::check(transcript.threshold, trustees.len()).map_err(|_| OpenError::Altered)?;
    let in_order = (1..=u8::MAX).zip(trustees).all(|(index, part)| part.index == index);
    let once = trustees.iter().enumerate().all(|(i, part)| {
        trustees[..i].iter().all(|other| other.trustee != part.trustee && other.oprf_key != part.oprf_key)
    });
    let stretched = match (&transcript.stretch, transcript.kind.is_stretched()) {
        (Some(stretch), true) => stretch.check().is_ok(),
        (None, false) => true,
        _ => false,
    };
    if in_order && once && stretched { Ok(()) } else { Err(OpenError::Altered) }
}

/// t shares, from the first t answers that carry what the record names.
fn unmask(transcript: &Transcript, answers: &[Answer]) -> Result<Vec<Share>, OpenError> {
    let mut shares: Vec<Share> = Vec::with_capacity(transcript.threshold.into());
    for answer in answers {
        let fresh = shares.iter().all(|share| share.index != answer.index);
        if fresh && shares.len() < usize::from(transcript.threshold) {
            shares.extend(unmask_one(transcript, answer));
        }
    }
    if shares.len() < usize::from(transcript.threshold) { Err(OpenError::Altered) } else { Ok(shares) }
}

fn unmask_one(transcript: &Transcript, answer: &Answer) -> Option<Share> {
    let part = transcript.trustees.iter().find(|part| part.index == answer.index)?;
    let masked: &[u8; 32] = answer.masked_share.as_slice().try_into().ok()?;
    if masked_share_digest(masked) != part.masked_share {
        return None;
    }
    let place = Place::of(transcript, answer.index)?;
    Some(Share { index: answer.index, bytes: mask(masked, &place, &answer.output) })
}

fn success_key(transcript: &Transcript, r: &Key) -> Result<SigningKey, OpenError> {
    let key = envelope::success_key(r, transcript.locker, transcript.method, transcript.registration);
    if key.public_key() == transcript.success_key { Ok(key) } else { Err(OpenError::Altered) }
}

impl OpenedMethod {
    /// The owner's public key of the day of registration: the anchor that rosters must chain from.
    #[must_use]
    pub const fn owner_key(&self) -> &PublicKey {
        &self.owner_key
    }

    /// The seed of `epoch` that was sealed to this method. Anyone can seal to a public key: the seed counts only once
    /// [`RosterChain::accepts`](crate::roster::RosterChain::accepts) has said so.
    ///
    /// # Errors
    /// [`Shut`] for another method, locker or epoch, and for altered bytes.
    pub fn unseal_seed(&self, epoch: u64, sealed: &[u8]) -> Result<LockerSeed, Shut> {
        LockerSeed::unseal(&self.unsealing, self.locker, epoch, self.method, sealed)
    }

    /// Signs a proof of success.
    #[must_use]
    pub fn prove(&self, proof: ProofOfSuccess) -> Signed<ProofOfSuccess> {
        Draft::new(proof).sign(&self.success)
    }
}
