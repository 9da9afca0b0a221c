//! What a device may do that a recovery let in and that no roster lists: open, rotate, start afresh while nobody objects, and nothing else.
//! Whoever deceived the bank's officers has such a device, and no key of the owner's.

use super::*;

#[tokio::test]
async fn p7_a_device_that_no_roster_lists_commits_no_snapshot_that_every_other_device_would_refuse() {
    let bank = Bank::open(limits());
    let (_, mut owner, pin) = bank.with_pin("owner@example.com").await;
    let impostor = bank.recovered("owner@example.com", T0).await;
    let pack = bank.put(&impostor, T0).await;
    let poison = bank.header(&impostor, &owner, std::slice::from_ref(&pack));
    assert_eq!(code(bank.commit(&impostor, poison, T0).await), ProblemCode::Forbidden);
    let phone = bank.recovered("owner@example.com", T0).await;
    bank.unlock(&phone, &pin, T0).await.unwrap();
    bank.rotated(&mut owner, &phone, pin, T0).await.unwrap();
    let pack = bank.put(&phone, T0).await;
    let header = bank.header(&phone, &owner, std::slice::from_ref(&pack));
    bank.commit(&phone, header, T0).await.unwrap();
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn p7_who_was_let_in_before_the_first_roster_neither_rotates_nor_starts_afresh_after_it() {
    let bank = Bank::open(limits());
    bank.customer("owner@example.com").await;
    let phone = bank.recovered("owner@example.com", T0).await;
    let mut owner = Owner::new();
    let pin = bank.registered(&phone, MethodId::random(&mut rng()), T0).await;
    bank.publish(&mut owner, &phone, &[&pin], T0).await.unwrap();
    assert_eq!(code(bank.afresh(&phone, T0).await), ProblemCode::Forbidden);
    bank.unlock(&phone, &pin, T0).await.unwrap();
    assert_eq!(code(bank.rotated(&mut owner, &phone, pin, T0).await.map(drop)), ProblemCode::Forbidden);
}

#[tokio::test]
async fn p7_a_device_that_staff_suspended_or_a_freeze_stops_does_not_shut_the_locker() {
    let bank = Bank::open(limits());
    bank.with_pin("owner@example.com").await;
    let impostor = bank.recovered("owner@example.com", T0).await;
    let (case, key, said) = bank.case("owner@example.com", T0).await;
    bank.approve(0, case, &said.to_string(), T0).await.unwrap();
    bank.suspend(&impostor, T0).await.unwrap();
    assert_eq!(code(bank.afresh(&impostor, T0).await), ProblemCode::Suspended);
    bank.approve(1, case, &said.to_string(), T0).await.unwrap();
    let id = DeviceId::of(&key.public_key());
    let let_in = bank.vault.reissue(case, id, &bank.nonce(T0).await, T0).await.unwrap();
    let phone = Phone { key, id, locker: let_in.enrolled.locker };
    bank.vault.admit(phone.locker, phone.id, &bank.nonce(T0).await, T0).await.unwrap();
    bank.frozen_by(&phone, T0).await;
    assert_eq!(code(bank.afresh(&phone, T0).await), ProblemCode::LockerFrozen);
}

#[tokio::test]
async fn p7_a_phone_that_was_let_in_once_ends_no_later_case_and_lifts_no_freeze() {
    let bank = Bank::open(limits());
    let (_, mut owner, pin) = bank.with_pin("owner@example.com").await;
    let (case, key, said) = bank.case("owner@example.com", T0).await;
    for officer in [0, 1] {
        bank.approve(officer, case, &said.to_string(), T0).await.unwrap();
    }
    let id = DeviceId::of(&key.public_key());
    let first = bank.vault.reissue(case, id, &bank.nonce(T0).await, T0).await.unwrap();
    let stolen = Phone { key, id, locker: first.enrolled.locker };
    bank.vault.admit(stolen.locker, id, &bank.nonce(T0).await, T0).await.unwrap();
    bank.unlock(&stolen, &pin, T0).await.unwrap();
    let pin = bank.rotated(&mut owner, &stolen, pin, T0).await.unwrap();
    let (next, _, said) = bank.case("owner@example.com", T0).await;
    bank.approve(0, next, &said.to_string(), T0).await.unwrap();
    bank.frozen_by(&stolen, T0).await;
    let again = bank.vault.reissue(case, id, &bank.nonce(T0).await, later(1)).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(code(bank.unlock(&stolen, &pin, later(1)).await), ProblemCode::LockerFrozen);
    let approved = bank.approve(1, next, &said.to_string(), later(1)).await.unwrap();
    assert_eq!(approved.case.state, case::CaseState::Ready);
}
