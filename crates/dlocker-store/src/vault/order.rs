//! What a member of staff vouches for inside a transaction: approvals, and orders that a session alone may not give.

use dlocker_bank::limits::StaffLimits;
use dlocker_bank::nonce::UsedNonce;
use dlocker_bank::staff::{Believed, Officer, Voice, ordered};
use dlocker_protocol::passkey::{Asserted, Proof, Vouched};
use dlocker_protocol::signature::Document;
use dlocker_protocol::staff::{Order, StaffOrder};
use dlocker_protocol::{Digest, Timestamp, TrusteeId};

use super::books::Books;
use super::{Answer, Vault};
use crate::store::{Ended, Store};

/// Somebody who wants something done, with the order that a passkey may have signed for it.
pub(super) struct Placed {
    officer: Officer,
    order: Option<(Asserted<StaffOrder>, UsedNonce)>,
    trustee: TrusteeId,
    limits: StaffLimits,
}

/// What came of it.
pub(super) struct Carried {
    /// The very same order was carried out before: this is a retry, and nothing is to be done.
    pub(super) again: bool,
    /// What a passkey signed, if one did.
    pub(super) proof: Option<Proof>,
}

/// A document that counts once is remembered by its digest for as long as its nonce is good.
pub(super) fn once(digest: &Digest, expires: Timestamp) -> UsedNonce {
    let mut random = [0; 16];
    random.copy_from_slice(&digest.as_bytes()[..16]);
    UsedNonce { random, expires }
}

impl<S: Store> Vault<S> {
    /// Reads the order's nonce, so that one that is stale is told before anything is looked at.
    pub(super) fn placed(
        &self,
        officer: &Officer,
        order: Option<&Asserted<StaffOrder>>,
        now: Timestamp,
    ) -> Answer<Placed> {
        let fresh = |order: &Asserted<StaffOrder>| {
            let nonce = self.nonce(&order.unverified().nonce, now)?;
            Ok((order.clone(), once(&order.digest(), nonce.expires)))
        };
        let order = order.map(fresh).transpose()?;
        Ok(Placed { officer: officer.clone(), order, trustee: self.trustee(), limits: self.limits().staff.clone() })
    }
}

impl Books<'_> {
    /// The document, if this person vouches for it. A passkey that was used is noted in its row.
    pub(super) fn believe<T: Document + Clone>(
        &mut self,
        officer: &Officer,
        vouched: &Vouched<T>,
        limits: &StaffLimits,
    ) -> Result<Believed<T>, Ended> {
        let passkeys = self.tx.passkeys(&officer.name)?;
        let voice = Voice { member: officer, passkeys: &passkeys, party: limits.party.as_ref() };
        let believed = voice.believe(vouched, self.now)?;
        if let Some(used) = believed.used() {
            self.tx.put_passkey(&used.passkey)?;
            if let Some(warning) = used.warning.clone() {
                self.note_act(warning, Some(used.proof.clone()));
            }
        }
        Ok(believed)
    }

    /// Whether this person may have `order` done; see [`ordered`].
    pub(super) fn placed(&mut self, placed: &Placed, order: &Order) -> Result<Carried, Ended> {
        let Some((asserted, nonce)) = &placed.order else {
            ordered(&placed.officer, None, order, placed.trustee)?;
            return Ok(Carried { again: false, proof: None });
        };
        let vouched = Vouched::Asserted(asserted.clone());
        let believed = self.believe(&placed.officer, &vouched, &placed.limits)?;
        ordered(&placed.officer, Some(&believed), order, placed.trustee)?;
        let proof = believed.used().map(|used| used.proof.clone());
        Ok(Carried { again: !self.tx.use_nonce(nonce)?, proof })
    }
}
