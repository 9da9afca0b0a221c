//! Changes that wait, and what ends them.

use dlocker_protocol::intent::{Change, Intent, IntentRequest, IntentState, IntentView};
use dlocker_protocol::{IntentId, PublicKey};

use super::joining::DAY;
use super::*;

impl Bank {
    pub(super) async fn intend(
        &self,
        owner: &Owner,
        phone: &Phone,
        change: Change,
        now: Timestamp,
    ) -> Answer<IntentView> {
        let id = IntentId::random(&mut rng());
        let roster = owner.current.as_ref().unwrap().digest();
        let intent = Intent { locker: phone.locker, id, roster, device: phone.id, change, at: now };
        let request = IntentRequest { intent: Draft::new(intent).sign(&owner.key) };
        self.vault.make_intent(phone.locker, phone.id, &self.nonce(now).await, request, now).await
    }

    async fn stop(&self, phone: &Phone, id: IntentId, now: Timestamp) -> Answer<IntentView> {
        self.vault.stop_intent(phone.locker, phone.id, &self.nonce(now).await, id, now).await
    }

    /// A customer with two methods, and the first day over.
    async fn settled(&self) -> (Phone, Owner, Method, Method) {
        let (phone, mut owner, pin) = self.with_pin("owner@example.com").await;
        let other = self.registered(&phone, MethodId::random(&mut rng()), T0).await;
        self.publish(&mut owner, &phone, &[&pin, &other], T0).await.unwrap();
        (phone, owner, pin, other)
    }
}

#[tokio::test]
async fn p7_a_removed_method_waits_a_day_and_is_then_gone() {
    let bank = Bank::open(limits());
    let (phone, mut owner, pin, other) = bank.settled().await;
    assert_eq!(code(bank.publish(&mut owner, &phone, &[&pin], T0).await), ProblemCode::ChangeWaits);
    let view = bank.intend(&owner, &phone, Change::RemoveMethod { method: other.id }, T0).await.unwrap();
    assert_eq!((view.state, view.due), (IntentState::Waiting, later(DAY)));
    assert_eq!(code(bank.publish(&mut owner, &phone, &[&pin], later(DAY - 1)).await), ProblemCode::Waiting);
    bank.publish(&mut owner, &phone, &[&pin], later(DAY)).await.unwrap();
    assert!(bank.vault.locker(phone.locker, phone.id, later(DAY)).await.unwrap().intents.is_empty());
    let events = bank.events(&phone).await;
    assert!(events.contains(&log::Event::IntentCompleted { intent: view.id }));
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn p7_another_phone_stops_an_intent_and_it_never_completes() {
    let bank = Bank::open(limits());
    let (first, second, mut owner, pin) = bank.with_second("owner@example.com").await;
    let added = bank.registered(&first, MethodId::random(&mut rng()), later(DAY)).await;
    let entry = bank.roster(&owner, &[&first], &[&added]).methods.remove(0);
    let change = Change::AddMethod { entry, registration: added.registration };
    let view = bank.intend(&owner, &first, change, later(DAY)).await.unwrap();
    assert_eq!(bank.stop(&second, view.id, later(DAY)).await.unwrap().state, IntentState::Stopped);
    assert_eq!(bank.stop(&second, view.id, later(DAY)).await.unwrap().state, IntentState::Stopped, "a retry");
    let phones = [&first, &second];
    let done = bank.confirm(&mut owner, &phones, &[&pin, &added], later(2 * DAY)).await;
    assert_eq!(code(done), ProblemCode::ChangeWaits);
    bank.vault.sweep(later(2 * DAY)).await;
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn a_method_that_waited_opens_when_it_is_completed_and_not_before() {
    let bank = Bank::open(limits());
    let (phone, mut owner, pin) = bank.with_pin("owner@example.com").await;
    let (made, due) = (later(DAY), later(2 * DAY));
    let added = bank.registered(&phone, MethodId::random(&mut rng()), made).await;
    let entry = bank.roster(&owner, &[&phone], &[&added]).methods.remove(0);
    let change = Change::AddMethod { entry, registration: added.registration };
    bank.intend(&owner, &phone, change, made).await.unwrap();
    bank.vault.sweep(due).await;
    assert!(bank.unlock(&phone, &added, due).await.is_err());
    let pending = MethodTarget::Pending(added.registration);
    assert!(bank.release(&phone, &added, pending, blinded(), made).await.is_err());
    assert_eq!(bank.findings(), []);
    bank.publish(&mut owner, &phone, &[&pin, &added], due).await.unwrap();
    bank.unlock(&phone, &added, due).await.unwrap();
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn a_phone_that_joins_after_the_first_day_waits() {
    let bank = Bank::open(limits());
    let (first, mut owner, pin) = bank.with_pin("owner@example.com").await;
    let made = later(DAY);
    bank.unlock(&first, &pin, made).await.unwrap();
    let link = bank.link(&first, made).await.unwrap();
    let second = bank.ask_to_join(first.locker, link, made).await.unwrap();
    assert_eq!(code(bank.confirm(&mut owner, &[&first, &second], &[&pin], made).await), ProblemCode::ChangeWaits);
    let entry = bank.roster(&owner, &[&second], &[]).devices.remove(0);
    bank.intend(&owner, &first, Change::AddDevice(entry), made).await.unwrap();
    // The request to join outlives its day, for the intent names it.
    let due = later(3 * DAY);
    bank.confirm(&mut owner, &[&first, &second], &[&pin], due).await.unwrap();
    bank.vault.locker_id(second.locker, second.id, &bank.nonce(due).await, due).await.unwrap();
    bank.vault.admit(second.locker, second.id, &bank.nonce(due).await, due).await.unwrap();
    assert!(bank.vault.locker(second.locker, second.id, due).await.is_ok());
}

#[tokio::test]
async fn p7_a_recovery_cancels_what_waits() {
    let bank = Bank::open(limits());
    let (thief, mut owner, pin, other) = bank.settled().await;
    let view = bank.intend(&owner, &thief, Change::RemoveMethod { method: other.id }, T0).await.unwrap();
    let new = bank.recovered("owner@example.com", T0).await;
    bank.unlock(&new, &pin, T0).await.unwrap();
    bank.rotated(&mut owner, &new, pin, T0).await.unwrap();
    assert!(bank.events(&new).await.contains(&log::Event::IntentCancelled { intent: view.id }));
    assert_eq!(code(bank.stop(&new, view.id, T0).await), ProblemCode::IntentOver);
}

#[tokio::test]
async fn p7_the_clock_of_an_intent_stands_still_while_the_locker_is_frozen() {
    let bank = Bank::open(Limits { freeze_life: DAY / 2, ..limits() });
    let (phone, mut owner, pin, other) = bank.settled().await;
    let view = bank.intend(&owner, &phone, Change::RemoveMethod { method: other.id }, T0).await.unwrap();
    bank.vault.freeze(phone.locker, phone.id, &bank.nonce(T0).await, T0).await.unwrap();
    assert_eq!(code(bank.publish(&mut owner, &phone, &[&pin], later(1)).await), ProblemCode::LockerFrozen);
    assert_eq!(code(bank.unlock(&phone, &pin, later(1)).await), ProblemCode::LockerFrozen);
    let seen = bank.vault.locker(phone.locker, phone.id, later(DAY)).await.unwrap();
    assert_eq!((seen.intents[0].state, seen.intents[0].due), (IntentState::Waiting, later(DAY + DAY / 2)));
    assert_eq!(code(bank.publish(&mut owner, &phone, &[&pin], later(DAY)).await), ProblemCode::Waiting);
    bank.publish(&mut owner, &phone, &[&pin], later(DAY + DAY / 2)).await.unwrap();
    assert!(bank.events(&phone).await.contains(&log::Event::IntentCompleted { intent: view.id }));
}

#[tokio::test]
async fn p7_an_intent_is_stopped_while_a_freeze_has_its_clock_stand_still_however_long() {
    let bank = Bank::open(Limits { freeze_life: 60 * DAY, ..limits() });
    let (phone, mut owner, pin, other) = bank.settled().await;
    let view = bank.intend(&owner, &phone, Change::RemoveMethod { method: other.id }, T0).await.unwrap();
    bank.vault.freeze(phone.locker, phone.id, &bank.nonce(T0).await, T0).await.unwrap();
    assert_eq!(bank.stop(&phone, view.id, later(50 * DAY)).await.unwrap().state, IntentState::Stopped);
    let after = bank.publish(&mut owner, &phone, &[&pin], later(62 * DAY)).await;
    assert_eq!(code(after), ProblemCode::ChangeWaits);
}

#[tokio::test]
async fn what_nobody_completes_in_30_days_lapses_and_is_logged() {
    let bank = Bank::open(limits());
    let (phone, mut owner, pin, other) = bank.settled().await;
    let view = bank.intend(&owner, &phone, Change::RemoveMethod { method: other.id }, T0).await.unwrap();
    bank.vault.sweep(later(31 * DAY - 1)).await;
    assert!(!bank.events(&phone).await.contains(&log::Event::IntentCancelled { intent: view.id }));
    bank.vault.sweep(later(31 * DAY)).await;
    assert!(bank.events(&phone).await.contains(&log::Event::IntentCancelled { intent: view.id }));
    assert_eq!(code(bank.publish(&mut owner, &phone, &[&pin], later(31 * DAY)).await), ProblemCode::ChangeWaits);
    bank.vault.sweep(later(61 * DAY)).await;
    assert_eq!(code(bank.stop(&phone, view.id, later(61 * DAY)).await), ProblemCode::NotFound);
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn p7_deleted_history_waits() {
    let bank = Bank::open(limits());
    let (phone, mut owner, pin) = bank.with_pin("owner@example.com").await;
    let pack = bank.put(&phone, T0).await;
    let header = bank.header(&phone, &owner, std::slice::from_ref(&pack));
    let snapshot = header.id;
    bank.commit(&phone, header, T0).await.unwrap();
    let strange = Change::DeleteSnapshots { snapshots: vec![SnapshotId::random(&mut rng())] };
    assert_eq!(code(bank.intend(&owner, &phone, strange, T0).await), ProblemCode::Malformed);
    let change = Change::DeleteSnapshots { snapshots: vec![snapshot] };
    bank.intend(&owner, &phone, change.clone(), T0).await.unwrap();
    let mut roster = bank.roster(&owner, &[&phone], &[&pin]);
    roster.deleted = vec![snapshot];
    for (now, expected) in [(T0, Err(ProblemCode::Waiting)), (later(DAY), Ok(()))] {
        let request = bank.request(&owner, roster.clone(), Vec::new());
        let done = bank.vault.publish_roster(phone.locker, phone.id, &bank.nonce(now).await, request, now).await;
        assert_eq!(done.map(|_| ()).map_err(|problem| problem.code), expected);
    }
    owner.current = Some(roster);
    assert!(bank.events(&phone).await.contains(&log::Event::SnapshotDeleted { snapshot }));
    assert_eq!(code(bank.intend(&owner, &phone, change, later(DAY)).await), ProblemCode::Malformed);
    bank.vault.sweep(later(DAY)).await;
    assert_eq!(bank.vault.locker(phone.locker, phone.id, later(DAY)).await.unwrap().used, 0);
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn a_device_row_written_by_hand_is_nobody() {
    let bank = Bank::open(limits());
    let (phone, _, _) = bank.with_pin("owner@example.com").await;
    let key = SigningKey::random(&mut rng());
    let id = DeviceId::of(&key.public_key());
    write_row(&bank, phone.locker, key.public_key()).await;
    assert_eq!(code(bank.vault.device_key(phone.locker, id).await), ProblemCode::Unsigned);
    assert!(bank.vault.device_key(phone.locker, phone.id).await.is_ok());
    let whats: Vec<_> = bank.findings().into_iter().map(|finding| finding.what).collect();
    assert_eq!(whats, [format!("the row of {id} was not written by this bank")]);
    // What the bank decides about it later does not make it the bank's own.
    bank.recovered("owner@example.com", T0).await;
    assert_eq!(code(bank.vault.device_key(phone.locker, id).await), ProblemCode::Unsigned);
}

/// An insider adds an active device to the row of the locker.
async fn write_row(bank: &Bank, locker: LockerId, key: PublicKey) {
    let write = move |tx: &mut dyn crate::store::LockerTx| -> Result<(), Ended> {
        let mut record = tx.locker()?.unwrap();
        let mut row = dlocker_bank::device::DeviceRecord { tag: record.devices[0].tag, ..record.devices[0].clone() };
        row.id = DeviceId::of(&key);
        row.key = key;
        record.devices.push(row);
        Ok(tx.put_locker(&record)?)
    };
    bank.vault.inner.store.transact(locker, write).await.unwrap();
}

#[tokio::test]
async fn p7_a_suspended_device_is_not_let_in_by_its_own_row() {
    let bank = Bank::open(limits());
    let (old, _, _) = bank.with_pin("owner@example.com").await;
    bank.recovered("owner@example.com", T0).await;
    let altered = move |tx: &mut dyn crate::store::LockerTx| -> Result<(), Ended> {
        let mut record = tx.locker()?.unwrap();
        record.devices[0].state = dlocker_bank::device::State::Replaced;
        Ok(tx.put_locker(&record)?)
    };
    assert!(bank.vault.device_key(old.locker, old.id).await.is_ok());
    bank.vault.inner.store.transact(old.locker, altered).await.unwrap();
    assert_eq!(code(bank.vault.device_key(old.locker, old.id).await), ProblemCode::Unsigned);
}
