//! The way in and the way back, at the level of HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use dlocker_protocol::case::{CaseState, CaseView, OpenCaseRequest, ReissueResponse, StaffCaseView};
use dlocker_protocol::device::{DeviceState, EnrolRequest, EnrolResponse};
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::log::{Event, LogEntry, LogPage};
use dlocker_protocol::method::{MethodKind, RegisterRequest};
use dlocker_protocol::staff::{InviteRequest, InviteResponse};
use dlocker_protocol::{Digest, Handle, MethodId, RegistrationId, cbor};
use kit::lost::{HANDLE, Lost, QUICK, Word};
use kit::{Bench, Caller, Phone, code, rng};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_device_is_admitted_and_sees_its_locker() {
    let bench = Bench::start("").await;
    let officer = bench.staff("officer1");
    let phone = bench.phone(&officer, HANDLE).await;
    let view: LockerView = bench.get(&phone.caller, &format!("/v1/lockers/{}", phone.locker)).await.json();
    assert_eq!(view.handle.as_str(), HANDLE);
    assert_eq!(view.devices.len(), 1);
    assert_eq!(view.devices[0].state, DeviceState::Active);
    let log: LogPage = bench.get(&phone.caller, &format!("/v1/lockers/{}/log?from=1", phone.locker)).await.json();
    let events: Vec<Event> =
        log.entries.iter().map(|e| cbor::decode::<LogEntry>(&e.0, "entry").unwrap().event).collect();
    let device = phone.caller.id();
    assert_eq!(events, [Event::Invited, Event::Enrolled { device }, Event::Admitted { device }]);
    let head = log.head.verify(&bench.view.log_key).unwrap();
    assert_eq!(head.position, view.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invite_is_used_once_and_a_retry_gets_the_same_locker() {
    let bench = Bench::start("").await;
    let officer = bench.staff("officer1");
    let invite = code();
    let request = InviteRequest { handle: Handle::parse(HANDLE).unwrap(), invite: invite.clone(), tx_code: None };
    let made: InviteResponse = bench.post(&officer, "/v1/staff/invites", &request).await.json();
    let again: InviteResponse = bench.post(&officer, "/v1/staff/invites", &request).await.json();
    assert_eq!(made.locker, again.locker);

    let (first, second) = (Caller::device(), Caller::device());
    let by = |caller: &Caller| EnrolRequest { invite: invite.clone(), device_key: caller.key.public_key() };
    let enrolled: EnrolResponse = bench.post(&first, "/v1/enrolments", &by(&first)).await.json();
    let retried: EnrolResponse = bench.post(&first, "/v1/enrolments", &by(&first)).await.json();
    assert_eq!((enrolled.locker, retried.locker), (made.locker, made.locker));
    assert_eq!(bench.post(&second, "/v1/enrolments", &by(&second)).await.code(), "invite");
    let unknown = EnrolRequest { invite: code(), device_key: second.key.public_key() };
    assert_eq!(bench.post(&second, "/v1/enrolments", &unknown).await.code(), "invite");
}

#[tokio::test(flavor = "multi_thread")]
async fn p2_a_locker_id_of_another_device_admits_nobody() {
    let bench = Bench::start("").await;
    let officer = bench.staff("officer1");
    let honest = bench.phone(&officer, HANDLE).await;
    let thief = bench.phone(&officer, "thief@example.com").await;
    let crossed = Phone { caller: thief.caller, locker: thief.locker, locker_id: honest.locker_id.clone() };
    assert_eq!(bench.admit(&crossed).await.code(), "forbidden");
    let nonce = bench.nonce().await;
    let message = json!({ "presentation": bench.present(&honest, "another nonce") });
    let mut call =
        bench.call("POST", &format!("/v1/lockers/{}/admission", honest.locker), serde_json::to_vec(&message).unwrap());
    call.nonce = Some(nonce);
    assert_eq!(bench.send(call.sign(&honest.caller)).await.code(), "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn p6_two_officers_bring_a_new_phone_in_and_the_old_one_is_out() {
    let lost = Lost::phone(QUICK).await;
    assert_eq!(lost.reissue().await.code(), "waiting", "nobody has approved");
    let view: StaffCaseView = lost.approve(0).await.json();
    assert_eq!((view.case.state, view.case.approvals, view.case.approvals_needed), (CaseState::Approving, 1, 2));
    assert_eq!(lost.reissue().await.code(), "waiting", "one of two");
    let view: StaffCaseView = lost.approve(1).await.json();
    assert_eq!(view.case.state, CaseState::Ready);

    let reissued: ReissueResponse = lost.reissue().await.json();
    let again: ReissueResponse = lost.reissue().await.json();
    assert_eq!((reissued.locker, again.locker), (lost.old.locker, lost.old.locker));
    let new = Phone { caller: lost.new, locker: reissued.locker, locker_id: reissued.locker_id };
    assert_eq!(lost.bench.admit(&new).await.status, 200);
    let path = format!("/v1/lockers/{}", new.locker);
    let view: LockerView = lost.bench.get(&new.caller, &path).await.json();
    assert!(view.devices.iter().any(|d| d.id == lost.old.caller.id() && d.state == DeviceState::Suspended));
    assert_eq!(lost.bench.get(&lost.old.caller, &path).await.code(), "suspended");
    assert_eq!(lost.bench.admit(&lost.old).await.code(), "suspended");
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_a_replaced_phone_cannot_use_up_the_limits_of_the_new_one() {
    let lost = Lost::phone(&format!("{QUICK}\n[limits]\nopenings_per_minute = 2\nconcurrent_requests = 1")).await;
    let (bench, _, old, new) = lost.recovered().await;
    let path = format!("/v1/lockers/{}/registrations", new.locker);
    let register = || RegisterRequest {
        registration: RegistrationId::random(&mut rng()),
        method: MethodId::random(&mut rng()),
        kind: MethodKind::Kit,
        guesses: None,
    };
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(bench.post(&old.caller, &path, &register()).await.code());
    }
    assert_eq!(codes, ["suspended", "suspended", "rate-limited"]);
    let locker = format!("/v1/lockers/{}", new.locker);
    // A request that comes between may take the one place, so more than one tries to hold it.
    let mut held = Vec::new();
    for _ in 0..100 {
        held.push(bench.hold(&old).await);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        if bench.get(&old.caller, &locker).await.code() == "rate-limited" {
            break;
        }
    }
    assert_eq!(bench.get(&old.caller, &locker).await.code(), "rate-limited");
    assert_eq!(bench.post(&new.caller, &path, &register()).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_waits_its_time_out() {
    let lost = Lost::phone("").await;
    lost.approve(0).await;
    let view: StaffCaseView = lost.approve(1).await.json();
    assert_eq!(view.case.state, CaseState::Waiting);
    let refused = lost.reissue().await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "waiting"));
    lost.bench.later(72 * 3_600_000 + 1000);
    let view: CaseView = lost.bench.get(&lost.new, &lost.case()).await.json();
    assert_eq!(view.state, CaseState::Ready);
    assert_eq!(lost.reissue().await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_approves_twice_or_for_themselves_and_three_wrong_codes_close_the_case() {
    let lost = Lost::phone(QUICK).await;
    assert_eq!(lost.approve(0).await.status, 200);
    let own = lost.bench.staff_with_handle("insider", Some(HANDLE));
    let right = lost.transcript.code().to_string();
    assert_eq!(lost.say(&own, Word::default()).await.code(), "forbidden");
    let again = lost.approve(0).await;
    assert!(again.status != 200 || again.json::<StaffCaseView>().case.approvals == 1, "{again:?}");

    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 0..3 {
        let answer = lost.say(&lost.officers[1], Word { code: Some(wrong.into()), ..Word::default() }).await;
        assert!(matches!(answer.code().as_str(), "wrong-code" | "case-over"), "{answer:?}");
    }
    assert_eq!(lost.approve(1).await.code(), "case-over", "even the right code comes too late");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_case_says_why() {
    let lost = Lost::phone(QUICK).await;
    let path = format!("/v1/staff/cases/{}/reject", lost.transcript.case);
    let view: StaffCaseView =
        lost.bench.post(&lost.officers[0], &path, &json!({"reason": "not the owner"})).await.json();
    assert_eq!(view.case.state, CaseState::Rejected);
    let view: CaseView = lost.bench.get(&lost.new, &lost.case()).await.json();
    assert_eq!(view.reason.as_deref(), Some("not the owner"));
    assert_eq!(lost.reissue().await.code(), "case-over");
}

#[tokio::test(flavor = "multi_thread")]
async fn p9_a_case_for_an_unknown_handle_looks_the_same() {
    let bench = Bench::start("").await;
    let officer = bench.staff("officer1");
    bench.phone(&officer, HANDLE).await;
    let mut answers = Vec::new();
    for handle in [HANDLE, "nobody@example.com"] {
        let request = OpenCaseRequest { handle: Handle::parse(handle).unwrap(), commitment: Digest::plain(b"x") };
        answers.push(bench.bare("POST", "/v1/cases", serde_json::to_vec(&request).unwrap()).await);
    }
    let names = |answer: &kit::Answer| {
        let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        names.sort();
        names
    };
    assert_eq!((answers[0].status, answers[0].body.len()), (answers[1].status, answers[1].body.len()));
    assert_eq!(names(&answers[0]), names(&answers[1]));
    let phone = Caller::device();
    let (case, ..) = bench.case(&phone, "nobody@example.com").await;
    let view: CaseView = bench.get(&phone, &format!("/v1/cases/{case}")).await.json();
    assert_eq!((view.state, view.approvals_needed), (CaseState::Open, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn p5_what_was_answered_is_in_the_log_after_a_restart() {
    let bench = Bench::start("").await;
    let officer = bench.staff("officer1");
    let phone = bench.phone(&officer, HANDLE).await;
    let path = format!("/v1/lockers/{}/log?from=1", phone.locker);
    let before: LogPage = bench.get(&phone.caller, &path).await.json();
    let Bench { bank, folder, .. } = bench;
    bank.stop().await.unwrap();
    let bench = Bench::start_in(folder, "").await;
    let after: LogPage = bench.get(&phone.caller, &path).await.json();
    assert_eq!(after.entries.len(), before.entries.len());
    assert!(after.entries.iter().zip(&before.entries).all(|(a, b)| a == b));
}
