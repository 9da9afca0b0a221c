//! A locker is closed: not before its time, not while somebody says no, and then nothing of it is left.

use dlocker_protocol::IntentId;
use dlocker_protocol::intent::Change;
use dlocker_protocol::locker::{CloseRequest, Closing, ClosingView, LockerState};
use dlocker_protocol::signature::Signed;

use super::joining::DAY;
use super::p6_rotation::{contains, wrapped_key};
use super::*;

impl Bank {
    /// The owner's word, signed at this phone.
    fn closing(&self, owner: &Owner, phone: &Phone, intent: IntentId) -> Signed<Closing> {
        let roster = owner.current.as_ref().unwrap().digest();
        let closing = Closing { locker: phone.locker, intent, roster, device: phone.id, at: T0 };
        Draft::new(closing).sign(&owner.key)
    }

    async fn close(&self, phone: &Phone, closing: &Signed<Closing>, now: Timestamp) -> Answer<ClosingView> {
        let request = CloseRequest { closing: closing.clone() };
        self.vault.close(phone.locker, phone.id, &self.nonce(now).await, request, now).await
    }

    /// Asked for at the beginning, closed a day later.
    async fn closed(&self, owner: &Owner, phone: &Phone) -> Signed<Closing> {
        let intent = self.intend(owner, phone, Change::CloseLocker, T0).await.unwrap().id;
        let closing = self.closing(owner, phone, intent);
        self.close(phone, &closing, later(DAY)).await.unwrap();
        closing
    }
}

#[tokio::test]
async fn p7_a_closing_waits_on_the_first_day_too_and_leaves_nothing_readable() {
    let bank = Bank::open(limits());
    let (phone, owner, pin) = bank.with_pin("owner@example.com").await;
    let pack = bank.put(&phone, T0).await;
    let header = bank.header(&phone, &owner, std::slice::from_ref(&pack));
    bank.commit(&phone, header.clone(), T0).await.unwrap();
    let late = bank.put(&phone, T0).await;
    let wrapped = wrapped_key(&bank, &phone, pin.registration).await;
    let read = bank.vault.inner.store.read(phone.locker, move |tx| Ok(tx.registration(pin.registration)?.unwrap()));
    let stored = answer(read.await).unwrap().stored.unwrap();
    let secrets = [
        &pack.1[..64],
        &late.1[..64],
        &wrapped[..32],
        &stored.masked_share[..32],
        &stored.sealed_seed[..32],
        &stored.record[..64],
        &header.sealed_root[..64],
        owner
            .current
            .as_ref()
            .unwrap()
            .predecessor
            .as_ref()
            .map_or(&b"no predecessor of the first"[..], |d| d.as_bytes()),
    ];
    let intent = bank.intend(&owner, &phone, Change::CloseLocker, T0).await.unwrap();
    assert_eq!(intent.due, later(DAY));
    let closing = bank.closing(&owner, &phone, intent.id);
    for early in [0, DAY - 1] {
        assert_eq!(code(bank.close(&phone, &closing, later(early)).await), ProblemCode::Waiting);
    }
    assert!(secrets[..7].iter().all(|secret| contains(&bank.data, secret)), "until then all of it is there");
    let view = bank.close(&phone, &closing, later(DAY)).await.unwrap();
    assert_eq!((view.at, view.closing.digest()), (later(DAY), closing.digest()));
    for (at, secret) in secrets.iter().enumerate() {
        assert!(!contains(&bank.data, secret), "secret {at} is left");
    }
    assert_eq!(bank.findings(), []);
    let entries = bank.vault.inner.store.read(phone.locker, |tx| Ok(tx.entries(1, 100)?)).await.unwrap();
    let last: log::LogEntry = cbor::decode(entries.last().unwrap(), "log-entry").unwrap();
    assert_eq!(last.event, log::Event::Closed { closing: closing.digest() });
    assert_eq!(bank.look_up("owner@example.com", later(DAY)).await.state, LockerState::Closed);
}

#[tokio::test]
async fn a_closing_whose_answer_was_lost_is_answered_again_and_everything_else_says_that_it_is_closed() {
    let bank = Bank::open(limits());
    let (first, second, owner, pin) = bank.with_second("owner@example.com").await;
    let closing = bank.closed(&owner, &first).await;
    let again = bank.close(&first, &closing, later(2 * DAY)).await.unwrap();
    assert_eq!(again.at, later(DAY));
    for phone in [&first, &second] {
        let view = bank.vault.closing(phone.locker, phone.id).await.unwrap();
        assert_eq!(view.closing.verify(&owner.key.public_key()).unwrap().device, first.id);
        let now = later(2 * DAY);
        assert_eq!(code(bank.vault.locker(phone.locker, phone.id, now).await), ProblemCode::LockerClosed);
        assert_eq!(code(bank.unlock(phone, &pin, now).await), ProblemCode::LockerClosed);
        let nonce = bank.nonce(now).await;
        assert_eq!(code(bank.vault.freeze(phone.locker, phone.id, &nonce, now).await), ProblemCode::LockerClosed);
        let nonce = bank.nonce(now).await;
        assert_eq!(code(bank.vault.admit(phone.locker, phone.id, &nonce, now).await), ProblemCode::LockerClosed);
        let nonce = bank.nonce(now).await;
        assert_eq!(code(bank.vault.locker_id(phone.locker, phone.id, &nonce, now).await), ProblemCode::LockerClosed);
        let bytes: bytes::Bytes = vec![7; 64 << 10].into();
        let (pack, digest) = (PackId::random(&mut rng()), Digest::plain(&bytes));
        let put = bank.vault.put_pack(phone.locker, phone.id, pack, bytes, digest, now).await;
        assert_eq!(code(put), ProblemCode::LockerClosed);
    }
    let words = bank.vault.locker(second.locker, second.id, later(DAY)).await.unwrap_err().detail;
    assert!(words.contains(&first.id.to_string()) && words.contains(&later(DAY).to_string()), "{words}");
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn p7_a_stop_a_rotation_and_a_recovery_under_way_each_keep_a_locker_from_being_closed() {
    let bank = Bank::open(limits());
    let (first, second, owner, _) = bank.with_second("owner@example.com").await;
    let stopped = bank.intend(&owner, &first, Change::CloseLocker, T0).await.unwrap().id;
    bank.vault.stop_intent(second.locker, second.id, &bank.nonce(T0).await, stopped, T0).await.unwrap();
    let closing = bank.closing(&owner, &first, stopped);
    assert_eq!(code(bank.close(&first, &closing, later(DAY)).await), ProblemCode::IntentOver);

    let (thief, mut owner, pin) = bank.with_pin("other@example.com").await;
    let intent = bank.intend(&owner, &thief, Change::CloseLocker, T0).await.unwrap().id;
    let closing = bank.closing(&owner, &thief, intent);
    let (case, key, typed) = bank.case("other@example.com", T0).await;
    bank.approve(0, case, &typed.to_string(), T0).await.unwrap();
    let refused = bank.close(&thief, &closing, later(DAY)).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::Waiting);
    assert!(refused.detail.contains("recovery"), "{}", refused.detail);
    bank.approve(1, case, &typed.to_string(), T0).await.unwrap();
    let new = DeviceId::of(&key.public_key());
    let enrolled = bank.vault.reissue(case, new, &bank.nonce(T0).await, T0).await.unwrap().enrolled;
    assert_eq!(code(bank.close(&thief, &closing, later(DAY)).await), ProblemCode::Suspended);
    let new = Phone { id: new, key, locker: enrolled.locker };
    bank.vault.admit(new.locker, new.id, &bank.nonce(T0).await, T0).await.unwrap();
    bank.unlock(&new, &pin, T0).await.unwrap();
    bank.rotated(&mut owner, &new, pin, T0).await.unwrap();
    let closing = bank.closing(&owner, &new, intent);
    assert_eq!(
        code(bank.close(&new, &closing, later(DAY)).await),
        ProblemCode::IntentOver,
        "the rotation cancelled it"
    );
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn what_the_owner_has_not_signed_for_this_locker_and_roster_closes_nothing() {
    let bank = Bank::open(limits());
    let (first, second, owner, pin) = bank.with_second("owner@example.com").await;
    let close = bank.intend(&owner, &first, Change::CloseLocker, T0).await.unwrap().id;
    let shorten = Change::ShortenWait { seconds: Some(0) };
    let other = bank.intend(&owner, &first, shorten, T0).await.map(|view| view.id);
    let now = later(DAY);
    let good = bank.closing(&owner, &first, close).unverified().clone();
    let forged = Draft::new(good.clone()).sign(&first.key);
    assert_eq!(code(bank.close(&first, &forged, now).await), ProblemCode::Forbidden);
    let signed = |closing: Closing| Draft::new(closing).sign(&owner.key);
    let elsewhere = signed(Closing { locker: LockerId::from_array([9; 16]), ..good.clone() });
    assert_eq!(code(bank.close(&first, &elsewhere, now).await), ProblemCode::Forbidden);
    assert_eq!(code(bank.close(&second, &signed(good.clone()), now).await), ProblemCode::Forbidden, "of another phone");
    let old = signed(Closing { roster: Digest::plain(b"an older roster"), ..good.clone() });
    assert_eq!(code(bank.close(&first, &old, now).await), ProblemCode::Conflict);
    let unknown = signed(Closing { intent: IntentId::from_array([7; 16]), ..good.clone() });
    assert_eq!(code(bank.close(&first, &unknown, now).await), ProblemCode::ChangeWaits);
    if let Ok(other) = other {
        let another = signed(Closing { intent: other, ..good.clone() });
        assert_eq!(
            code(bank.close(&first, &another, now).await),
            ProblemCode::ChangeWaits,
            "an intent for something else"
        );
    }
    bank.frozen_by(&second, now).await;
    assert_eq!(code(bank.close(&first, &signed(good), now).await), ProblemCode::LockerFrozen);
    assert_eq!(code(bank.vault.closing(first.locker, first.id).await), ProblemCode::NotFound);
    bank.unlock(&first, &pin, later(30 * DAY)).await.unwrap();
}

#[tokio::test]
async fn a_handle_of_a_closed_locker_is_unknown_to_a_recovery_and_free_for_the_same_owner() {
    let bank = Bank::open(limits());
    let (phone, owner, _) = bank.with_pin("owner@example.com").await;
    bank.closed(&owner, &phone).await;
    let mut views = Vec::new();
    for handle in ["owner@example.com", "nobody@example.com"] {
        let (case, key, typed) = bank.case(handle, later(DAY)).await;
        let id = DeviceId::of(&key.public_key());
        let view = bank.vault.case_view(case, id, later(DAY)).await.unwrap();
        let reissue = code(bank.vault.reissue(case, id, &bank.nonce(later(DAY)).await, later(DAY)).await);
        let approved = code(bank.approve(0, case, &typed.to_string(), later(DAY)).await);
        views.push((view.state, view.approvals, view.due, reissue, approved));
    }
    assert_eq!(views[0], views[1]);
    let again = bank.customer("owner@example.com").await;
    assert_ne!(again.locker, phone.locker);
    assert_eq!(bank.look_up("owner@example.com", later(DAY)).await.id, again.locker);
    assert_eq!(code(bank.vault.locker(phone.locker, phone.id, later(DAY)).await), ProblemCode::LockerClosed);
    bank.vault.sweep(later(3 * DAY)).await;
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn what_was_left_behind_goes_too_and_a_pack_that_came_too_late_is_swept() {
    let bank = Bank::open(limits());
    let (old, first, _) = bank.with_pin("owner@example.com").await;
    let pack = bank.put(&old, T0).await;
    bank.commit(&old, bank.header(&old, &first, std::slice::from_ref(&pack)), T0).await.unwrap();
    let phone = bank.recovered("owner@example.com", T0).await;
    let locker = bank.afresh(&phone, T0).await.unwrap().locker;
    let phone = Phone { locker, ..phone };
    bank.vault.admit(locker, phone.id, &bank.nonce(T0).await, T0).await.unwrap();
    let mut owner = Owner::new();
    let pin = bank.registered(&phone, MethodId::random(&mut rng()), T0).await;
    bank.publish(&mut owner, &phone, &[&pin], T0).await.unwrap();
    assert!(contains(&bank.data, &pack.1[..64]));
    bank.closed(&owner, &phone).await;
    assert!(!contains(&bank.data, &pack.1[..64]));
    assert_eq!(bank.record(old.locker).await.closed.unwrap().by, phone.id);
    bank.vault.inner.blobs.put(locker, pack.0, &pack.1).unwrap();
    assert!(!bank.findings().is_empty(), "the doctor sees what is left");
    bank.vault.sweep(later(DAY)).await;
    assert!(!contains(&bank.data, &pack.1[..64]));
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn a_crash_before_the_closing_is_durable_leaves_the_locker_whole() {
    let bank = Bank::open(limits());
    let (phone, owner, pin) = bank.with_pin("owner@example.com").await;
    let intent = bank.intend(&owner, &phone, Change::CloseLocker, T0).await.unwrap().id;
    let closing = bank.closing(&owner, &phone, intent);
    let nonce = bank.nonce(later(DAY)).await;
    bank.vault.inner.store.fail_next_commit();
    let request = CloseRequest { closing: closing.clone() };
    let failed = bank.vault.close(phone.locker, phone.id, &nonce, request, later(DAY)).await;
    assert_eq!(code(failed), ProblemCode::Internal);
    bank.unlock(&phone, &pin, later(DAY)).await.unwrap();
    bank.close(&phone, &closing, later(DAY)).await.unwrap();
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn that_it_was_closed_is_told_although_nothing_else_is_left() {
    use dlocker_bank::telling::Lane;
    let mut limits = limits();
    limits.telling.mail = true;
    let bank = Bank::open(limits);
    let (phone, owner, _) = bank.with_pin("owner@example.com").await;
    bank.closed(&owner, &phone).await;
    let mut told = Vec::new();
    for (locker, first) in bank.vault.due_messages(Lane::Mail, 10, later(DAY)).await.unwrap() {
        let taken = bank.vault.take_message(locker, (Lane::Mail, first), later(DAY)).await.unwrap().unwrap();
        assert_eq!(taken.message.to.as_deref(), Some("owner@example.com"));
        told.extend(taken.entries.into_iter().map(|entry| entry.event));
    }
    let is_asked = |event: &log::Event| matches!(event, log::Event::IntentMade { .. });
    let is_closed = |event: &log::Event| matches!(event, log::Event::Closed { .. });
    assert!(told.iter().any(is_asked) && told.iter().any(is_closed), "{told:?}");
    assert_eq!(bank.findings(), [], "a message that waits is nothing readable of the locker");
}
