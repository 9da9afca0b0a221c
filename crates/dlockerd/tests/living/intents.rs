//! Changes that wait.

use dlocker_protocol::intent::{Change, ChangeKind, IntentState, IntentView};
use dlocker_protocol::log::Event;
use dlocker_protocol::staff::StaffLockerView;
use serde_json::json;

use crate::kit::lost::HANDLE;
use crate::kit::{Answer, Phone};
use crate::{DAY, HOUR, Home, about, events};

/// A shorter wait than the 72 hours of the bank.
const SHORTER: Option<u64> = Some(24 * 3600);

async fn shorten(home: &Home) -> Answer {
    let (_, request) = home.owner.intent(&home.bench, &home.phone, Change::ShortenWait { seconds: SHORTER });
    home.bench.post(&home.phone.caller, &home.path("intents"), &request).await
}

async fn publish(home: &mut Home) -> Answer {
    let roster = home.owner.with_wait(SHORTER);
    home.bench.publish(&home.phone, &mut home.owner, roster).await
}

async fn stop(home: &Home, phone: &Phone, id: dlocker_protocol::IntentId) -> Answer {
    home.bench.post(&phone.caller, &home.path(&format!("intents/{id}/stop")), &json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_a_weakening_change_waits_and_is_then_completed_by_a_roster() {
    let mut home = Home::start("").await;
    assert_eq!(publish(&mut home).await.code(), "change-waits", "on the first day too");
    let (id, request) = home.owner.intent(&home.bench, &home.phone, Change::ShortenWait { seconds: SHORTER });
    let path = home.path("intents");
    let made: IntentView = home.bench.post(&home.phone.caller, &path, &request).await.json();
    assert_eq!((made.id, made.state, made.by), (id, IntentState::Waiting, home.phone.caller.id()));
    assert!(about(made.due, home.bench.now().plus_millis(DAY)));
    let again: IntentView = home.bench.post(&home.phone.caller, &path, &request).await.json();
    assert_eq!((again.id, again.due), (id, made.due), "a retry is the same request");
    assert_eq!(home.bench.view(&home.phone).await.intents.len(), 1);

    let asked = json!({ "handle": HANDLE });
    let seen: StaffLockerView = home.bench.post(&home.officer, "/v1/staff/lockers", &asked).await.json();
    assert_eq!((seen.intents.len(), seen.intents[0].id, seen.intents[0].what), (1, id, ChangeKind::ShortenWait));

    let early = publish(&mut home).await;
    assert_eq!((early.status, early.code().as_str()), (409, "waiting"));
    assert!(early.headers.contains_key("retry-after"));
    home.bench.later(DAY + 1000);
    assert_eq!(home.bench.view(&home.phone).await.intents[0].state, IntentState::Due);
    assert_eq!(publish(&mut home).await.status, 200);
    let view = home.bench.view(&home.phone).await;
    assert!(view.intents.is_empty());
    assert_eq!(view.terms.recovery_wait, 24 * 3600);
    assert!(events(&home.bench, &home.phone).await.contains(&Event::IntentCompleted { intent: id }));
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_a_stopped_intent_completes_nothing() {
    let mut home = Home::start("").await;
    let made: IntentView = shorten(&home).await.json();
    let stopped: IntentView = stop(&home, &home.phone, made.id).await.json();
    assert_eq!(stopped.state, IntentState::Stopped);
    let again: IntentView = stop(&home, &home.phone, made.id).await.json();
    assert_eq!(again.state, IntentState::Stopped, "a retry is the same request");
    home.bench.later(DAY + 1000);
    assert_eq!(publish(&mut home).await.code(), "change-waits");
    assert!(events(&home.bench, &home.phone).await.contains(&Event::IntentStopped { intent: made.id }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_of_another_owner_or_made_at_another_device_is_refused() {
    let home = Home::start("").await;
    let other = home.bench.phone(&home.officer, "other@example.com").await;
    let stranger = home.bench.owner(&other).await;
    let path = home.path("intents");
    let change = Change::ShortenWait { seconds: SHORTER };
    let (_, foreign) = stranger.intent(&home.bench, &home.phone, change.clone());
    assert_eq!(home.bench.post(&home.phone.caller, &path, &foreign).await.code(), "forbidden", "another owner key");
    let elsewhere = Phone { caller: other.caller, locker: home.phone.locker, locker_id: other.locker_id };
    let (_, named) = home.owner.intent(&home.bench, &elsewhere, change);
    assert_eq!(home.bench.post(&home.phone.caller, &path, &named).await.code(), "malformed", "another device");
    let (_, longer) = home.owner.intent(&home.bench, &home.phone, Change::ShortenWait { seconds: Some(100 * 3600) });
    assert_eq!(
        home.bench.post(&home.phone.caller, &path, &longer).await.code(),
        "malformed",
        "nothing is weaker after it"
    );
    assert!(home.bench.view(&home.phone).await.intents.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_what_is_not_there_or_not_ones_own_is_refused() {
    let home = Home::start("").await;
    let made: IntentView = shorten(&home).await.json();
    let other = home.bench.phone(&home.officer, "other@example.com").await;
    assert_eq!(stop(&home, &other, made.id).await.code(), "unsigned");
    let nobody = dlocker_protocol::IntentId::random(&mut crate::kit::rng());
    assert_eq!(stop(&home, &home.phone, nobody).await.code(), "not-found");
    assert_eq!(home.bench.view(&home.phone).await.intents.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_of_an_intent_stands_still_while_the_locker_is_frozen() {
    let mut home = Home::start("[freeze]\nlife = \"10h\"").await;
    assert_eq!(shorten(&home).await.status, 200);
    let frozen = home.bench.post(&home.phone.caller, &home.path("freeze"), &json!({})).await;
    assert_eq!(frozen.status, 200);
    assert_eq!(shorten(&home).await.code(), "locker-frozen", "and nothing new is asked for");
    home.bench.later(DAY + 1000);
    assert_eq!(publish(&mut home).await.code(), "waiting", "ten hours do not count");
    home.bench.later(10 * HOUR);
    assert_eq!(publish(&mut home).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_without_a_wait_changes_at_once() {
    let mut home = Home::start("[changes]\nwait = \"0s\"").await;
    assert_eq!(publish(&mut home).await.status, 200);
}
