//! Recovery cases.

use dlocker_bank::case::{self, Approving, CaseRecord, Vouching};
use dlocker_bank::device::acting;
use dlocker_bank::issuance::offer_of_case;
use dlocker_bank::locker::{LockerRecord, Recovering};
use dlocker_bank::refusal;
use dlocker_bank::staff::{Believed, Officer, invite_digest};
use dlocker_protocol::case::{
    Approval, ApproveRequest, CaseView, OpenCaseRequest, OpenCaseResponse, RejectRequest, RevealRequest, StaffCaseView,
    VetoRequest, VouchRequest,
};
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::log::Actor;
use dlocker_protocol::staff::{Act, Duty, Order};
use dlocker_protocol::{CaseId, DeviceId, Handle, LockerId, PublicKey, Timestamp};

use super::books::{Asked, Books};
use super::device::signer;
use super::freeze::{pass_time, thaw};
use super::method::all;
use super::roster::save;
use super::{Answer, Enrolled, Vault, answer, random, rng};
use crate::store::{Ended, LockerTx, Store};

/// Most cases in a list for staff.
const LIST: u64 = 1000;
/// How long a case that is over stays in the list, in milliseconds.
const LISTED: u64 = 30 * 24 * 3600 * 1000;

fn named(tx: &dyn LockerTx, case: CaseId) -> Result<CaseRecord, Ended> {
    Ok(tx.case(case)?.ok_or_else(refusal::no_case)?)
}

fn is_known(locker: Option<&LockerRecord>) -> bool {
    locker.is_some_and(LockerRecord::is_held)
}

/// A Locker ID was re-issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reissued {
    /// What it says.
    pub enrolled: Enrolled,
    /// Since when the phone is lost, by the officers' word.
    pub lost_since: Option<Timestamp>,
}

/// An offer of the Locker ID to the new device of a case. No Debug.
pub struct CaseOffer {
    /// The pre-authorized code.
    pub code: String,
    /// When it lapses.
    pub expires: Timestamp,
}

/// A recovery was carried out in the locker that it is about.
pub(super) struct CarriedOut {
    pub(super) reissued: Reissued,
    former: Vec<LockerId>,
    recovering: Recovering,
    is_news: bool,
}

impl<S: Store> Vault<S> {
    pub(super) async fn locker_of(&self, case: CaseId) -> Answer<LockerId> {
        Self::found(self.inner.store.locker_of_case(case).await)?.ok_or_else(refusal::no_case)
    }

    /// Where cases of an unknown handle lie: an id that only this bank can compute, so that they look and cost like any other.
    fn nowhere(&self, handle: &Handle) -> LockerId {
        let name = [b"dlocker/v1/unknown-handle/", handle.as_str().as_bytes()].concat();
        LockerId::from_array(self.custody().nonce_tag(&name))
    }

    /// Opens a recovery case; alike for known and unknown handles.
    ///
    /// # Errors
    /// Only `internal`.
    pub async fn open_case(&self, request: OpenCaseRequest, now: Timestamp) -> Answer<OpenCaseResponse> {
        let nowhere = self.nowhere(&request.handle);
        let known = Self::found(self.inner.store.locker_of_handle(request.handle.clone()).await)?;
        let (record, response) = case::open(request, CaseId::random(&mut rng()), random(), now);
        let keep = move |books: &mut Books<'_>, _: Option<&mut LockerRecord>| Ok(books.tx.put_case(&record)?);
        self.change_any(known.unwrap_or(nowhere), Asked::by_bank(now), keep).await?;
        Ok(response)
    }

    /// The key of who may ask about a case: its new device once revealed, or a device of its locker.
    ///
    /// # Errors
    /// `not-found` for an unknown case, `unsigned` for anyone else.
    pub async fn case_signer(&self, case: CaseId, device: DeviceId) -> Answer<PublicKey> {
        let locker = self.locker_of(case).await?;
        // The whole vault, not its `Arc<dyn Custody>`: see `publish_roster`.
        let vault = self.clone();
        let read = self.inner.store.read(locker, move |tx| {
            let record = tx.case(case)?.ok_or_else(refusal::no_case)?;
            let new = record.device_key().filter(|key| DeviceId::of(key) == device);
            let old = tx.locker()?.and_then(|locker| signer(vault.custody(), &locker, device));
            Ok(new.or(old).ok_or_else(refusal::unknown_key)?)
        });
        answer(read.await)
    }

    /// Opens the commitment of a case. `signer` is the key that has signed the request, and must be the one that it names.
    ///
    /// # Errors
    /// `malformed`, `case-over`, `not-found`, `unsigned`.
    pub async fn reveal(
        &self,
        case: CaseId,
        signer: PublicKey,
        nonce: &str,
        request: RevealRequest,
        now: Timestamp,
    ) -> Answer<CaseView> {
        let asked = Asked::by_device(DeviceId::of(&signer), self.nonce(nonce, now)?, now);
        if request.device_key != signer {
            return Err(refusal::unknown_key());
        }
        let (trustee, limits) = (self.trustee(), self.limits().clone());
        let work = move |books: &mut Books<'_>, _: Option<&mut LockerRecord>| {
            let mut record = named(books.tx, case)?;
            case::reveal(&mut record, &request, trustee, now)?;
            books.tx.put_case(&record)?;
            Ok(case::view(&record, trustee, &limits, now))
        };
        self.change_any(self.locker_of(case).await?, asked, work).await
    }

    /// A case as its new device sees it, or a device of its locker once the new one has shown its key: who vouches has to know for what.
    ///
    /// # Errors
    /// `not-found`, the device's state.
    pub async fn case_view(&self, case: CaseId, signer: DeviceId, now: Timestamp) -> Answer<CaseView> {
        let (trustee, limits) = (self.trustee(), self.limits().clone());
        let locker = self.locker_of(case).await?;
        let read = self.inner.store.read(locker, move |tx| {
            let record = tx.case(case)?.ok_or_else(refusal::no_case)?;
            if record.device_key().is_none_or(|key| DeviceId::of(&key) != signer) {
                let locker = tx.locker()?.ok_or_else(refusal::no_case)?;
                acting(&locker, signer)?;
                record.stage.opened().ok_or_else(refusal::no_case)?;
            }
            Ok(case::view(&record, trustee, &limits, now))
        });
        answer(read.await)
    }

    /// An active device of the locker vetoes a case: from now on two officers must see the owner face to face.
    ///
    /// # Errors
    /// `case-over`, `not-found`, `not-opened` for a veto with an unlock that was not proved lately, `rate-limited` for too many cases that have
    /// no evidence, the device's state.
    pub async fn veto(
        &self,
        case: CaseId,
        device: DeviceId,
        nonce: &str,
        request: VetoRequest,
        now: Timestamp,
    ) -> Answer<CaseView> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let (trustee, limits) = (self.trustee(), self.limits().clone());
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let mut record = named(books.tx, case)?;
            case::is_not_too_early(&books.tx.cases()?, &record, now)?;
            books.decide(case::veto(locker, &mut record, (device, request), now))?;
            books.tx.put_case(&record)?;
            Ok(case::view(&record, trustee, &limits, now))
        };
        self.change(self.locker_of(case).await?, asked, work).await
    }

    /// A device of the locker that has just opened it vouches for whoever holds the new phone. A wrong code is counted for that device alone.
    ///
    /// # Errors
    /// `case-over`, `not-found`, `not-opened`, `wrong-code`, `forbidden`, `conflict`, `rate-limited` for too many cases that devices alone stand for, the device's
    /// state.
    pub async fn vouch(
        &self,
        (case, device): (CaseId, DeviceId),
        nonce: &str,
        request: VouchRequest,
        now: Timestamp,
    ) -> Answer<CaseView> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let (trustee, limits) = (self.trustee(), self.limits().clone());
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let mut record = named(books.tx, case)?;
            case::is_not_too_often(&books.tx.cases()?, &record, device, now)?;
            let ask = Vouching { device, vouch: &request.vouch, trustee, limits: &limits.recovery };
            let decision = case::vouch(locker, &mut record, &ask, now);
            books.tx.put_case(&record)?;
            books.decide(decision)?;
            Ok(case::view(&record, trustee, &limits, now))
        };
        self.change(self.locker_of(case).await?, asked, work).await
    }

    /// Carries a recovery out. The caller issues the Locker ID; that it is re-issued is logged before. The same for a retry.
    ///
    /// # Errors
    /// `waiting`, `case-over`, `not-found`, the device's state.
    pub async fn reissue(&self, case: CaseId, signer: DeviceId, nonce: &str, now: Timestamp) -> Answer<Reissued> {
        let asked = Asked::by_device(signer, self.nonce(nonce, now)?, now);
        let work = move |books: &mut Books<'_>, locker: Option<&mut LockerRecord>| {
            // A case of an unknown handle never gets an approval, so it waits like any other that has none.
            named(books.tx, case)?;
            carry_out(books, locker.ok_or_else(refusal::waiting)?, (case, signer), now)
        };
        let done = self.change_any(self.locker_of(case).await?, asked, work).await?;
        self.follow(done, now).await
    }

    /// What was left behind goes along.
    pub(super) async fn follow(&self, done: CarriedOut, now: Timestamp) -> Answer<Reissued> {
        let CarriedOut { reissued, former, recovering, is_news } = done;
        for left_behind in former {
            let who = (reissued.enrolled.device_key, recovering, is_news);
            self.reissue_former(left_behind, who, now).await?;
        }
        Ok(reissued)
    }

    /// An offer of the Locker ID to the new device of a case that is ready: its code carries the recovery out at the credential endpoint, for that
    /// device's key alone. The last one is void.
    ///
    /// # Errors
    /// `waiting`, `case-over`, `not-found`.
    pub async fn offer_reissue(
        &self,
        case: CaseId,
        signer: DeviceId,
        nonce: &str,
        now: Timestamp,
    ) -> Answer<CaseOffer> {
        let asked = Asked::by_device(signer, self.nonce(nonce, now)?, now);
        let code = to_base64url(&random::<32>());
        let digest = invite_digest(&code)?;
        let offer = offer_of_case(case, now);
        let expires = offer.expires;
        let work = move |books: &mut Books<'_>, locker: Option<&mut LockerRecord>| {
            case::is_ready(&named(books.tx, case)?, signer, now)?;
            locker.ok_or_else(refusal::waiting)?;
            // Of this case alone: an offer of another one must not be void because this device asks.
            books.tx.drop_offers(case)?;
            Ok(books.tx.put_invite(&digest, &offer).map(drop)?)
        };
        self.change_any(self.locker_of(case).await?, asked, work).await?;
        Ok(CaseOffer { code, expires })
    }

    /// A locker that was left behind goes with the one that took its place. Its own transaction: after a crash the device asks again.
    async fn reissue_former(&self, former: LockerId, who: (PublicKey, Recovering, bool), now: Timestamp) -> Answer<()> {
        let asked = Asked { actor: Actor::Device(who.1.device), nonce: None, now, staff: None };
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let mut rows = all(books.tx)?;
            let untouched = rows.clone();
            books.decide(case::reissue_former(locker, &mut rows, who, now))?;
            Ok(save(books.tx, &untouched, &rows)?)
        };
        self.change(former, asked, work).await
    }

    /// All cases that are alive, and those that ended within the last 30 days; newest first.
    ///
    /// # Errors
    /// `forbidden` for other roles.
    pub async fn cases(&self, staff: &Officer, now: Timestamp) -> Answer<Vec<StaffCaseView>> {
        staff.may(Duty::SeeCases)?;
        let all = Self::found(self.inner.store.all_cases(LIST).await)?;
        let listed = |case: &CaseRecord| case.is_alive(now) || now.millis_since(case.opened) < LISTED;
        let views = all.iter().filter(|(case, _)| listed(case));
        Ok(views.map(|(case, known)| case::staff_view(case, *known, self.trustee(), self.limits(), now)).collect())
    }

    /// One case as staff see it.
    ///
    /// # Errors
    /// `not-found`, `forbidden` for other roles.
    pub async fn case(&self, staff: &Officer, case: CaseId, now: Timestamp) -> Answer<StaffCaseView> {
        staff.may(Duty::SeeCases)?;
        let (trustee, limits) = (self.trustee(), self.limits().clone());
        let locker = self.locker_of(case).await?;
        let read = self.inner.store.read(locker, move |tx| {
            let record = tx.case(case)?.ok_or_else(refusal::no_case)?;
            let known = is_known(tx.locker()?.as_ref());
            Ok(case::staff_view(&record, known, trustee, &limits, now))
        });
        answer(read.await)
    }

    /// An officer approves a case. A wrong code is counted, durably; the third closes the case.
    ///
    /// # Errors
    /// `wrong-code`, `case-over`, `forbidden`, `conflict`, `not-found`.
    pub async fn approve(
        &self,
        staff: &Officer,
        nonce: &str,
        case: CaseId,
        request: ApproveRequest,
        now: Timestamp,
    ) -> Answer<StaffCaseView> {
        staff.may(Duty::Approve)?;
        let (trustee, limits, staff) = (self.trustee(), self.limits().clone(), staff.clone());
        let asked = self.by_staff(&staff, nonce, now)?;
        let work = move |books: &mut Books<'_>, mut locker: Option<&mut LockerRecord>| {
            let mut record = named(books.tx, case)?;
            let approval = books.believe(&staff, &request.approval, &limits.staff)?;
            let ask = Approving { staff: &staff, approval: &approval, trustee, limits: &limits.recovery };
            let decision = case::approve(locker.as_deref(), &mut record, &ask, now);
            let decided = books.decide(decision);
            note_approval(books, case, &approval, &decided);
            if matches!(decided, Ok(()) | Err(Ended::Kept(_))) {
                books.tx.put_case(&record)?;
                pass_time(books, locker.as_deref_mut())?;
            }
            decided.map(|()| case::staff_view(&record, is_known(locker.as_deref()), trustee, &limits, now))
        };
        self.change_any(self.locker_of(case).await?, asked, work).await
    }

    /// An officer rejects a case.
    ///
    /// # Errors
    /// `malformed`, `case-over`, `not-found`, `forbidden` for other roles.
    pub async fn reject(
        &self,
        staff: &Officer,
        nonce: &str,
        case: CaseId,
        request: RejectRequest,
        now: Timestamp,
    ) -> Answer<StaffCaseView> {
        staff.may(Duty::Reject)?;
        let (trustee, limits, staff) = (self.trustee(), self.limits().clone(), staff.clone());
        let asked = self.by_staff(&staff, nonce, now)?;
        let placed = self.placed(&staff, request.order.as_ref(), now)?;
        let work = move |books: &mut Books<'_>, mut locker: Option<&mut LockerRecord>| {
            let mut record = named(books.tx, case)?;
            let order = Order::Reject { case, reason: request.reason.clone() };
            let carried = books.placed(&placed, &order)?;
            if !carried.again {
                books.decide(case::reject(&mut record, &staff.name, &request.reason, now))?;
                if books.is_news() {
                    books.note_act(Act::Rejected { case }, carried.proof);
                }
                books.tx.put_case(&record)?;
                pass_time(books, locker.as_deref_mut())?;
            }
            Ok(case::staff_view(&record, is_known(locker.as_deref()), trustee, &limits, now))
        };
        self.change_any(self.locker_of(case).await?, asked, work).await
    }

    pub(super) fn by_staff(&self, staff: &Officer, nonce: &str, now: Timestamp) -> Answer<Asked> {
        Ok(Asked::by_staff(staff, self.nonce(nonce, now)?, now))
    }
}

/// What the audit says of an approval: that it was given, or that its code was wrong.
fn note_approval(books: &mut Books<'_>, case: CaseId, approval: &Believed<Approval>, decided: &Result<(), Ended>) {
    let proof = approval.used().map(|used| used.proof.clone());
    match decided {
        Ok(()) if books.is_news() => books.note_act(Act::Approved { case, approval: approval.digest() }, proof),
        Err(Ended::Kept(_)) => books.note_act(Act::WrongCode { case }, proof),
        Ok(()) | Err(_) => {}
    }
}

/// The transaction of a re-issue, whichever way it was asked for.
pub(super) fn carry_out(
    books: &mut Books<'_>,
    locker: &mut LockerRecord,
    (case, signer): (CaseId, DeviceId),
    now: Timestamp,
) -> Result<CarriedOut, Ended> {
    let mut record = named(books.tx, case)?;
    let mut rows = all(books.tx)?;
    let untouched = rows.clone();
    let decision = case::reissue(locker, &mut record, &mut rows, signer, now);
    let is_news = decision.as_ref().is_ok_and(|decided| !decided.events.is_empty());
    let enrolled = books.decide(decision)?;
    // Asked again it gives the same answer and does nothing: years later that phone may be a thief's, who must not lift a freeze by it or
    // end the owner's next case.
    if is_news {
        thaw(books, locker)?;
        books.tx.put_case(&record)?;
        save(books.tx, &untouched, &rows)?;
        end_others(books.tx, case, now)?;
        books.tx.drop_unused_invites()?;
    }
    let recovering = Recovering { device: signer, case, lost_since: record.lost_since() };
    let reissued = Reissued { enrolled, lost_since: recovering.lost_since };
    Ok(CarriedOut { reissued, former: locker.former.clone(), recovering, is_news })
}

fn end_others(tx: &mut dyn LockerTx, carried_out: CaseId, now: Timestamp) -> Result<(), Ended> {
    for mut other in tx.cases()? {
        if other.id != carried_out && case::end_others(&mut other, now) {
            tx.put_case(&other)?;
        }
    }
    Ok(())
}
