//! P5: nothing is answered before its log entry is durable.

use super::*;

#[tokio::test]
async fn p5_no_answer_leaves_when_the_commit_fails() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let before = bank.events(&phone).await.len();
    bank.vault.inner.store.fail_next_commit();
    assert_eq!(code(bank.guess(&phone, &pin, T0).await), ProblemCode::Internal);
    assert_eq!(bank.events(&phone).await.len(), before);
    assert_eq!(bank.guess(&phone, &pin, T0).await.unwrap(), 9);
    assert!(matches!(bank.events(&phone).await.last(), Some(log::Event::Released { .. })));
}

#[tokio::test]
async fn p5_release_reissue_approval_and_roster_are_in_the_log() {
    use log::Event;
    let bank = Bank::open(limits());
    let (_, _, pin) = bank.with_pin("owner@example.com").await;
    let new = bank.recovered("owner@example.com", T0).await;
    bank.unlock(&new, &pin, T0).await.unwrap();
    let log = bank.events(&new).await;
    let seen = |wanted: fn(&Event) -> bool| log.iter().filter(|event| wanted(event)).count();
    assert_eq!(seen(|event| matches!(event, Event::CaseAlarmed { .. })), 1);
    assert_eq!(seen(|event| matches!(event, Event::CaseApproved { .. })), 2);
    assert_eq!(seen(|event| matches!(event, Event::Reissued { .. })), 1);
    assert_eq!(seen(|event| matches!(event, Event::Thawed { .. })), 1);
    assert_eq!(seen(|event| matches!(event, Event::RosterPublished { .. })), 1);
    assert_eq!(seen(|event| matches!(event, Event::Released { .. })), 2);
}

#[tokio::test]
async fn p5_an_altered_log_is_found_by_the_doctor() {
    let bank = Bank::open(limits());
    bank.with_pin("owner@example.com").await;
    assert_eq!(bank.findings(), []);
    let file = bank.data.join(crate::sqlite::DATABASE);
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.execute("DELETE FROM log WHERE number = 3", []).unwrap();
    assert!(bank.findings().iter().any(|finding| finding.what.contains("visit log")));
}
