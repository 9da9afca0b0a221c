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

/// How many choices of t shares are tried when more than t trustees answered and one of them answered wrongly.
const MOST_CHOICES: usize = 1000;

/// A method that opened. No Debug; its keys are zeroized when dropped.
pub struct OpenedMethod {
    locker: LockerId,
    method: MethodId,
    unsealing: UnsealingKey,
    success: SigningKey,
    owner_key: PublicKey,
}

/// Opens a method with w and the answers of at least t trustees. Answers whose masked share is not the one in the record are left out;
/// with more than t answers, one that was evaluated with a wrong key is got round by trying others (at most 1000 choices of t).
///
/// # Errors
/// [`OpenError::WrongSecret`] if the commitment differs; [`OpenError::Altered`] for a record that cannot be, fewer than t
/// unaltered masked shares, or an envelope that does not open under the right key.
pub fn open(record: &MethodRecord, w: &Stretched, answers: &[Answer]) -> Result<OpenedMethod, OpenError> {
    let transcript = &record.transcript;
    check(transcript)?;
    let shares = unmask(transcript, answers)?;
    let (r, keys) = combine(record, w, &shares)?;
    let content = keys.open(transcript, &record.envelope).map_err(|_| OpenError::Altered)?;
    Ok(OpenedMethod {
        locker: transcript.locker,
        method: transcript.method,
        unsealing: content.unsealing,
        success: success_key(transcript, &r)?,
        owner_key: content.owner_key,
    })
}

/// r and the keys that the record commits to, from the first t shares that give them.
fn combine(record: &MethodRecord, w: &Stretched, shares: &[Share]) -> Result<(Key, EnvelopeKeys), OpenError> {
    let transcript = &record.transcript;
    let digest = envelope::digest(transcript);
    for chosen in choices(shares.len(), transcript.threshold.into()).take(MOST_CHOICES) {
        let chosen: Vec<&Share> = chosen.iter().filter_map(|&i| shares.get(i)).collect();
        let r = sharing::combine(transcript.threshold, &chosen).map_err(|_| OpenError::Altered)?;
        let keys = EnvelopeKeys::new(&r, w, &digest);
        if keys.commits(&record.commitment) {
            return Ok((r, keys));
        }
    }
    Err(OpenError::WrongSecret)
}

/// Every choice of `t` out of `0..n`, in lexical order.
pub(super) fn choices(n: usize, t: usize) -> impl Iterator<Item = Vec<usize>> {
    core::iter::successors((t <= n).then(|| (0..t).collect()), move |chosen: &Vec<usize>| {
        let last = (0..t).rev().find(|&i| chosen[i] < n - t + i)?;
        Some((0..t).map(|i| if i < last { chosen[i] } else { chosen[last] + 1 + i - last }).collect())
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

/// The shares of all answers that carry what the record names: at least t, no index twice.
fn unmask(transcript: &Transcript, answers: &[Answer]) -> Result<Vec<Share>, OpenError> {
    let mut shares: Vec<Share> = Vec::with_capacity(answers.len());
    for answer in answers {
        if shares.iter().all(|share| share.index != answer.index) {
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
