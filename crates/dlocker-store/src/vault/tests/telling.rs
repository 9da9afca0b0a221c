//! The outbox: what happened is told, what did not is not, and nothing is sent twice knowingly.

use dlocker_bank::telling::{Failure, Lane, MessageRecord, State};

use super::*;

const MINUTE: u64 = 60_000;

fn telling() -> Limits {
    let mut limits = limits();
    (limits.telling.mail, limits.telling.webhook) = (true, true);
    limits
}

async fn outbox(bank: &Bank, locker: LockerId, lane: Lane) -> Vec<MessageRecord> {
    bank.vault.inner.store.read(locker, move |tx| Ok(tx.messages(lane)?)).await.unwrap()
}

async fn alarmed(limits: Limits) -> (Bank, Phone) {
    let bank = Bank::open(limits);
    let phone = bank.customer("owner@example.com").await;
    let (case, _, code) = bank.case("owner@example.com", T0).await;
    bank.approve(0, case, &code.to_string(), T0).await.unwrap();
    (bank, phone)
}

#[tokio::test]
async fn an_alarm_waits_in_the_outbox_from_the_moment_that_it_is_logged() {
    let (bank, phone) = alarmed(telling()).await;
    for lane in [Lane::Webhook, Lane::Mail] {
        let [(locker, first)] = bank.vault.due_messages(lane, 10, T0).await.unwrap().try_into().unwrap();
        assert_eq!(locker, phone.locker);
        let taken = bank.vault.take_message(locker, (lane, first), T0).await.unwrap().unwrap();
        assert_eq!(taken.handle.as_str(), "owner@example.com");
        let [entry] = taken.entries.as_slice() else { panic!("{taken:?}") };
        assert!(entry.number == first && matches!(entry.event, log::Event::CaseAlarmed { .. }), "{entry:?}");
    }
}

#[tokio::test]
async fn a_bank_that_tells_nobody_keeps_no_outbox() {
    let (bank, phone) = alarmed(limits()).await;
    for lane in Lane::ALL {
        assert_eq!(outbox(&bank, phone.locker, lane).await, []);
    }
}

#[tokio::test]
async fn what_did_not_become_durable_is_not_told() {
    let bank = Bank::open(telling());
    let phone = bank.customer("owner@example.com").await;
    let (case, _, code) = bank.case("owner@example.com", T0).await;
    let nonce = bank.nonce(T0).await;
    bank.vault.inner.store.fail_next_commit();
    let request = dlocker_protocol::staff::FreezeRequest::default();
    let frozen = bank.vault.freeze_by_staff(bank.officer(0), &nonce, phone.locker, request, T0).await;
    assert_eq!(frozen.unwrap_err().code, ProblemCode::Internal);
    let wrong = if code.to_string() == "111111" { "222222" } else { "111111" };
    bank.approve(0, case, wrong, T0).await.unwrap_err();
    assert_eq!(outbox(&bank, phone.locker, Lane::Mail).await, []);
}

#[tokio::test]
async fn a_stranger_who_opens_cases_makes_no_message() {
    let bank = Bank::open(telling());
    let phone = bank.customer("owner@example.com").await;
    for _ in 0..40 {
        bank.case("owner@example.com", T0).await;
    }
    assert_eq!(outbox(&bank, phone.locker, Lane::Mail).await, []);
}

#[tokio::test]
async fn a_sender_that_dies_is_followed_by_one_with_the_same_message() {
    let (bank, phone) = alarmed(telling()).await;
    let [(locker, first)] = bank.vault.due_messages(Lane::Mail, 10, T0).await.unwrap().try_into().unwrap();
    let key = (Lane::Mail, first);
    let dead = bank.vault.take_message(locker, key, T0).await.unwrap().unwrap();
    assert_eq!(bank.vault.take_message(locker, key, T0).await.unwrap(), None, "one sender at a time");
    assert_eq!(bank.vault.due_messages(Lane::Mail, 10, later(MINUTE)).await.unwrap(), []);
    let next = bank.vault.take_message(locker, key, later(2 * MINUTE)).await.unwrap().unwrap();
    assert_eq!((next.id(), next.message.attempts), (dead.id(), 2));
    bank.vault.settle_message(dead, Err(Failure::passing("I was slow")), later(2 * MINUTE)).await.unwrap();
    bank.vault.settle_message(next, Ok(()), later(2 * MINUTE)).await.unwrap();
    let [sent] = outbox(&bank, phone.locker, Lane::Mail).await.try_into().unwrap();
    assert_eq!(sent.state, State::Sent { at: later(2 * MINUTE) });
    assert_eq!(bank.vault.due_messages(Lane::Mail, 10, later(1000 * MINUTE)).await.unwrap(), []);
}

#[tokio::test]
async fn what_failed_is_tried_again_and_what_was_given_up_is_shown_by_doctor() {
    let (bank, phone) = alarmed(telling()).await;
    let [(locker, first)] = bank.vault.due_messages(Lane::Mail, 10, T0).await.unwrap().try_into().unwrap();
    let mut now = T0;
    while let Some(taken) = bank.vault.take_message(locker, (Lane::Mail, first), now).await.unwrap() {
        bank.vault.settle_message(taken, Err(Failure::passing("connection refused")), now).await.unwrap();
        let [message] = outbox(&bank, phone.locker, Lane::Mail).await.try_into().unwrap();
        now = message.due().unwrap_or(now);
    }
    assert_eq!(bank.look_up("owner@example.com", now).await.untold, 1, "the webhook's was not tried");
    let found = crate::doctor::examine(&bank.data, Some(&*bank.custody));
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.severity, crate::doctor::Severity::Warning);
    assert!(finding.what.contains("connection refused"), "{finding:?}");
}

#[tokio::test]
async fn rows_of_what_was_sent_go_after_two_days_and_what_waits_stays() {
    let (bank, phone) = alarmed(telling()).await;
    let [(locker, first)] = bank.vault.due_messages(Lane::Mail, 10, T0).await.unwrap().try_into().unwrap();
    let taken = bank.vault.take_message(locker, (Lane::Mail, first), T0).await.unwrap().unwrap();
    bank.vault.settle_message(taken, Ok(()), T0).await.unwrap();
    bank.vault.sweep(later(47 * 60 * MINUTE)).await;
    assert_eq!(outbox(&bank, phone.locker, Lane::Mail).await.len(), 1);
    bank.vault.sweep(later(48 * 60 * MINUTE)).await;
    assert_eq!(outbox(&bank, phone.locker, Lane::Mail).await, []);
    assert!(!outbox(&bank, phone.locker, Lane::Webhook).await.is_empty(), "nobody took it yet");
}

#[tokio::test]
async fn a_device_that_is_put_out_at_once_is_told() {
    let bank = Bank::open(telling());
    let (first, second, owner, pin) = bank.with_second("owner@example.com").await;
    let before = outbox(&bank, first.locker, Lane::Mail).await;
    let mut roster = bank.roster(&owner, &[&first], &[&pin]);
    roster.departed = vec![dlocker_protocol::roster::DepartedDevice { id: second.id, last: None }];
    let request = bank.request(&owner, roster, Vec::new());
    let now = later(MINUTE);
    bank.vault.publish_roster(first.locker, first.id, &bank.nonce(now).await, request, now).await.unwrap();
    let after = outbox(&bank, first.locker, Lane::Mail).await;
    let fresh: Vec<_> = after.iter().filter(|message| !before.contains(message)).collect();
    let [message] = fresh.as_slice() else { panic!("{fresh:?}") };
    let key = (Lane::Mail, message.number());
    let taken = bank.vault.take_message(first.locker, key, now).await.unwrap().unwrap();
    assert!(taken.entries.iter().any(|entry| matches!(entry.event, log::Event::RosterPublished { .. })), "{taken:?}");
}
