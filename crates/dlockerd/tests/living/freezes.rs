//! Freezes, by a device and after a call, and what staff see of a locker.

use dlocker_protocol::device::DeviceState;
use dlocker_protocol::locker::{FreezeView, LockerState};
use dlocker_protocol::log::{Actor, Event};
use dlocker_protocol::staff::StaffLockerView;
use serde_json::json;

use crate::kit::lost::{HANDLE, Lost, QUICK};
use crate::kit::{Answer, Caller};
use crate::{HOUR, Home, about, events};

const LIFE: u64 = 72 * HOUR;

impl Home {
    async fn freeze(&self) -> Answer {
        self.bench.post(&self.phone.caller, &self.path("freeze"), &json!({})).await
    }

    async fn call(&self, below: &str, message: serde_json::Value) -> Answer {
        self.bench.post(&self.officer, &self.staff_path(below), &message).await
    }

    async fn look_up(&self, by: &Caller, handle: &str) -> Answer {
        self.bench.post(by, "/v1/staff/lockers", &json!({ "handle": handle })).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_a_device_freezes_its_locker_at_once_and_it_lapses_by_itself() {
    let home = Home::start("").await;
    let freeze: FreezeView = home.freeze().await.json();
    assert_eq!(freeze.by, Actor::Device(home.phone.caller.id()));
    assert!(about(freeze.lapses.unwrap(), home.bench.now().plus_millis(LIFE)));
    let again: FreezeView = home.freeze().await.json();
    assert_eq!(again, freeze, "a retry is the same request");
    assert_eq!(home.unlock().await.code(), "locker-frozen");
    let view = home.bench.view(&home.phone).await;
    assert_eq!((view.state, view.freeze.as_ref()), (LockerState::Frozen, Some(&freeze)));
    home.bench.later(LIFE + 1000);
    assert_eq!(home.bench.view(&home.phone).await.state, LockerState::Open);
    assert_eq!(home.unlock().await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_a_caller_holds_a_locker_at_most_half_of_the_time() {
    let home = Home::start("").await;
    let view: StaffLockerView = home.call("freeze", json!({})).await.json();
    assert_eq!(view.state, LockerState::Frozen);
    assert_eq!(view.freeze.unwrap().by, Actor::Staff("officer1".into()));
    home.bench.later(LIFE + 1000);
    let refused = home.call("freeze", json!({})).await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "rate-limited"));
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(home.unlock().await.status, 200, "the owner gets in between");
    home.bench.later(LIFE);
    assert_eq!(home.call("freeze", json!({})).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_freeze_holds_until_staff_lift_it() {
    let home = Home::start("").await;
    assert_eq!(home.call("freeze", json!({})).await.status, 200);
    let view: StaffLockerView = home.call("freeze", json!({"confirmed": true})).await.json();
    assert_eq!(view.freeze.unwrap().lapses, None, "the same freeze, confirmed");
    home.bench.later(10 * LIFE);
    assert_eq!(home.unlock().await.code(), "locker-frozen");
    let view: StaffLockerView = home.call("thaw", json!({})).await.json();
    assert_eq!((view.state, view.freeze), (LockerState::Open, None));
    assert_eq!(home.unlock().await.status, 200);
    assert!(events(&home.bench, &home.phone).await.contains(&Event::LockerThawed));
}

#[tokio::test(flavor = "multi_thread")]
async fn p9_staff_see_states_and_never_anything_of_the_wallet() {
    let home = Home::start("").await;
    let answer = home.look_up(&home.officer, HANDLE).await;
    let view: StaffLockerView = answer.json();
    assert_eq!((view.id, view.handle.as_str(), view.state), (home.phone.locker, HANDLE, LockerState::Open));
    assert_eq!((view.devices.len(), view.methods.len()), (1, 1));
    let text = String::from_utf8(answer.body).unwrap();
    for hidden in ["record", "\"name\"", "guesses", "header", "key"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    assert_eq!(home.look_up(&home.officer, "nobody@example.com").await.code(), "not-found");
    assert_eq!(home.look_up(&home.phone.caller, HANDLE).await.code(), "unsigned", "a device is not staff");
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_are_given_back_three_times_in_a_year_and_to_a_device_of_the_locker() {
    let home = Home::start("").await;
    let device = home.phone.caller.id();
    for _ in 0..5 {
        assert_eq!(home.call("thaw", json!({ "guesses_for": device })).await.status, 200, "nothing to give back");
    }
    for _ in 0..3 {
        assert_eq!(home.bench.guess(&home.phone, &home.owner).await.status, 200);
        let view: StaffLockerView = home.call("thaw", json!({ "guesses_for": device })).await.json();
        assert_eq!(view.id, home.phone.locker);
        assert_eq!(home.bench.view(&home.phone).await.methods[0].guesses_left, 100);
    }
    assert_eq!(home.bench.guess(&home.phone, &home.owner).await.status, 200);
    let refused = home.call("thaw", json!({ "guesses_for": device })).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "waiting"));
    assert!(refused.headers.contains_key("retry-after"));
    let stranger = Caller::device().id();
    assert_eq!(home.call("thaw", json!({ "guesses_for": stranger })).await.code(), "not-found");
    let own = home.bench.staff_with_handle("insider", Some(HANDLE));
    let path = home.staff_path("thaw");
    let theirs = home.bench.post(&own, &path, &json!({ "guesses_for": device })).await;
    assert_eq!(theirs.code(), "forbidden", "not for themselves");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reported_phone_is_suspended_while_a_case_is_under_way_and_comes_back_when_it_is_rejected() {
    let lost = Lost::phone(QUICK).await;
    let device = lost.old.caller.id();
    let path = format!("/v1/staff/lockers/{}/devices/{device}/suspend", lost.old.locker);
    let early = lost.bench.post(&lost.officers[0], &path, &json!({})).await;
    assert_eq!(early.code(), "conflict", "nobody has approved anything");
    lost.approve(0).await;
    let view: StaffLockerView = lost.bench.post(&lost.officers[0], &path, &json!({})).await.json();
    assert_eq!(view.devices.iter().find(|row| row.id == device).unwrap().state, DeviceState::Suspended);
    let locker = format!("/v1/lockers/{}", lost.old.locker);
    assert_eq!(lost.bench.get(&lost.old.caller, &locker).await.code(), "suspended");
    let veto = lost.bench.post(&lost.old.caller, &format!("{}/veto", lost.case()), &json!({})).await;
    assert_eq!(veto.code(), "suspended", "it has no say");
    let reject = format!("/v1/staff/cases/{}/reject", lost.transcript.case);
    lost.bench.post(&lost.officers[0], &reject, &json!({"reason": "not the owner"})).await;
    assert_eq!(lost.bench.get(&lost.old.caller, &locker).await.status, 200);
    let nobody = format!("/v1/staff/lockers/{}/devices/{}/suspend", lost.old.locker, Caller::device().id());
    assert_eq!(lost.bench.post(&lost.officers[0], &nobody, &json!({})).await.code(), "conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_a_freeze_holds_up_no_recovery() {
    let lost = Lost::phone(QUICK).await;
    let freeze = format!("/v1/staff/lockers/{}/freeze", lost.old.locker);
    let confirmed = lost.bench.post(&lost.officers[0], &freeze, &json!({"confirmed": true})).await;
    assert_eq!(confirmed.status, 200);
    let (bench, _, _, new) = lost.recovered().await;
    assert_eq!(bench.view(&new).await.freeze, None, "a re-issue lifts it");
}
