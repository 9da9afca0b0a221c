//! What waits, and who may stop it.

use dlocker_client::method::NewMethod;
use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_client::{Changed, Error, Platform, connect};
use dlocker_core::secret::{DeviceSecret, OwnerSecret};
use dlocker_protocol::MethodId;
use dlocker_protocol::intent::{ChangeKind, IntentState};
use dlocker_protocol::locker::{LockerState, LockerView};
use dlocker_stories::in_process::{Meddler, OwnersKey, Phone, wallet};

use super::{HOUR, second_phone, settled, waits};

fn kit_id(kit: &OwnersKey) -> MethodId {
    match kit {
        OwnersKey::Kit(id, _) => *id,
        OwnersKey::Pin(_) => panic!("a PIN"),
    }
}

#[tokio::test]
async fn p7_a_method_is_added_after_the_wait_and_opens_nothing_before() {
    let (house, phone, kit) = settled().await;
    let new = OwnersKey::kit();
    let added = phone.add(&new, Some(&kit)).await.unwrap();
    let waiting = added.waits.expect("it waits");
    assert_eq!(waiting.what, ChangeKind::AddMethod);
    assert_eq!(phone.add(&new, Some(&kit)).await.unwrap().waits, Some(waiting), "no second intent");
    assert!(phone.open_with(&new).await.is_err());
    house.clock.pass(25 * HOUR);
    assert_eq!(phone.add(&new, Some(&kit)).await.unwrap().waits, None);
    phone.open_with(&new).await.unwrap();
}

#[tokio::test]
async fn p7_a_removal_waits_and_is_completed_by_the_same_command_or_by_its_id() {
    let (house, phone, kit) = settled().await;
    let second = OwnersKey::kit();
    phone.add(&second, Some(&kit)).await.unwrap();
    house.clock.pass(25 * HOUR);
    phone.add(&second, Some(&kit)).await.unwrap();
    let mut connection = connect(&phone).await.unwrap();
    let removed = connection.remove_method(kit_id(&second), &kit.unlock()).await.unwrap();
    let waiting = waits(removed);
    assert_eq!(connection.complete_intent(waiting.intent, &kit.unlock()).await.unwrap(), Changed::Waits(waiting));
    house.clock.pass(25 * HOUR);
    assert_eq!(connection.intents().await.unwrap()[0].state, IntentState::Due);
    assert_eq!(connection.complete_intent(waiting.intent, &kit.unlock()).await.unwrap(), Changed::Done);
    assert_eq!(connection.complete_intent(waiting.intent, &kit.unlock()).await.unwrap(), Changed::Done, "again");
    assert!(phone.open_with(&second).await.is_err());
    let last = connection.remove_method(kit_id(&kit), &kit.unlock()).await;
    assert!(matches!(last, Err(Error::Misuse(_))), "the last one stays");
}

#[tokio::test]
async fn p7_any_device_stops_what_waits_without_an_unlock() {
    let (house, phone, kit) = settled().await;
    let tablet = second_phone(&house, &phone, &kit).await;
    let mut connection = connect(&phone).await.unwrap();
    let backup = phone.back_up(&wallet("a")).await.unwrap().snapshot;
    let waiting = waits(connection.delete_snapshots(vec![backup], &kit.unlock()).await.unwrap());
    let mut other = connect(&tablet).await.unwrap();
    assert_eq!(other.intents().await.unwrap()[0].id, waiting.intent);
    other.stop_intent(waiting.intent).await.unwrap();
    other.stop_intent(waiting.intent).await.unwrap();
    assert!(connection.intents().await.unwrap().is_empty());
    house.clock.pass(25 * HOUR);
    let error = connection.complete_intent(waiting.intent, &kit.unlock()).await.unwrap_err();
    assert!(matches!(&error, Error::Refused { code: "intent-over", .. }), "{error}");
    let told = connection.messages().await.unwrap();
    assert!(told.iter().all(|message| message.new));
    assert!(connection.messages().await.unwrap().iter().all(|message| !message.new));
}

/// A bank that shows changes with signatures that are not the owner's.
struct Forged;

impl Meddler for Forged {
    fn after(&mut self, _: &HttpRequest, response: &mut HttpResponse) {
        if let Ok(mut view) = serde_json::from_slice::<LockerView>(&response.body) {
            for intent in &mut view.intents {
                let mut bytes = intent.intent.to_bytes();
                let last = bytes.len() - 1;
                bytes[last] ^= 1;
                intent.intent = dlocker_protocol::signature::Signed::from_bytes(&bytes).unwrap();
            }
            response.body = serde_json::to_vec(&view).unwrap();
        }
    }
}

#[tokio::test]
async fn a_change_that_the_owner_did_not_sign_is_not_shown_as_one() {
    let (_house, phone, kit) = settled().await;
    phone.add(&OwnersKey::kit(), Some(&kit)).await.unwrap();
    phone.meddle(Forged);
    let shown = connect(&phone).await.unwrap().intents().await;
    assert!(matches!(shown, Err(Error::Damaged(_))));
}

#[tokio::test]
async fn a_frozen_locker_opens_nothing_and_takes_backups() {
    let (house, phone, kit) = settled().await;
    let content = wallet("frozen");
    let view = connect(&phone).await.unwrap().freeze().await.unwrap();
    assert!(view.lapses.is_some());
    let connection = connect(&phone).await.unwrap();
    assert_eq!(connection.view().await.unwrap().state, LockerState::Frozen);
    phone.back_up(&content).await.unwrap();
    let refused = phone.open_with(&kit).await.unwrap_err();
    assert!(matches!(&refused, Error::Refused { code: "locker-frozen", .. }), "{refused}");
    house.clock.pass(73 * HOUR);
    assert_eq!(phone.open_with(&kit).await.unwrap(), content);
}

async fn add_own(phone: &Phone, kit: &OwnersKey) -> dlocker_client::Result<dlocker_client::method::Added> {
    let secret = OwnerSecret::Device(DeviceSecret::random(&mut phone.rng()));
    let id = MethodId::random(&mut phone.rng());
    let new = NewMethod { id, secret, guesses: None, device_name: "a phone".into() };
    connect(phone).await?.add_method(&new, Some(&kit.unlock())).await
}

#[tokio::test]
async fn a_phone_opens_by_itself_once_that_has_waited_and_stops_at_once() {
    let (house, phone, kit) = settled().await;
    phone.back_up(&wallet("own")).await.unwrap();
    let added = add_own(&phone, &kit).await.unwrap();
    assert!(added.waits.is_some());
    assert!(connect(&phone).await.unwrap().own_unlock().await.unwrap().is_none(), "not on yet");
    assert_eq!(add_own(&phone, &kit).await.unwrap().waits, added.waits, "another secret is not taken meanwhile");
    house.clock.pass(25 * HOUR);
    assert_eq!(add_own(&phone, &kit).await.unwrap().waits, None);
    let mut connection = connect(&phone).await.unwrap();
    let own = connection.own_unlock().await.unwrap().expect("it is on");
    phone.restore(&own).await.unwrap();
    assert_eq!(connection.remove_method(added.id, &kit.unlock()).await.unwrap(), Changed::Done, "at once");
    assert!(connection.own_unlock().await.unwrap().is_none());
    assert!(phone.file("device.secret").is_none());
}

#[tokio::test]
async fn a_longer_wait_is_chosen_at_once_and_a_shorter_one_waits() {
    let (house, phone, kit) = settled().await;
    let mut connection = connect(&phone).await.unwrap();
    let max = connection.policy().await.unwrap().max;
    let beyond = connection.set_recovery_wait(Some(max + 1), &kit.unlock()).await;
    assert!(matches!(beyond, Err(Error::Misuse(_))));
    assert_eq!(connection.set_recovery_wait(Some(max), &kit.unlock()).await.unwrap(), Changed::Done);
    let waiting = waits(connection.set_recovery_wait(Some(0), &kit.unlock()).await.unwrap());
    assert_eq!(waits(connection.set_recovery_wait(Some(0), &kit.unlock()).await.unwrap()), waiting);
    assert_eq!(connection.policy().await.unwrap().chosen, Some(max));
    house.clock.pass(25 * HOUR);
    assert_eq!(connection.set_recovery_wait(Some(0), &kit.unlock()).await.unwrap(), Changed::Done);
    assert_eq!(connection.policy().await.unwrap().chosen, Some(0));
}

#[tokio::test]
async fn p7_interrupted_anywhere_the_same_command_finds_the_one_intent_and_completes_it() {
    for step in 0.. {
        let (house, phone, kit) = settled().await;
        let new = OwnersKey::kit();
        phone.crash_at(step);
        let ended = phone.add(&new, Some(&kit)).await.is_ok();
        phone.reboot();
        assert!(phone.add(&new, Some(&kit)).await.unwrap().waits.is_some(), "after step {step}");
        assert_eq!(connect(&phone).await.unwrap().intents().await.unwrap().len(), 1, "after step {step}");
        house.clock.pass(25 * HOUR);
        phone.crash_at(step);
        let completed = phone.add(&new, Some(&kit)).await.is_ok();
        phone.reboot();
        assert!(phone.add(&new, Some(&kit)).await.unwrap().waits.is_none(), "after step {step}");
        phone.open_with(&new).await.unwrap();
        if ended && completed {
            return;
        }
    }
}
