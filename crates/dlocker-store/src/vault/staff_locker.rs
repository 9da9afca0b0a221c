//! What staff see of a locker and may do with it: freeze, thaw, suspend a device.

use dlocker_bank::case::{self, CaseRecord};
use dlocker_bank::locker::{self, Freezing, FrozenBy, LockerRecord, MethodRows, not_closed};
use dlocker_bank::staff::{Officer, UnderWay, desk, is_own, locker_view, suspend, thaw_guesses};
use dlocker_bank::telling::Lane;
use dlocker_bank::{Limits, refusal};
use dlocker_protocol::intent::IntentView;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{
    Act, Duty, FreezeRequest, LockerLookup, Order, StaffIntentView, StaffLockerView, StaffMember, SuspendRequest,
    ThawRequest,
};
use dlocker_protocol::{DeviceId, Handle, LockerId, Timestamp, TrusteeId};

use super::books::Books;
use super::freeze::{current_rows, keep_ledgers, thaw};
use super::intent::views;
use super::{Answer, Vault};
use crate::store::{Ended, LockerRead, Store};

impl<S: Store> Vault<S> {
    /// Looks a locker up by its handle.
    ///
    /// # Errors
    /// `not-found`, `forbidden` for other roles.
    pub async fn look_up(
        &self,
        staff: &Officer,
        nonce: &str,
        request: LockerLookup,
        now: Timestamp,
    ) -> Answer<StaffLockerView> {
        staff.may(Duty::LookUp)?;
        let handle = request.handle;
        let locker = Self::found(self.inner.store.locker_of_handle(handle.clone()).await)?;
        let Some(locker) = locker else { return self.look_in_vain(staff, nonce, handle, now).await };
        let work = move |books: &mut Books<'_>, _: &mut LockerRecord| {
            books.note_act(Act::LookedUp { handle, found: true }, None);
            Ok(())
        };
        self.on_locker((staff, nonce), locker, now, work).await
    }

    /// Nobody's handle: the audit says at the desk of the person that they looked.
    async fn look_in_vain(
        &self,
        staff: &Officer,
        nonce: &str,
        handle: Handle,
        now: Timestamp,
    ) -> Answer<StaffLockerView> {
        let asked = self.by_staff(staff, nonce, now)?;
        let work = move |books: &mut Books<'_>, _: Option<&mut LockerRecord>| {
            books.note_act(Act::LookedUp { handle, found: false }, None);
            Err(Ended::Kept(refusal::no_locker_of_handle()))
        };
        self.change_any(desk(&staff.name), asked, work).await
    }

    /// Freezes a locker after a call, or because its owner was identified.
    ///
    /// # Errors
    /// `rate-limited` where a call froze it lately, `shut`, `not-found`, `forbidden` for a session without a passkey's order for a confirmed one.
    pub async fn freeze_by_staff(
        &self,
        staff: &Officer,
        nonce: &str,
        locker: LockerId,
        request: FreezeRequest,
        now: Timestamp,
    ) -> Answer<StaffLockerView> {
        staff.may(if request.confirmed { Duty::Confirm } else { Duty::Freeze })?;
        let by = FrozenBy::Staff(staff.name.as_str().to_owned());
        let freezing = Freezing { by, confirmed: request.confirmed, life: self.limits().freeze_life };
        // After a call a session freezes by itself: that is for anyone who calls, and lapses.
        let placed = match request.confirmed {
            true => Some(self.placed(staff, request.order.as_ref(), now)?),
            false => None,
        };
        let work = move |books: &mut Books<'_>, record: &mut LockerRecord| {
            let carried = placed.map(|placed| books.placed(&placed, &Order::Freeze { locker })).transpose()?;
            if carried.as_ref().is_some_and(|carried| carried.again) {
                return Ok(());
            }
            books.decide(locker::freeze(record, freezing, now))?;
            if books.is_news() {
                let act = Act::Frozen { confirmed: request.confirmed };
                books.note_act(act, carried.and_then(|carried| carried.proof));
            }
            Ok(())
        };
        self.on_locker((staff, nonce), locker, now, work).await
    }

    /// Lifts a freeze, and gives the guesses of all methods back to one device if that is asked for.
    ///
    /// # Errors
    /// `forbidden` for the own locker; see [`thaw_guesses`].
    pub async fn thaw_by_staff(
        &self,
        staff: &Officer,
        nonce: &str,
        locker: LockerId,
        request: ThawRequest,
        now: Timestamp,
    ) -> Answer<StaffLockerView> {
        staff.may(Duty::Thaw)?;
        let (member, guesses_for) = (staff.member.clone(), request.guesses_for);
        let placed = self.placed(staff, request.order.as_ref(), now)?;
        let work = move |books: &mut Books<'_>, record: &mut LockerRecord| {
            not_own(&member, record)?;
            not_closed(record)?;
            let carried = books.placed(&placed, &Order::Thaw { locker, guesses_for })?;
            if carried.again {
                return Ok(());
            }
            thaw(books, record)?;
            if let Some(device) = guesses_for {
                give_guesses(books, record, device)?;
            }
            if books.is_news() {
                books.note_act(Act::Thawed { guesses_for }, carried.proof);
            }
            Ok(())
        };
        self.on_locker((staff, nonce), locker, now, work).await
    }

    /// Suspends a device that was reported lost, for as long as a case with evidence is under way.
    ///
    /// # Errors
    /// `forbidden` for the own locker; see [`suspend`].
    pub async fn suspend_device(
        &self,
        staff: &Officer,
        nonce: &str,
        (locker, device): (LockerId, DeviceId),
        request: SuspendRequest,
        now: Timestamp,
    ) -> Answer<StaffLockerView> {
        staff.may(Duty::Suspend)?;
        let member = staff.member.clone();
        let placed = self.placed(staff, request.order.as_ref(), now)?;
        let work = move |books: &mut Books<'_>, record: &mut LockerRecord| {
            not_own(&member, record)?;
            let carried = books.placed(&placed, &Order::Suspend { locker, device })?;
            if carried.again {
                return Ok(());
            }
            let cases = books.tx.cases()?;
            books.decide(suspend(record, &cases, device, now))?;
            // What a lost device vouched for was a thief's word.
            for mut case in cases {
                if case::withdraw(&mut case, device, now) {
                    books.tx.put_case(&case)?;
                }
            }
            if books.is_news() {
                books.note_act(Act::Suspended { device }, carried.proof);
            }
            Ok(())
        };
        self.on_locker((staff, nonce), locker, now, work).await
    }

    /// Does `work` in the name of this person, and shows the locker as it is then.
    async fn on_locker<W>(
        &self,
        (staff, nonce): (&Officer, &str),
        locker: LockerId,
        now: Timestamp,
        work: W,
    ) -> Answer<StaffLockerView>
    where
        W: FnOnce(&mut Books<'_>, &mut LockerRecord) -> Result<(), Ended> + Send + 'static,
    {
        let (trustee, limits) = (self.trustee(), self.limits().clone());
        let asked = self.by_staff(staff, nonce, now)?;
        let and_show = move |books: &mut Books<'_>, record: &mut LockerRecord| {
            work(books, record)?;
            show(books.tx, record, (trustee, &limits), now)
        };
        self.change(locker, asked, and_show).await
    }
}

fn not_own(staff: &StaffMember, locker: &LockerRecord) -> Result<(), Problem> {
    if is_own(staff, &locker.handle) { Err(refusal::own_locker()) } else { Ok(()) }
}

fn give_guesses(books: &mut Books<'_>, locker: &mut LockerRecord, device: DeviceId) -> Result<(), Ended> {
    let rows = current_rows(books.tx, locker)?;
    let mut ledgers: Vec<_> = rows.iter().map(|(_, ledger)| ledger.clone()).collect();
    let decision = thaw_guesses(locker, &mut ledgers, device, books.now);
    books.decide(decision)?;
    Ok(keep_ledgers(books.tx, &rows, &ledgers)?)
}

fn untold(tx: &dyn LockerRead) -> Result<u64, Ended> {
    let mut untold = 0;
    for lane in Lane::ALL {
        untold += tx.messages(lane)?.iter().filter(|message| message.has_failed()).count() as u64;
    }
    Ok(untold)
}

fn show(
    tx: &dyn LockerRead,
    locker: &LockerRecord,
    (trustee, limits): (TrusteeId, &Limits),
    now: Timestamp,
) -> Result<StaffLockerView, Ended> {
    let rows = current_rows(tx, locker)?;
    let rows = rows.iter().zip(&locker.methods).map(|((row, ledger), method)| (row, ledger, method.renew));
    let rows: Vec<MethodRows<'_>> = rows.collect();
    let alive = |case: &&CaseRecord| case.is_alive(now);
    let cases = tx.cases()?.iter().filter(alive).map(|case| case::view(case, trustee, limits, now)).collect();
    let what = |view: &IntentView| view.intent.unverified().change.kind();
    let intent = |view: IntentView| StaffIntentView {
        what: what(&view),
        id: view.id,
        by: view.by,
        state: view.state,
        due: view.due,
    };
    let intents = views(tx, locker, now)?.into_iter().map(intent).collect();
    let under_way = UnderWay { intents, cases, untold: untold(tx)? };
    Ok(locker_view(locker, &rows, under_way, limits, now))
}
