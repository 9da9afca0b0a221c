//! A day's work at the console, by session and passkey alone.

use dlocker_protocol::case::{
    Approval, ApproveRequest, CaseNeed, CaseState, CaseTranscript, ReissueResponse, RejectRequest, StaffCaseView,
};
use dlocker_protocol::device::{AdmissionResponse, EnrolRequest, EnrolResponse};
use dlocker_protocol::locker::LockerState;
use dlocker_protocol::passkey::Vouched;
use dlocker_protocol::signature::Document;
use dlocker_protocol::staff::{
    Act, AuditPage, FreezeRequest, InviteRequest, InviteResponse, LockerLookup, StaffLockerView, SuspendRequest,
    ThawRequest,
};
use dlocker_protocol::{CaseId, Handle};

use super::*;
use crate::kit::Phone;

const HANDLE: &str = "owner@example.com";

/// Two officers at their desks, a customer, and a lost phone.
struct Branch {
    bench: Bench,
    desks: [Desk; 2],
    phone: Phone,
    new: Caller,
    case: CaseId,
    transcript: CaseTranscript,
}

async fn customer(bench: &Bench, desk: &Desk) -> Phone {
    let invite = kit::code();
    let request = InviteRequest { handle: Handle::parse(HANDLE).unwrap(), invite: invite.clone(), tx_code: None };
    let _: InviteResponse = bench.post(&desk.caller, "/v1/staff/invites", &request).await.json();
    let caller = Caller::device();
    let request = EnrolRequest { invite, device_key: caller.key.public_key() };
    let enrolled: EnrolResponse = bench.post(&caller, "/v1/enrolments", &request).await.json();
    let phone = Phone { caller, locker: enrolled.locker, locker_id: enrolled.locker_id };
    let _: AdmissionResponse = bench.admit(&phone).await.json();
    phone
}

impl Branch {
    async fn open() -> Self {
        let bench = Bench::start(kit::lost::QUICK).await;
        let desks = [Desk::of(&bench, "officer1").await, Desk::of(&bench, "officer2").await];
        let phone = customer(&bench, &desks[0]).await;
        let new = Caller::device();
        let (case, phone_nonce, opened) = bench.case(&new, HANDLE).await;
        let transcript = CaseTranscript {
            case,
            trustee: bench.view.id,
            handle: Handle::parse(HANDLE).unwrap(),
            device_key: new.key.public_key(),
            phone_nonce,
            bank_nonce: opened.bank_nonce.0.try_into().unwrap(),
        };
        Self { bench, desks, phone, new, case, transcript }
    }

    fn path(&self, below: &str) -> String {
        format!("/v1/staff/cases/{}{below}", self.case)
    }

    fn locker(&self, below: &str) -> String {
        format!("/v1/staff/lockers/{}/{below}", self.phone.locker)
    }

    async fn show(&self) -> StaffCaseView {
        self.bench.get(&self.desks[0].caller, &self.path("")).await.json()
    }

    async fn approve(&mut self, at: usize) -> Answer {
        let approval = Approval {
            trustee: self.bench.view.id,
            case: self.case,
            transcript: self.transcript.digest(),
            code: self.transcript.code().to_string(),
            evidence: "passport".into(),
            staff: self.desks[at].name.clone(),
            at: self.bench.now(),
            face_to_face: true,
            lost_since: None,
            documents: None,
        };
        let asserted = self.desks[at].browser.sign(&origin(&self.bench), approval).await;
        let request = ApproveRequest { approval: Vouched::Asserted(asserted) };
        self.bench.post(&self.desks[at].caller, &self.path("/approve"), &request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p3_two_officers_approve_with_their_passkeys_and_one_alone_does_not() {
    let mut branch = Branch::open().await;
    let view = branch.show().await;
    assert_eq!(view.case.state, CaseState::Open);
    let approvals = |count| CaseNeed::Approvals { count, face_to_face: false };
    assert_eq!(view.needs, [approvals(2), CaseNeed::Wait { until: None }, CaseNeed::Owner]);
    let view: StaffCaseView = branch.approve(0).await.json();
    assert_eq!((view.case.approvals, view.needs[0]), (1, approvals(1)));
    branch.bench.later(5 * 60_000);
    assert_eq!(branch.approve(0).await.code(), "forbidden", "the same officer with another approval");
    let view: StaffCaseView = branch.approve(1).await.json();
    assert_eq!((view.case.state, view.needs), (CaseState::Ready, vec![CaseNeed::Owner]));
    assert!(view.approved_by.iter().all(|by| by.passkey) && view.age >= 300);
    let reissue = format!("/v1/cases/{}/reissue", branch.case);
    let _: ReissueResponse = branch.bench.post(&branch.new, &reissue, &json!({})).await.json();
}

#[tokio::test(flavor = "multi_thread")]
async fn p3_a_stolen_session_looks_and_freezes_and_does_nothing_else() {
    let mut branch = Branch::open().await;
    let handle = Handle::parse(HANDLE).unwrap();
    let thief = Caller {
        keyid: branch.desks[0].caller.keyid.clone(),
        key: SigningKey::from_bytes(&branch.desks[0].caller.key.to_bytes()).unwrap(),
    };
    branch.approve(1).await;
    let bench = &branch.bench;
    assert_eq!(bench.post(&thief, "/v1/staff/lockers", &LockerLookup { handle }).await.status, 200);
    let confirmed = FreezeRequest { confirmed: true, order: None };
    assert_eq!(bench.post(&thief, &branch.locker("freeze"), &confirmed).await.code(), "forbidden");
    let suspend = branch.locker(&format!("devices/{}/suspend", branch.phone.caller.id()));
    assert_eq!(bench.post(&thief, &suspend, &SuspendRequest::default()).await.code(), "forbidden");
    let reject = RejectRequest { reason: "no".into(), order: None };
    assert_eq!(bench.post(&thief, &branch.path("/reject"), &reject).await.code(), "forbidden");
    assert_eq!(bench.post(&thief, &branch.locker("freeze"), &FreezeRequest::default()).await.status, 200);
    assert_eq!(bench.post(&thief, &branch.locker("thaw"), &ThawRequest::default()).await.code(), "forbidden");
    assert_eq!(branch.show().await.case.approvals, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_passkeys_order_a_session_does_what_a_key_file_does_and_the_audit_has_it() {
    let mut branch = Branch::open().await;
    let (locker, device, case) = (branch.phone.locker, branch.phone.caller.id(), branch.case);
    let order = Some(branch.desks[0].order(&branch.bench, Order::Freeze { locker }).await);
    let request = FreezeRequest { confirmed: true, order };
    let frozen = branch.bench.post(&branch.desks[0].caller, &branch.locker("freeze"), &request).await;
    let view: StaffLockerView = frozen.json();
    assert_eq!((view.state, view.freeze.unwrap().lapses), (LockerState::Frozen, None));
    let order = Some(branch.desks[0].order(&branch.bench, Order::Thaw { locker, guesses_for: None }).await);
    let request = ThawRequest { guesses_for: None, order };
    assert_eq!(branch.bench.post(&branch.desks[0].caller, &branch.locker("thaw"), &request).await.status, 200);
    assert_eq!(branch.approve(1).await.status, 200);
    let order = Some(branch.desks[0].order(&branch.bench, Order::Suspend { locker, device }).await);
    let suspend = branch.locker(&format!("devices/{device}/suspend"));
    let request = SuspendRequest { order };
    assert_eq!(branch.bench.post(&branch.desks[0].caller, &suspend, &request).await.status, 200);
    let reason = "it was not the owner".to_owned();
    let order = Some(branch.desks[0].order(&branch.bench, Order::Reject { case, reason: reason.clone() }).await);
    let other = RejectRequest { reason: "another reason".into(), order: order.clone() };
    let path = branch.path("/reject");
    assert_eq!(branch.bench.post(&branch.desks[0].caller, &path, &other).await.code(), "forbidden");
    let view: StaffCaseView =
        branch.bench.post(&branch.desks[0].caller, &path, &RejectRequest { reason, order }).await.json();
    assert_eq!((view.case.state, view.needs), (CaseState::Rejected, vec![]));

    let page: AuditPage = branch.bench.get(&branch.desks[1].caller, "/v1/staff/audit?from=0").await.json();
    for act in [
        Act::Frozen { confirmed: true },
        Act::Thawed { guesses_for: None },
        Act::Suspended { device },
        Act::Rejected { case },
    ] {
        let kept = page.acts.iter().find(|kept| kept.act == act).unwrap_or_else(|| panic!("{act:?}"));
        assert_eq!((kept.staff.as_str(), kept.locker), ("officer1", Some(locker)));
        kept.proof.as_ref().unwrap().verify().unwrap();
    }
    assert!(page.next.is_none());
}
