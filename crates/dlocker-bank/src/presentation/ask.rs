//! A device asks for a request that a wallet can answer.

use dlocker_evidence::nonce;
use dlocker_evidence::presentation::transaction_data;
use dlocker_evidence::trust::TrustList;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{LockerId, PresentationId, Timestamp};

use super::{For, PresentationRecord, Stage};
use crate::refusal;

/// How long a request can be answered, in milliseconds.
pub const LIFE: u64 = 10 * 60 * 1000;
/// Most requests of one asker that are open at once.
pub const MOST: usize = 8;

/// What is fresh for one request.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Random; goes into the nonce.
    pub random: [u8; 16],
    /// The private key to which the answer is encrypted, wrapped by custody; none where it comes plain.
    pub response_key: Option<Vec<u8>>,
}

/// A fresh request. `open` are those of the locker that are open. Only the asker's own are counted: a thief with the old phone must not use
/// up what the new one needs.
///
/// # Errors
/// `not-found` where the bank believes no issuer, `rate-limited` for too many.
pub fn ask(
    (id, locker, purpose): (PresentationId, LockerId, For),
    trust: &TrustList,
    open: &[PresentationRecord],
    fresh: Fresh,
    now: Timestamp,
) -> Result<PresentationRecord, Problem> {
    if trust.entries().is_empty() && purpose != For::Admission {
        return Err(refusal::no_trust());
    }
    if open.iter().filter(|one| one.purpose.is_of_same_asker(&purpose)).count() >= MOST {
        return Err(refusal::too_many_presentations().after(LIFE / 1000));
    }
    let expires = now.plus_millis(LIFE);
    let (stage, nonce_yet, response_key) = (Stage::Asked, String::new(), fresh.response_key);
    let mut record =
        PresentationRecord { id, locker, purpose, nonce: nonce_yet, data: None, expires, stage, response_key };
    record.data = record.told().map(|purpose| transaction_data(&purpose, trust));
    record.nonce = nonce(&fresh.random, record.data.as_slice());
    Ok(record)
}
