//! Vetoes that send face to face, the day of the loss, and fresh starts.

use dlocker_protocol::Timestamp;
use dlocker_protocol::case::{CaseState, CaseView, ReissueResponse, StaffCaseView};
use dlocker_protocol::device::{DeviceState, EnrolResponse};
use dlocker_protocol::locker::LockerState;
use dlocker_protocol::staff::StaffLockerView;
use serde_json::json;

use crate::kit::lost::{HANDLE, Lost, QUICK, Word};
use crate::kit::{Answer, Phone};
use crate::{DAY, HOUR, Home};

async fn veto(lost: &Lost, message: serde_json::Value) -> Answer {
    lost.bench.post(&lost.old.caller, &format!("{}/veto", lost.case()), &message).await
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_a_veto_sends_a_case_face_to_face_and_two_officers_there_override_it() {
    let lost = Lost::phone(QUICK).await;
    lost.approve(0).await;
    let as_new = lost.bench.post(&lost.new, &format!("{}/veto", lost.case()), &json!({})).await;
    assert_eq!(as_new.code(), "unsigned", "the new phone has no say");
    let view: CaseView = veto(&lost, json!({})).await.json();
    assert_eq!((view.state, view.vetoes.len(), view.vetoes[0].unlocked), (CaseState::Vetoed, 1, false));
    let again: CaseView = veto(&lost, json!({})).await.json();
    assert_eq!(again.vetoes, view.vetoes, "a retry is the same request");
    assert_eq!(lost.approve(1).await.code(), "forbidden", "from afar");
    assert_eq!(lost.reissue().await.code(), "waiting");

    let view: StaffCaseView = lost.approve_face_to_face(0).await.json();
    assert_eq!(view.case.state, CaseState::Vetoed, "the same officer, face to face now; one of two");
    let view: StaffCaseView = lost.approve_face_to_face(1).await.json();
    assert_eq!(view.case.state, CaseState::Ready);
    assert!(view.approved_by.iter().any(|word| word.face_to_face));
    assert_eq!(lost.reissue().await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_veto_with_an_unlock_needs_one() {
    let lost = Lost::phone(QUICK).await;
    lost.approve(0).await;
    assert_eq!(veto(&lost, json!({"unlocked": true})).await.code(), "not-opened");
    let owner = lost.bench.owner(&lost.old).await;
    assert_eq!(lost.bench.unlock(&lost.old, &owner).await.status, 200);
    let view: CaseView = veto(&lost, json!({"unlocked": true})).await.json();
    assert!(view.vetoes[0].unlocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_earliest_day_of_the_loss_that_an_officer_names_comes_with_the_re_issue() {
    let lost = Lost::phone(QUICK).await;
    let now = lost.bench.now();
    let ago = |hours: u64| Timestamp::from_millis(now.millis() - hours * HOUR);
    let named = |lost_since| Word { lost_since: Some(lost_since), ..Word::default() };
    let tomorrow = lost.say(&lost.officers[0], named(now.plus_millis(DAY))).await;
    assert_eq!(tomorrow.code(), "malformed", "nobody loses a phone tomorrow");
    assert_eq!(lost.bench.get(&lost.new, &lost.case()).await.json::<CaseView>().approvals, 0);
    assert_eq!(lost.say(&lost.officers[0], named(ago(2))).await.status, 200);
    let view: StaffCaseView = lost.say(&lost.officers[1], named(ago(3))).await.json();
    assert_eq!(view.case.lost_since, Some(ago(3)));
    let reissued: ReissueResponse = lost.reissue().await.json();
    assert_eq!(reissued.lost_since, Some(ago(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_without_a_method_starts_afresh_under_the_same_handle() {
    let home = Home::start(QUICK).await;
    let early = home.bench.post(&home.phone.caller, &home.path("afresh"), &json!({})).await;
    assert_eq!(early.code(), "forbidden", "no recovery let this device in");
    let Home { bench, officer, phone, .. } = home;
    let second = bench.staff("officer2");
    let lost = Lost::of(bench, [officer, second], phone).await;
    let (bench, [officer, _], old, new) = lost.recovered().await;
    let path = format!("/v1/lockers/{}/afresh", new.locker);
    let fresh: EnrolResponse = bench.post(&new.caller, &path, &json!({})).await.json();
    let again: EnrolResponse = bench.post(&new.caller, &path, &json!({})).await.json();
    assert_ne!(fresh.locker, new.locker);
    assert_eq!((fresh.locker, fresh.handle.as_str()), (again.locker, HANDLE), "a retry is the same request");
    assert_eq!(bench.view(&new).await.state, LockerState::Shut, "the old one is kept");
    assert_eq!(bench.get(&old.caller, &format!("/v1/lockers/{}", old.locker)).await.code(), "suspended");

    let phone = Phone { caller: new.caller, locker: fresh.locker, locker_id: fresh.locker_id };
    assert_eq!(bench.admit(&phone).await.status, 200);
    let view = bench.view(&phone).await;
    assert_eq!((view.state, view.devices.len(), view.devices[0].state), (LockerState::New, 1, DeviceState::Active));
    bench.owner(&phone).await;
    let seen: StaffLockerView = bench.post(&officer, "/v1/staff/lockers", &json!({ "handle": HANDLE })).await.json();
    assert_eq!((seen.id, seen.former), (fresh.locker, vec![new.locker]));
}
