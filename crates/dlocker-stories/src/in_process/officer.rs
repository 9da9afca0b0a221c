//! People at the bank.

use std::path::Path;

use dlocker_client::platform::HttpRequest;
use dlocker_protocol::case::{Approval, ApproveRequest, CaseState, StaffCaseView};
use dlocker_protocol::passkey::Vouched;
use dlocker_protocol::signature::http::{AUDIENCE, Params, Request, content_digest, signature_base, signature_header};
use dlocker_protocol::signature::{Draft, SigningKey};
use dlocker_protocol::staff::{InviteRequest, InviteResponse, StaffMember, StaffName};
use dlocker_protocol::{CaseId, Digest, Handle, Timestamp, encoded};
use rand_core::Rng;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::bank::{House, answer};
use super::phone::rng;

/// An officer with a key.
pub(super) struct Officer {
    name: StaffName,
    key: SigningKey,
}

impl Officer {
    pub(super) fn hired(name: &str, data: &Path) -> Self {
        let name = StaffName::parse(name).expect("a name");
        let key = SigningKey::random(&mut rng());
        let member = StaffMember::local(name.clone(), key.public_key(), None);
        dlocker_store::vault::add_staff(data, &member, dlockerd::clock::now()).expect("a new officer");
        Self { name, key }
    }
}

/// What an officer saw besides the code.
#[derive(Clone, Copy, Default)]
pub struct Seen {
    /// The owner stood before the officer.
    pub face_to_face: bool,
    /// Since when the phone is lost.
    pub lost_since: Option<Timestamp>,
}

impl House {
    /// A fresh invite for a customer.
    pub async fn invite(&self, handle: &str) -> String {
        let mut code = [0; 32];
        rng().fill_bytes(&mut code);
        let invite = encoded::to_base64url(&code);
        let request =
            InviteRequest { handle: Handle::parse(handle).expect("a handle"), invite: invite.clone(), tx_code: None };
        let _: InviteResponse = self.staff(0, "POST", "/v1/staff/invites", &request).await;
        invite
    }

    /// Both officers approve, with the code that the owner read out.
    pub async fn approve(&self, case: CaseId, code: &str) {
        self.approve_with(case, code, Seen::default()).await;
    }

    /// Both officers approve, and say what they saw.
    pub async fn approve_with(&self, case: CaseId, code: &str, seen: Seen) {
        for officer in 0..self.officers.len() {
            self.approve_as(officer, case, code, seen).await;
        }
    }

    async fn approve_as(&self, officer: usize, case: CaseId, code: &str, seen: Seen) {
        let path = format!("/v1/staff/cases/{case}");
        let view: StaffCaseView = self.staff(officer, "GET", &path, &()).await;
        let approval = Approval {
            trustee: self.view.id,
            case,
            transcript: view.case.transcript.expect("a transcript"),
            code: code.to_owned(),
            evidence: "passport seen".into(),
            staff: self.officers[officer].name.as_str().to_owned(),
            at: self.clock.now(),
            face_to_face: seen.face_to_face,
            lost_since: seen.lost_since,
            documents: None,
        };
        let request =
            ApproveRequest { approval: Vouched::Signed(Draft::new(approval).sign(&self.officers[officer].key)) };
        let view: StaffCaseView = self.staff(officer, "POST", &format!("{path}/approve"), &request).await;
        assert!(matches!(
            view.case.state,
            CaseState::Approving | CaseState::Vetoed | CaseState::Waiting | CaseState::Ready
        ));
    }

    async fn staff<T: DeserializeOwned>(
        &self,
        officer: usize,
        method: &'static str,
        path: &str,
        body: &impl Serialize,
    ) -> T {
        let reading = method == "GET";
        let body = if reading { Vec::new() } else { serde_json::to_vec(body).expect("JSON") };
        let nonce = if reading { None } else { self.nonce().await };
        let officer = &self.officers[officer];
        let digest = Digest::plain(&body);
        let request = Request { method, path, query: "", body: &digest, audience: self.view.id };
        let params = Params { created: self.clock.now().seconds(), keyid: officer.name.keyid(), nonce };
        let signature = officer.key.sign(signature_base(&request, &params).as_bytes());
        let headers = vec![
            ("content-digest", content_digest(&digest)),
            (AUDIENCE, self.view.id.to_string()),
            ("signature-input", params.signature_input()),
            ("signature", signature_header(&signature)),
            ("content-type", "application/json".to_owned()),
        ];
        let response =
            answer(&self.router, HttpRequest { method, url: path.to_owned(), headers, body: body.into() }).await;
        assert_eq!(response.status, 200, "{path}: {}", String::from_utf8_lossy(&response.body));
        serde_json::from_slice(&response.body).expect("the answer to an officer")
    }

    async fn nonce(&self) -> Option<String> {
        let request =
            HttpRequest { method: "POST", url: "/v1/nonces".into(), headers: Vec::new(), body: Default::default() };
        answer(&self.router, request).await.nonce
    }
}
