//! Freezes, thaws and suspensions as the vault carries them out.

use dlocker_protocol::device::DeviceState;
use dlocker_protocol::locker::LockerState;
use dlocker_protocol::log::{Actor, Event};
use dlocker_protocol::method::MethodState;
use dlocker_protocol::staff::{FreezeRequest, LockerLookup, StaffLockerView, SuspendRequest, ThawRequest};

use super::*;

const HOUR: u64 = 3600 * 1000;

impl Bank {
    pub(super) async fn frozen_by(&self, phone: &Phone, now: Timestamp) {
        self.vault.freeze(phone.locker, phone.id, &self.nonce(now).await, now).await.unwrap();
    }

    pub(super) async fn look_up(&self, handle: &str, now: Timestamp) -> StaffLockerView {
        let request = LockerLookup { handle: Handle::parse(handle).unwrap() };
        self.vault.look_up(self.officer(0), &self.nonce(now).await, request, now).await.unwrap()
    }

    async fn thaw(&self, locker: LockerId, guesses_for: Option<DeviceId>, now: Timestamp) -> Answer<StaffLockerView> {
        let nonce = self.nonce(now).await;
        self.vault.thaw_by_staff(self.officer(0), &nonce, locker, ThawRequest { guesses_for, order: None }, now).await
    }

    pub(super) async fn suspend(&self, phone: &Phone, now: Timestamp) -> Answer<StaffLockerView> {
        let which = (phone.locker, phone.id);
        self.vault.suspend_device(self.officer(0), &self.nonce(now).await, which, SuspendRequest::default(), now).await
    }

    async fn logged(&self, locker: LockerId) -> Vec<log::LogEntry> {
        let read = self.vault.inner.store.read(locker, |tx| Ok(tx.entries(1, 1000)?));
        let entries = answer(read.await).unwrap();
        entries.iter().map(|bytes| cbor::decode(bytes, "log-entry").unwrap()).collect()
    }
}

#[tokio::test]
async fn p7_a_freeze_stops_openings_and_changes_and_never_backups_cases_vetoes_or_status() {
    let bank = Bank::open(limits());
    let (phone, owner, pin) = bank.with_pin("owner@example.com").await;
    bank.unlock(&phone, &pin, T0).await.unwrap();
    let pack = bank.put(&phone, T0).await;
    bank.frozen_by(&phone, T0).await;
    assert_eq!(code(bank.unlock(&phone, &pin, T0).await), ProblemCode::LockerFrozen);
    let read = bank.vault.get_pack(phone.locker, phone.id, pack.0, T0).await;
    assert_eq!(code(read), ProblemCode::LockerFrozen);
    let mut roster = bank.roster(&owner, &[&phone], &[&pin]);
    roster.policy.recovery_wait = Some(25 * 24 * 3600);
    let request = bank.request(&owner, roster, Vec::new());
    let published = bank.vault.publish_roster(phone.locker, phone.id, &bank.nonce(T0).await, request, T0).await;
    assert_eq!(code(published), ProblemCode::LockerFrozen);
    let method = MethodId::random(&mut rng());
    let request = RegisterRequest {
        registration: RegistrationId::random(&mut rng()),
        method,
        kind: MethodKind::Pin,
        guesses: None,
    };
    let registered = bank.vault.register(phone.locker, phone.id, &bank.nonce(T0).await, request, T0).await;
    assert_eq!(code(registered), ProblemCode::LockerFrozen);
    bank.commit(&phone, bank.header(&phone, &owner, &[pack]), T0).await.unwrap();
    let (case, _, typed) = bank.case("owner@example.com", T0).await;
    bank.approve(0, case, &typed.to_string(), T0).await.unwrap();
    let vetoed = bank.vault.veto(case, phone.id, &bank.nonce(T0).await, Default::default(), T0).await.unwrap();
    assert_eq!(vetoed.state, case::CaseState::Vetoed);
    let view = bank.vault.locker(phone.locker, phone.id, T0).await.unwrap();
    assert_eq!((view.state, view.freeze.unwrap().by), (LockerState::Frozen, Actor::Device(phone.id)));
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn a_freeze_that_lapses_is_noticed_by_the_bank_itself_once() {
    for swept in [false, true] {
        let bank = Bank::open(limits());
        let (phone, _, pin) = bank.with_pin("owner@example.com").await;
        bank.frozen_by(&phone, T0).await;
        let lapsed = later(72 * HOUR);
        if swept {
            bank.vault.sweep(lapsed).await;
            bank.vault.sweep(lapsed).await;
        }
        bank.unlock(&phone, &pin, lapsed).await.unwrap();
        let thawed: Vec<_> = bank.logged(phone.locker).await;
        let thawed: Vec<_> = thawed.into_iter().filter(|entry| entry.event == Event::LockerThawed).collect();
        assert_eq!(thawed.iter().map(|entry| entry.actor.clone()).collect::<Vec<_>>(), [Actor::Bank]);
    }
}

#[tokio::test]
async fn staff_freeze_after_a_call_confirm_and_thaw() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    for (confirmed, lapses) in [(false, Some(later(72 * HOUR))), (true, None)] {
        let (nonce, request) = (bank.nonce(T0).await, FreezeRequest { confirmed, order: None });
        let view = bank.vault.freeze_by_staff(bank.officer(0), &nonce, phone.locker, request, T0).await.unwrap();
        assert_eq!((view.state, view.freeze.unwrap().lapses), (LockerState::Frozen, lapses));
    }
    assert_eq!(code(bank.unlock(&phone, &pin, later(500 * HOUR)).await), ProblemCode::LockerFrozen);
    assert_eq!(bank.thaw(phone.locker, None, T0).await.unwrap().state, LockerState::Open);
    bank.unlock(&phone, &pin, T0).await.unwrap();
    let view = bank.look_up("owner@example.com", T0).await;
    assert_eq!((view.devices.len(), view.methods.len(), view.freeze), (1, 1, None));
}

#[tokio::test]
async fn p4_a_face_to_face_thaw_gives_guesses_to_one_device_alone() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    for _ in 0..10 {
        bank.guess(&phone, &pin, T0).await.unwrap();
    }
    assert_eq!(code(bank.unlock(&phone, &pin, T0).await), ProblemCode::Frozen);
    assert_eq!(bank.look_up("owner@example.com", T0).await.methods[0].state, MethodState::Frozen);
    let handle = Some(Handle::parse("owner@example.com").unwrap());
    let own = Officer::by_key(StaffMember { handle, ..bank.officer(0).member.clone() });
    let request = ThawRequest { guesses_for: Some(phone.id), order: None };
    let refused = bank.vault.thaw_by_staff(&own, &bank.nonce(T0).await, phone.locker, request, T0).await;
    assert_eq!(code(refused), ProblemCode::Forbidden);
    bank.thaw(phone.locker, Some(phone.id), T0).await.unwrap();
    bank.unlock(&phone, &pin, T0).await.unwrap();
    let thawed = |event: &Event| *event == Event::Thawed { method: pin.id, device: phone.id };
    assert!(bank.events(&phone).await.iter().any(thawed));
}

#[tokio::test]
async fn p7_a_device_that_staff_suspended_comes_back_when_the_case_is_rejected_closed_or_over() {
    for end in ["rejected", "closed", "swept", "over"] {
        let bank = Bank::open(limits());
        let (phone, _, pin) = bank.with_pin("owner@example.com").await;
        assert_eq!(code(bank.suspend(&phone, T0).await), ProblemCode::Conflict, "no case");
        let (case, _, typed) = bank.case("owner@example.com", T0).await;
        bank.approve(0, case, &typed.to_string(), T0).await.unwrap();
        assert_eq!(bank.suspend(&phone, T0).await.unwrap().devices[0].state, DeviceState::Suspended);
        assert_eq!(code(bank.unlock(&phone, &pin, T0).await), ProblemCode::Suspended);
        let mut now = later(HOUR);
        let wrong = if typed.to_string() == "000000" { "000001" } else { "000000" };
        match end {
            "rejected" => {
                let request = case::RejectRequest { reason: "it was not the owner".to_owned(), order: None };
                bank.vault.reject(bank.officer(1), &bank.nonce(now).await, case, request, now).await.map(drop).unwrap();
            }
            "closed" => {
                for second in 0..3 {
                    let at = now.plus_millis(second * 1000);
                    assert_eq!(code(bank.approve(1, case, wrong, at).await), ProblemCode::WrongCode);
                }
                now = now.plus_millis(3000);
            }
            _ => now = later(31 * 24 * HOUR),
        }
        if end == "swept" {
            bank.vault.sweep(now).await;
        }
        if end != "over" {
            // At once, and not only with the next change of the locker.
            bank.vault.locker(phone.locker, phone.id, now).await.unwrap();
        }
        bank.unlock(&phone, &pin, now).await.unwrap();
        assert!(bank.events(&phone).await.contains(&Event::DeviceReinstated { device: phone.id }), "{end}");
        assert_eq!(bank.findings(), []);
    }
}

#[tokio::test]
async fn p7_a_recovery_lifts_a_freeze_and_says_since_when_the_phone_is_lost() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    bank.vault
        .veto(CaseId::random(&mut rng()), phone.id, &bank.nonce(T0).await, Default::default(), T0)
        .await
        .unwrap_err();
    let (nonce, request) = (bank.nonce(T0).await, FreezeRequest { confirmed: true, order: None });
    bank.vault.freeze_by_staff(bank.officer(0), &nonce, phone.locker, request, T0).await.unwrap();
    let (now, lost) = (later(HOUR), Some(later(HOUR / 2)));
    let (case, key, typed) = bank.case("owner@example.com", now).await;
    bank.approve(0, case, &typed.to_string(), now).await.unwrap();
    bank.vault.veto(case, phone.id, &bank.nonce(now).await, Default::default(), now).await.unwrap();
    let id = DeviceId::of(&key.public_key());
    assert_eq!(code(bank.vault.reissue(case, id, &bank.nonce(now).await, now).await), ProblemCode::Waiting);
    assert_eq!(code(bank.approve(1, case, &typed.to_string(), now).await), ProblemCode::Forbidden);
    for officer in [0, 1] {
        bank.approve_how(officer, (case, &typed.to_string()), (true, lost), now).await.unwrap();
    }
    for _ in 0..2 {
        let reissued = bank.vault.reissue(case, id, &bank.nonce(now).await, now).await.unwrap();
        assert_eq!(reissued.lost_since, lost);
    }
    let new = Phone { key, id, locker: phone.locker };
    bank.vault.admit(new.locker, new.id, &bank.nonce(now).await, now).await.unwrap();
    bank.unlock(&new, &pin, now).await.unwrap();
    let events = bank.events(&new).await;
    assert_eq!(events.iter().filter(|event| **event == Event::LockerThawed).count(), 1);
    assert!(events.contains(&Event::Reissued { case, device: id, lost_since: lost }));
}
