//! Whoever has a phone makes neither the visit log nor the headers nor the list of cases endless: the owner's new phone reads all of them.

use dlocker_bank::device::DeviceToday;
use dlocker_bank::locker::{LockerRecord, Today};
use dlocker_protocol::case::VetoRequest;
use dlocker_protocol::roster::DepartedDevice;

use super::*;
use crate::store::LockerTx;

const DAY: u64 = 24 * 3600 * 1000;

impl Bank {
    async fn write(&self, locker: LockerId, change: impl FnOnce(&mut LockerRecord)) {
        let mut record = self.record(locker).await;
        change(&mut record);
        let keep = move |tx: &mut dyn LockerTx| Ok(tx.put_locker(&record)?);
        answer(self.vault.inner.store.transact(locker, keep).await).unwrap();
    }
}

#[tokio::test]
async fn p7_who_opens_cases_and_vetoes_them_soon_comes_to_an_end() {
    let bank = Bank::open(limits());
    let (phone, _, _) = bank.with_pin("owner@example.com").await;
    let veto = async |case: CaseId| {
        let request = VetoRequest { unlocked: false };
        bank.vault.veto(case, phone.id, &bank.nonce(T0).await, request, T0).await
    };
    for _ in 0..8 {
        veto(bank.case("owner@example.com", T0).await.0).await.unwrap();
    }
    let (case, _, said) = bank.case("owner@example.com", T0).await;
    assert_eq!(code(veto(case).await), ProblemCode::RateLimited);
    bank.approve(0, case, &said.to_string(), T0).await.unwrap();
    veto(case).await.unwrap();
}

#[tokio::test]
async fn p7_who_knows_the_pin_opens_1000_times_a_day_and_other_phones_as_often() {
    let bank = Bank::open(limits());
    let (phone, second, _, pin) = bank.with_second("owner@example.com").await;
    let today = DeviceToday { day: T0.millis() / DAY, openings: 1000, ..DeviceToday::empty() };
    bank.write(phone.locker, |record| record.device_mut(phone.id).unwrap().today = today).await;
    assert_eq!(code(bank.unlock(&phone, &pin, T0).await), ProblemCode::RateLimited);
    bank.unlock(&second, &pin, T0).await.unwrap();
    bank.unlock(&phone, &pin, later(DAY)).await.unwrap();
}

#[tokio::test]
async fn p7_who_uses_up_the_rosters_of_a_day_can_still_be_revoked() {
    let bank = Bank::open(limits());
    let (owners, stolen, owner, pin) = bank.with_second("owner@example.com").await;
    let today = Today { day: T0.millis() / DAY, rosters: 100, intents: 0 };
    bank.write(owners.locker, |record| record.today = today).await;
    let mut roster = bank.roster(&owner, &[&owners], &[&pin]);
    roster.departed = vec![DepartedDevice { id: stolen.id, last: None }];
    let mut more = roster.clone();
    more.policy.recovery_wait = Some(20 * 24 * 3600);
    let publish = async |roster: Roster| {
        let request = bank.request(&owner, roster, Vec::new());
        bank.vault.publish_roster(owners.locker, owners.id, &bank.nonce(T0).await, request, T0).await
    };
    assert_eq!(code(publish(more).await), ProblemCode::RateLimited);
    publish(roster).await.unwrap();
    assert_eq!(code(bank.vault.locker(stolen.locker, stolen.id, T0).await), ProblemCode::Replaced);
}

#[tokio::test]
async fn p7_who_sends_an_old_opening_again_keeps_nobody_waiting() {
    let bank = Bank::open(limits());
    let (owners, stolen, _, pin) = bank.with_second("owner@example.com").await;
    let (target, blinded) = (MethodTarget::Active(pin.id), blinded());
    let opening = bank.release(&stolen, &pin, target, blinded, T0).await.unwrap();
    bank.settle(&stolen, target, opening.number, None, T0).await.unwrap();
    bank.release(&stolen, &pin, target, blinded, T0).await.unwrap();
    let soon = tokio::time::timeout(std::time::Duration::from_secs(2), bank.unlock(&owners, &pin, T0));
    soon.await.expect("it waited").unwrap();
}

#[tokio::test]
async fn p7_the_headers_of_a_day_have_an_end_and_fill_no_locker() {
    let bank = Bank::open(limits());
    let (phone, owner, _) = bank.with_pin("owner@example.com").await;
    let today = DeviceToday { day: T0.millis() / DAY, header_bytes: (32 << 20) - 100, ..DeviceToday::empty() };
    bank.write(phone.locker, |record| record.device_mut(phone.id).unwrap().today = today).await;
    let pack = bank.put(&phone, T0).await;
    let header = bank.header(&phone, &owner, std::slice::from_ref(&pack));
    assert_eq!(code(bank.commit(&phone, header.clone(), T0).await), ProblemCode::RateLimited);
    bank.commit(&phone, header, later(DAY)).await.unwrap();
}
