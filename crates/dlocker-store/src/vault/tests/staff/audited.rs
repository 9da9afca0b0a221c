//! The audit of what members of staff did.

use dlocker_protocol::case::RejectRequest;
use dlocker_protocol::staff::{Act, ActBy, FreezeRequest, LockerLookup, StaffAct};

use super::*;

impl Bank {
    async fn acts(&self) -> Vec<StaffAct> {
        self.vault.audit(self.officer(0), Timestamp::from_millis(0)).await.unwrap().acts
    }
}

fn about(acts: &[StaffAct], staff: &str) -> Vec<Act> {
    acts.iter().filter(|act| act.staff == staff).map(|act| act.act.clone()).collect()
}

#[tokio::test]
async fn p5_what_staff_do_is_in_the_audit_and_a_retry_is_there_once() {
    let bank = Bank::open(with_page());
    let phone = bank.customer("owner@example.com").await;
    let handle = Handle::parse("owner@example.com").unwrap();
    bank.look_up("owner@example.com", T0).await;
    let nobody = LockerLookup { handle: Handle::parse("nobody@example.com").unwrap() };
    let looked = bank.vault.look_up(bank.officer(0), &bank.nonce(T0).await, nobody.clone(), T0).await;
    assert_eq!(looked.unwrap_err().code, ProblemCode::NotFound);
    let (case, _, code) = bank.case("owner@example.com", T0).await;
    let wrong = if code.to_string() == "000000" { "000001" } else { "000000" };
    bank.approve(0, case, wrong, T0).await.unwrap_err();
    for _ in 0..2 {
        bank.approve(0, case, &code.to_string(), T0).await.unwrap();
        let request = FreezeRequest::default();
        bank.vault.freeze_by_staff(bank.officer(0), &bank.nonce(T0).await, phone.locker, request, T0).await.unwrap();
        let request = RejectRequest { reason: "no".into(), order: None };
        bank.vault.reject(bank.officer(1), &bank.nonce(T0).await, case, request, T0).await.unwrap();
    }
    let acts = bank.acts().await;
    let [first, second] = ["officer1", "officer2"].map(|name| about(&acts, name));
    let approved = first.iter().filter(|act| matches!(act, Act::Approved { .. })).count();
    assert_eq!((approved, first.len()), (1, 7), "{first:?}");
    for act in [
        Act::Added,
        Act::Invited { handle: handle.clone() },
        Act::LookedUp { handle, found: true },
        Act::LookedUp { handle: nobody.handle, found: false },
        Act::WrongCode { case },
        Act::Frozen { confirmed: false },
    ] {
        assert!(first.contains(&act), "{act:?} in {first:?}");
    }
    // What is done in one millisecond is listed locker by locker, and the locker's id is drawn.
    assert!(
        second.len() == 2 && second.contains(&Act::Added) && second.contains(&Act::Rejected { case }),
        "{second:?}"
    );
    let where_ = |wanted: &Act| acts.iter().find(|act| act.act == *wanted).unwrap().locker;
    assert_eq!(where_(&Act::WrongCode { case }), Some(phone.locker));
    assert_eq!(where_(&Act::Added), None);
}

#[tokio::test]
async fn p5_sessions_and_passkeys_are_in_the_audit_with_what_was_signed() {
    let bank = Bank::open(with_page());
    let desk = bank.desk(0).await;
    bank.vault.sign_out(&desk.officer, &bank.nonce(T0).await, T0).await.unwrap();
    remove_passkey(&bank.data, &desk.officer.name, desk.view.passkey.unwrap(), T0).unwrap();
    remove_staff(&bank.data, &desk.officer.name, T0).unwrap();
    let acts: Vec<StaffAct> = bank.acts().await.into_iter().filter(|act| act.staff == "officer1").collect();
    let (session, passkey) = (desk.view.id, desk.view.passkey.unwrap());
    let expected = [
        (ActBy::Operator, Act::Added),
        (ActBy::Operator, Act::PasskeyInvited),
        (ActBy::Link, Act::PasskeyAdded { passkey, synced: false }),
        (ActBy::Session(session), Act::SignedIn { session, passkey }),
        (ActBy::Session(session), Act::SignedOut { session }),
        (ActBy::Operator, Act::PasskeyRemoved { passkey }),
        (ActBy::Operator, Act::Removed),
    ];
    assert_eq!(acts.iter().map(|act| (act.by, act.act.clone())).collect::<Vec<_>>(), expected);
    acts[3].proof.as_ref().unwrap().verify().unwrap();
    assert_eq!(audit(&bank.data, T0).unwrap().len(), 8, "the operator reads the same");
    assert_eq!(audit(&bank.data, later(1)).unwrap(), []);
}

#[tokio::test]
async fn a_counter_that_does_not_go_up_is_noted_and_shuts_nobody_out() {
    let bank = Bank::open(with_page());
    let desk = bank.desk(0).await;
    let used = desk.passkey.counter.get();
    for (counter, warned) in [(u32::MAX, 0), (used, 1), (u32::MAX, 2)] {
        desk.passkey.counter.set(counter - 1);
        let key = SigningKey::random(&mut rng());
        let said = bank.said(0, key.public_key(), T0).await;
        bank.sign_in(&key, desk.passkey.sign(said), T0).await.unwrap();
        let acts = bank.acts().await;
        let warnings = acts.iter().filter(|act| matches!(act.act, Act::CounterBack { .. })).count();
        assert_eq!(warnings, warned, "{counter}");
    }
}

#[tokio::test]
async fn the_audit_is_read_page_by_page_and_none_of_it_is_cut_out() {
    let bank = Bank::open(limits());
    let handle = Handle::parse("nobody@example.com").unwrap();
    for millis in 0..600 {
        let (request, now) = (LockerLookup { handle: handle.clone() }, later(millis / 3));
        bank.vault.look_up(bank.officer(0), &bank.nonce(now).await, request, now).await.unwrap_err();
    }
    let (mut from, mut seen, mut pages) = (Some(0), Vec::new(), 0);
    while let Some(next) = from {
        let page = bank.vault.audit(bank.officer(0), Timestamp::from_millis(next)).await.unwrap();
        seen.extend(page.acts);
        from = page.next;
        pages += 1;
    }
    assert_eq!((seen.len(), pages), (602, 2));
    assert!(seen.is_sorted_by_key(|act| act.at));
}
