//! Signed rosters and the rule by which one follows another.

use minicbor::{Decode, Encode};

use super::Roster;
use super::changes::changes;
use super::consistent::{check, check_departures};
use crate::cbor::{self, Malformed};
use crate::signature::{Document, Draft, Signature, Signed, SigningKey};
use crate::{Digest, PublicKey};

/// A roster with its signature, and in the first of a later epoch also the signature of the owner key before. Wire: CBOR `[payload, signature, prior]`.
#[derive(Clone)]
pub struct SignedRoster {
    signed: Signed<Roster>,
    prior: Option<Signature>,
}

/// A roster that does not follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRoster {
    /// A signature is missing or by another key.
    #[error("this roster is not signed by the owner")]
    Signature,
    /// Number, epoch, locker or predecessor do not follow the roster before.
    #[error("this roster does not follow the one before it")]
    Chain,
    /// Signed and in its place, but it says what cannot be: an id that is not its key's, something twice, a device dropped without a word, a
    /// change that no roster may make.
    #[error("this roster contradicts itself or the one before it; do not use it")]
    Contradiction,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Wire {
    #[cbor(n(0), with = "minicbor::bytes")]
    signed: Vec<u8>,
    #[n(1)]
    prior: Option<Signature>,
}

/// A roster about to be signed.
pub struct RosterDraft {
    draft: Draft<Roster>,
}

impl RosterDraft {
    /// Encodes `roster`.
    #[must_use]
    pub fn new(roster: Roster) -> Self {
        Self { draft: Draft::new(roster) }
    }

    /// Signs with the owner key of the roster's epoch, and with the one before if the roster opens a later epoch.
    #[must_use]
    pub fn sign(self, key: &SigningKey, prior: Option<&SigningKey>) -> SignedRoster {
        let prior = prior.map(|key| key.sign(&self.draft.message()));
        SignedRoster { signed: self.draft.sign(key), prior }
    }
}

impl SignedRoster {
    /// Parses the wire form.
    ///
    /// # Errors
    /// [`Malformed`] if it is too long or not canonical.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > Roster::MAX_BYTES + 256 {
            return Err(Malformed { what: Roster::LABEL });
        }
        let wire: Wire = cbor::decode(bytes, Roster::LABEL)?;
        Ok(Self { signed: Signed::from_bytes(&wire.signed)?, prior: wire.prior })
    }

    /// The wire form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(&Wire { signed: self.signed.to_bytes(), prior: self.prior })
    }

    /// The digest by which later rosters, snapshots and compare-and-set name this one.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.signed.digest()
    }

    /// What it says, believed by nobody yet.
    #[must_use]
    pub fn unverified(&self) -> &Roster {
        self.signed.unverified()
    }

    /// The roster, if it is a first one (number 1, epoch 1, no predecessor, nobody departed) signed by its own owner key,
    /// without contradiction. That says nothing yet about whose it is: an anchor must name the owner key.
    ///
    /// # Errors
    /// [`BadRoster`] otherwise.
    pub fn verify_first(&self) -> Result<&Roster, BadRoster> {
        let roster = self.unverified();
        let first = roster.number == 1 && roster.epoch == 1;
        let after_something = roster.predecessor.is_some() || roster.prior_seed.is_some() || self.prior.is_some();
        if !first || after_something || !roster.departed.is_empty() {
            return Err(BadRoster::Chain);
        }
        let roster = self.signed_by(&roster.owner_key)?;
        check(roster)?;
        Ok(roster)
    }

    /// The roster, if it follows `before`: same locker, next number, its digest as predecessor, and either the same epoch and keys,
    /// or the next epoch with a signature by the owner key of `before` too; and it contradicts neither itself nor `before`.
    ///
    /// # Errors
    /// [`BadRoster`] otherwise.
    pub fn verify_after(&self, before: &Roster) -> Result<&Roster, BadRoster> {
        let roster = self.unverified();
        let follows = roster.locker == before.locker
            && Some(roster.number) == before.number.checked_add(1)
            && roster.predecessor == Some(before.digest());
        if !follows {
            return Err(BadRoster::Chain);
        }
        if roster.epoch == before.epoch {
            let same_keys = roster.owner_key == before.owner_key
                && roster.sealing_key == before.sealing_key
                && roster.prior_seed == before.prior_seed;
            if !same_keys || self.prior.is_some() {
                return Err(BadRoster::Chain);
            }
        } else {
            self.verify_new_epoch(before)?;
        }
        let roster = self.signed_by(&roster.owner_key)?;
        check(roster)?;
        check_departures(before, roster)?;
        if roster.epoch == before.epoch {
            changes(before, roster)?;
        }
        Ok(roster)
    }

    fn verify_new_epoch(&self, before: &Roster) -> Result<(), BadRoster> {
        let roster = self.unverified();
        if Some(roster.epoch) != before.epoch.checked_add(1) || roster.prior_seed.is_none() {
            return Err(BadRoster::Chain);
        }
        let prior = self.prior.as_ref().ok_or(BadRoster::Signature)?;
        let message = Draft::new(roster.clone()).message();
        if before.owner_key.verifies(&message, prior) { Ok(()) } else { Err(BadRoster::Signature) }
    }

    fn signed_by(&self, key: &PublicKey) -> Result<&Roster, BadRoster> {
        self.signed.verify(key).map_err(|_| BadRoster::Signature)
    }
}

impl core::fmt::Debug for SignedRoster {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.signed.fmt(f)
    }
}
