//! Starting afresh, with a crash wherever one can come.

use dlocker_protocol::locker::LockerState;

use super::*;

impl Bank {
    pub(super) async fn afresh(&self, phone: &Phone, now: Timestamp) -> Answer<Enrolled> {
        self.vault.start_afresh(phone.locker, phone.id, &self.nonce(now).await, now).await
    }

    pub(super) async fn record(&self, locker: LockerId) -> dlocker_bank::locker::LockerRecord {
        answer(self.vault.inner.store.read(locker, |tx| Ok(tx.locker()?.unwrap())).await).unwrap()
    }
}

#[tokio::test]
async fn p7_an_owner_without_a_method_starts_afresh_and_the_old_locker_is_kept_shut() {
    let bank = Bank::open(limits());
    let (old, mut owner, pin) = bank.with_pin("owner@example.com").await;
    assert_eq!(code(bank.afresh(&old, T0).await), ProblemCode::Forbidden, "no recovery");
    let phone = bank.recovered("owner@example.com", T0).await;
    let started = bank.afresh(&phone, T0).await.unwrap();
    assert_ne!(started.locker, phone.locker);
    assert_eq!(bank.afresh(&phone, later(5)).await.unwrap(), started);
    let view = bank.look_up("owner@example.com", T0).await;
    assert_eq!((view.id, view.former.as_slice(), view.state), (started.locker, &[phone.locker][..], LockerState::New));
    // The kit turned up: the device opens the old locker and reads, and changes nothing.
    bank.unlock(&phone, &pin, T0).await.unwrap();
    assert_eq!(bank.vault.locker(phone.locker, phone.id, T0).await.unwrap().state, LockerState::Shut);
    let more: bytes::Bytes = vec![1; 64 << 10].into();
    let digest = Digest::plain(&more);
    let put = bank.vault.put_pack(phone.locker, phone.id, PackId::random(&mut rng()), more, digest, T0).await;
    assert_eq!(code(put), ProblemCode::Shut);
    let frozen = bank.vault.freeze(phone.locker, phone.id, &bank.nonce(T0).await, T0).await;
    assert_eq!(code(frozen), ProblemCode::Shut);
    assert_eq!(code(bank.unlock(&old, &pin, T0).await), ProblemCode::Suspended);
    assert_eq!(bank.findings(), []);
    assert!(
        matches!(bank.rotated(&mut owner, &phone, pin, T0).await, Err(problem) if problem.code == ProblemCode::Shut)
    );
}

#[tokio::test]
async fn the_new_locker_works_and_recoveries_go_to_it() {
    let bank = Bank::open(limits());
    bank.with_pin("owner@example.com").await;
    let phone = bank.recovered("owner@example.com", T0).await;
    let locker = bank.afresh(&phone, T0).await.unwrap().locker;
    let phone = Phone { locker, ..phone };
    bank.vault.admit(locker, phone.id, &bank.nonce(T0).await, T0).await.unwrap();
    let mut owner = Owner::new();
    let pin = bank.registered(&phone, MethodId::random(&mut rng()), T0).await;
    bank.publish(&mut owner, &phone, &[&pin], T0).await.unwrap();
    assert_eq!(bank.recovered("owner@example.com", T0).await.locker, locker);
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn a_crash_at_any_point_of_starting_afresh_is_made_good_by_a_retry_or_by_the_sweep() {
    for (point, by_sweep) in
        [("before", false), ("between", false), ("between", true), ("second", false), ("second", true)]
    {
        let bank = Bank::open(limits());
        bank.with_pin("owner@example.com").await;
        let phone = bank.recovered("owner@example.com", T0).await;
        if point == "before" {
            bank.vault.inner.store.fail_next_commit();
            assert_eq!(code(bank.afresh(&phone, T0).await), ProblemCode::Internal);
            assert_eq!(bank.record(phone.locker).await.shut, None);
        } else {
            let id = phone.id;
            let shut = move |books: &mut super::super::books::Books<'_>, record: &mut _| {
                books.decide(dlocker_bank::locker::shut(record, id, T0))
            };
            bank.vault.change(phone.locker, super::super::books::Asked::by_bank(T0), shut).await.unwrap();
        }
        if point == "second" {
            bank.vault.inner.store.fail_next_commit();
            bank.vault.finish_afresh(bank.record(phone.locker).await, T0).await.unwrap_err();
            assert_eq!(
                bank.look_up("owner@example.com", T0).await.id,
                phone.locker,
                "the handle moves with the new locker"
            );
        }
        if by_sweep {
            bank.vault.sweep(T0).await;
            assert_ne!(bank.look_up("owner@example.com", T0).await.id, phone.locker);
        }
        let started = bank.afresh(&phone, T0).await.unwrap();
        assert_eq!(bank.look_up("owner@example.com", T0).await.id, started.locker);
        let shuts = bank.events(&phone).await;
        assert_eq!(shuts.iter().filter(|event| matches!(event, log::Event::Shut { .. })).count(), 1, "{point}");
        assert_eq!(bank.findings(), []);
    }
}

#[tokio::test]
async fn nobody_starts_afresh_once_the_keys_were_rotated() {
    let bank = Bank::open(limits());
    let (_, mut owner, pin) = bank.with_pin("owner@example.com").await;
    let phone = bank.recovered("owner@example.com", T0).await;
    bank.unlock(&phone, &pin, T0).await.unwrap();
    bank.rotated(&mut owner, &phone, pin, T0).await.unwrap();
    assert_eq!(code(bank.afresh(&phone, T0).await), ProblemCode::Forbidden);
}

#[tokio::test]
async fn p6_p7_a_recovery_of_the_new_locker_goes_for_the_old_one_too() {
    let bank = Bank::open(limits());
    let (_, _, pin) = bank.with_pin("owner@example.com").await;
    let impostor = bank.recovered("owner@example.com", T0).await;
    bank.afresh(&impostor, T0).await.unwrap();
    let (case, key, said) = bank.case("owner@example.com", T0).await;
    for officer in [0, 1] {
        bank.approve(officer, case, &said.to_string(), T0).await.unwrap();
    }
    let owner = Phone { id: DeviceId::of(&key.public_key()), key, locker: impostor.locker };
    let reissue = async || bank.vault.reissue(case, owner.id, &bank.nonce(T0).await, T0).await.unwrap();
    let first = reissue().await;
    assert_eq!(code(bank.unlock(&impostor, &pin, T0).await), ProblemCode::Suspended);
    assert_eq!(reissue().await, first);
    bank.vault.locker_id(owner.locker, owner.id, &bank.nonce(T0).await, T0).await.unwrap();
    bank.vault.admit(owner.locker, owner.id, &bank.nonce(T0).await, T0).await.unwrap();
    bank.unlock(&owner, &pin, T0).await.unwrap();
    let told = bank.events(&owner).await.into_iter().filter(
        |event| matches!(event, log::Event::Reissued { case: by, device, .. } if *by == case && *device == owner.id),
    );
    assert_eq!(told.count(), 1, "a retry is no second one");
    assert_eq!(bank.findings(), []);
}
