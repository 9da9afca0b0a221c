//! A locker, a lost phone, and a case by the next one.

use dlocker_protocol::case::{Approval, ApproveRequest, CaseTranscript, OpenCaseResponse, ReissueResponse};
use dlocker_protocol::passkey::Vouched;
use dlocker_protocol::signature::{Document, Draft};
use dlocker_protocol::{CaseId, Handle, Timestamp};
use serde_json::json;

use super::{Answer, Bench, Caller, Phone};

/// A bank that does not make anybody wait for a recovery.
pub const QUICK: &str = "[recovery]\nwait = \"0s\"\nwait_min = \"0s\"";
pub const HANDLE: &str = "owner@example.com";

pub struct Lost {
    pub bench: Bench,
    pub officers: [Caller; 2],
    pub old: Phone,
    pub new: Caller,
    pub transcript: CaseTranscript,
}

/// What an officer signs beside the case.
#[derive(Default)]
pub struct Word {
    /// The right one if absent.
    pub code: Option<String>,
    pub face_to_face: bool,
    pub lost_since: Option<Timestamp>,
}

impl Lost {
    pub async fn phone(config: &str) -> Self {
        let bench = Bench::start(config).await;
        let officers = [bench.staff("officer1"), bench.staff("officer2")];
        let old = bench.phone(&officers[0], HANDLE).await;
        Self::of(bench, officers, old).await
    }

    /// The case of a phone that was in use.
    pub async fn of(bench: Bench, officers: [Caller; 2], old: Phone) -> Self {
        let new = Caller::device();
        let (case, nonce, opened) = bench.case(&new, HANDLE).await;
        let transcript = shown(&bench, &new, case, nonce, &opened);
        Self { bench, officers, old, new, transcript }
    }

    pub fn case(&self) -> String {
        format!("/v1/cases/{}", self.transcript.case)
    }

    /// Approves from afar.
    pub async fn approve(&self, officer: usize) -> Answer {
        self.say(&self.officers[officer], Word::default()).await
    }

    pub async fn approve_face_to_face(&self, officer: usize) -> Answer {
        self.say(&self.officers[officer], Word { face_to_face: true, ..Word::default() }).await
    }

    pub async fn say(&self, officer: &Caller, word: Word) -> Answer {
        let transcript = &self.transcript;
        let approval = Approval {
            trustee: self.bench.view.id,
            case: transcript.case,
            transcript: transcript.digest(),
            code: word.code.unwrap_or_else(|| transcript.code().to_string()),
            evidence: "passport seen".into(),
            staff: officer.keyid.trim_start_matches("staff:").to_owned(),
            at: self.bench.now(),
            face_to_face: word.face_to_face,
            lost_since: word.lost_since,
            documents: None,
        };
        let request = ApproveRequest { approval: Vouched::Signed(Draft::new(approval).sign(&officer.key)) };
        self.bench.post(officer, &format!("/v1/staff/cases/{}/approve", transcript.case), &request).await
    }

    pub async fn reissue(&self) -> Answer {
        self.bench.post(&self.new, &format!("{}/reissue", self.case()), &json!({})).await
    }

    /// Two approvals, re-issue, admission: the bench, the officers, the old phone and the new one.
    pub async fn recovered(self) -> (Bench, [Caller; 2], Phone, Phone) {
        self.approve(0).await;
        self.approve(1).await;
        let reissued: ReissueResponse = self.reissue().await.json();
        let new = Phone { caller: self.new, locker: reissued.locker, locker_id: reissued.locker_id };
        assert_eq!(self.bench.admit(&new).await.status, 200);
        (self.bench, self.officers, self.old, new)
    }
}

/// What the phone's code is derived from.
fn shown(
    bench: &Bench,
    phone: &Caller,
    case: CaseId,
    phone_nonce: [u8; 32],
    opened: &OpenCaseResponse,
) -> CaseTranscript {
    CaseTranscript {
        case,
        trustee: bench.view.id,
        handle: Handle::parse(HANDLE).unwrap(),
        device_key: phone.key.public_key(),
        phone_nonce,
        bank_nonce: opened.bank_nonce.0.as_slice().try_into().unwrap(),
    }
}
