//! Staff: who asks, and invites.

use dlocker_bank::issuance::is_tx_code;
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::log::append;
use dlocker_bank::nonce::UsedNonce;
use dlocker_bank::refusal;
use dlocker_bank::staff::{ActRecord, Officer, invite, invite_digest};
use dlocker_protocol::problem::ProblemCode;
use dlocker_protocol::staff::{Act, Duty, InviteRequest, InviteResponse, StaffMember, StaffName};
use dlocker_protocol::{Digest, LockerId, PublicKey, Timestamp, cbor};

use super::{Answer, Vault, answer, malformed, rng};
use crate::store::{Ended, LockerTx, Store};

/// How often a lost race for a new handle is run again.
const TRIES: usize = 3;

impl<S: Store> Vault<S> {
    /// The member of staff with this name and the key of their key file, read from the database each time, so that `staff add` counts at once.
    ///
    /// # Errors
    /// `unsigned` for an unknown name, and for somebody without a key file.
    pub async fn staff_key(&self, name: &StaffName) -> Answer<(Officer, PublicKey)> {
        let member = Self::found(self.inner.store.staff(name.clone()).await)?;
        let with_key = |member: StaffMember| member.key.map(|key| (Officer::by_key(member), key));
        member.and_then(with_key).ok_or_else(refusal::unknown_staff)
    }

    /// Makes a locker for a customer and an invite to it. The same request again is answered again.
    ///
    /// # Errors
    /// `forbidden` for other roles, `taken` where a locker under the handle is in use, or the code was used for another handle.
    pub async fn invite(
        &self,
        staff: &Officer,
        nonce: &str,
        request: InviteRequest,
        now: Timestamp,
    ) -> Answer<InviteResponse> {
        staff.may(Duty::Invite)?;
        let nonce = self.nonce(nonce, now)?;
        let digest = invite_digest(&request.invite)?;
        if request.tx_code.as_deref().is_some_and(|digits| !is_tx_code(digits)) {
            return Err(malformed("a transaction code has six digits"));
        }
        let mut made = Err(refusal::invite_race());
        for _ in 0..TRIES {
            let known = Self::found(self.inner.store.locker_of_handle(request.handle.clone()).await)?;
            let closed = self.closed(known).await?;
            let locker = known.filter(|_| closed.is_none()).unwrap_or_else(|| LockerId::random(&mut rng()));
            made = self.invite_to((locker, closed), (staff, nonce), &request, digest, now).await;
            if !matches!(&made, Err(problem) if problem.code == ProblemCode::Conflict) {
                break;
            }
        }
        made
    }

    /// The locker, if its owner has closed it: its handle is free for another one.
    async fn closed(&self, known: Option<LockerId>) -> Answer<Option<LockerId>> {
        let Some(locker) = known else { return Ok(None) };
        let read = self.inner.store.glance(locker, |tx| Ok(tx.locker()?.is_some_and(|one| one.closed.is_some())));
        Ok(answer(read.await)?.then_some(locker))
    }

    async fn invite_to(
        &self,
        (locker, closed): (LockerId, Option<LockerId>),
        (staff, nonce): (&Officer, UsedNonce),
        request: &InviteRequest,
        digest: Digest,
        now: Timestamp,
    ) -> Answer<InviteResponse> {
        let (handle, limits) = (request.handle.clone(), self.limits().clone());
        let (actor, act) = (staff.actor(), invited(staff, request, now));
        let tx_code = request.tx_code.as_ref().map(|digits| self.tx_code(&digest, digits));
        let work = move |tx: &mut dyn LockerTx| -> Result<InviteResponse, Ended> {
            if !tx.use_nonce(&nonce)? {
                return Err(refusal::nonce().into());
            }
            let claimed = match closed {
                Some(closed) => tx.move_handle(&handle, closed)?,
                None => tx.claim_handle(&handle)?,
            };
            if !claimed {
                return Err(refusal::invite_race().into());
            }
            let mut record = tx.locker()?.unwrap_or_else(|| LockerRecord::new(tx.id(), handle, now));
            let existing = tx.invite(&digest)?;
            let decided =
                invite(&record, existing.as_ref(), tx_code, &limits, now).map_err(|stop| Ended::from_stop(stop).0)?;
            let (answer, kept) = decided.answer;
            if existing.is_none() {
                tx.drop_unused_invites()?;
                if !tx.put_invite(&digest, &kept)? {
                    return Err(refusal::invite_taken().into());
                }
            }
            if !decided.events.is_empty() {
                tx.note_act(&act)?;
            }
            for event in decided.events {
                let entry = append(&mut record.log, record.id, &actor, event, now);
                tx.append(entry.number, &cbor::encode(&entry))?;
            }
            tx.put_locker(&record)?;
            Ok(answer)
        };
        answer(self.inner.store.transact(locker, work).await)
    }
}

fn invited(staff: &Officer, request: &InviteRequest, now: Timestamp) -> ActRecord {
    let act = Act::Invited { handle: request.handle.clone() };
    ActRecord { at: now, staff: staff.name.as_str().to_owned(), by: staff.act_by(), act, proof: None }
}
