//! A bank, phones and an owner who knows as much of the owner's side as the bank can check.

mod afresh;
mod closing;
mod crash;
mod deletions;
mod endless;
mod freezes;
mod issuance;
mod joining;
mod journey;
mod keys;
mod let_in;
mod p4_guesses;
mod p5_log;
mod p6_rotation;
mod put_in;
mod refused;
mod retention;
mod rosters;
mod rotate;
mod staff;
mod telling;
mod vouching;
mod waiting;
mod wallets;

use dlocker_bank::Limits;
use dlocker_bank::staff::Officer;
use dlocker_custody::SoftwareCustody;
use dlocker_protocol::case::{Approval, ApproveRequest, CaseCode, CaseTranscript, OpenCaseRequest, RevealRequest};
use dlocker_protocol::method::{
    EvaluateRequest, MethodKind, MethodRecord, RegisterRequest, StoreRecordRequest, Stretch, Transcript, TrusteePart,
};
use dlocker_protocol::oprf::{BlindedElement, OprfPublicKey};
use dlocker_protocol::passkey::Vouched;
use dlocker_protocol::release::{
    Opening, ProofOfSuccess, ReleaseAnswer, ReleaseRequest, SettleRequest, release_context,
};
use dlocker_protocol::roster::{
    EpochPart, Policy, PublishRosterRequest, Roster, RosterDevice, RosterDraft, RosterMethod, RosterTrustee,
};
use dlocker_protocol::sealed::{self, UnsealingKey};
use dlocker_protocol::signature::{Document, Draft, SigningKey};
use dlocker_protocol::snapshot::{CommitRequest, LogPosition, PackRef, PackSize, SnapshotHeader};
use dlocker_protocol::staff::{InviteRequest, StaffMember, StaffName};
use dlocker_protocol::{
    Bytes, CaseId, DeviceId, Digest, Handle, LockerId, MethodId, PackId, RegistrationId, SnapshotId, Timestamp,
    TrusteeId, case, cbor, device, log, method,
};

use super::*;
use keys::blinded;
use rosters::parts;

pub(super) const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);

pub(super) fn later(millis: u64) -> Timestamp {
    T0.plus_millis(millis)
}

pub(super) struct Bank {
    pub(super) vault: Vault,
    pub(super) data: std::path::PathBuf,
    /// Removed with the bank.
    #[allow(dead_code, reason = "held so that it is removed at the end")]
    folder: Option<tempfile::TempDir>,
    pub(super) custody: Arc<SoftwareCustody>,
    officers: Vec<(Officer, SigningKey)>,
}

pub(super) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.recovery.wait = 0;
    limits.guesses.first_wait = 0;
    limits.rotation_grace = 0;
    limits
}

pub(super) struct Phone {
    pub(super) key: SigningKey,
    pub(super) id: DeviceId,
    pub(super) locker: LockerId,
}

/// One registered method, as its owner knows it.
pub(super) struct Method {
    pub(super) id: MethodId,
    pub(super) kind: MethodKind,
    pub(super) registration: RegistrationId,
    pub(super) oprf_key: OprfPublicKey,
    pub(super) success: SigningKey,
    pub(super) record: Digest,
    pub(super) seed: Vec<u8>,
    pub(super) guesses: u32,
}

pub(super) struct Owner {
    pub(super) key: SigningKey,
    pub(super) unsealing: UnsealingKey,
    pub(super) current: Option<Roster>,
}

impl Bank {
    pub(super) fn open(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bank = Self::open_in(folder.path(), limits);
        Self { folder: Some(folder), ..bank }
    }

    /// In a folder that stays.
    pub(super) fn open_in(folder: &std::path::Path, limits: Limits) -> Self {
        let custody = Arc::new(SoftwareCustody::open_or_create(&folder.join("keys"), &mut rng()).unwrap());
        let data = folder.join("data");
        let mut officers = Vec::new();
        for name in ["officer1", "officer2"] {
            let key = SigningKey::random(&mut rng());
            let member = StaffMember::local(StaffName::parse(name).unwrap(), key.public_key(), None);
            add_staff(&data, &member, T0).unwrap();
            officers.push((Officer::by_key(member), key));
        }
        let setup = VaultSetup { data: data.clone(), custody: custody.clone(), limits };
        Self { vault: Vault::open(setup).unwrap(), data, folder: None, custody, officers }
    }

    pub(super) fn officer(&self, at: usize) -> &Officer {
        &self.officers[at].0
    }

    pub(super) async fn nonce(&self, now: Timestamp) -> String {
        self.vault.issue_nonce(now).await
    }

    /// Invite, enrol, admit.
    pub(super) async fn customer(&self, handle: &str) -> Phone {
        let (vault, key) = (&self.vault, SigningKey::random(&mut rng()));
        let invite = format!("{:?}", Digest::of("test", handle.as_bytes()));
        let request = InviteRequest { handle: Handle::parse(handle).unwrap(), invite: invite.clone(), tx_code: None };
        let staff = vault.staff_key(&self.officer(0).name).await.unwrap().0;
        vault.invite(&staff, &self.nonce(T0).await, request, T0).await.unwrap();
        let request = device::EnrolRequest { invite, device_key: key.public_key() };
        let enrolled = vault.enrol(key.public_key(), &self.nonce(T0).await, request, T0).await.unwrap();
        let phone = Phone { id: DeviceId::of(&key.public_key()), key, locker: enrolled.locker };
        vault.admit(phone.locker, phone.id, &self.nonce(T0).await, T0).await.unwrap();
        phone
    }

    /// A case opened and revealed by a fresh key.
    pub(super) async fn case(&self, handle: &str, now: Timestamp) -> (CaseId, SigningKey, CaseCode) {
        let (key, handle) = (SigningKey::random(&mut rng()), Handle::parse(handle).unwrap());
        let (phone_nonce, trustee) = (random::<32>(), self.vault.trustee());
        let commitment = case::commitment(&key.public_key(), &phone_nonce, trustee, &handle);
        let request = OpenCaseRequest { handle: handle.clone(), commitment };
        let opened = self.vault.open_case(request, now).await.unwrap();
        let request = RevealRequest { device_key: key.public_key(), phone_nonce: Bytes(phone_nonce.to_vec()) };
        self.vault.reveal(opened.case, key.public_key(), &self.nonce(now).await, request, now).await.unwrap();
        let bank_nonce = opened.bank_nonce.0.try_into().unwrap();
        let device_key = key.public_key();
        let transcript = CaseTranscript { case: opened.case, trustee, handle, device_key, phone_nonce, bank_nonce };
        (opened.case, key, transcript.code())
    }

    /// A remote approval.
    pub(super) async fn approve(
        &self,
        at: usize,
        case: CaseId,
        code: &str,
        now: Timestamp,
    ) -> Answer<case::StaffCaseView> {
        self.approve_how(at, (case, code), (false, None), now).await
    }

    /// An approval, face to face or not, with the day of the loss if it is known.
    pub(super) async fn approve_how(
        &self,
        at: usize,
        (case, code): (CaseId, &str),
        how: (bool, Option<Timestamp>),
        now: Timestamp,
    ) -> Answer<case::StaffCaseView> {
        let (member, key) = &self.officers[at];
        let transcript = self.vault.case(member, case, now).await?.case.transcript.unwrap();
        let approval = Approval {
            trustee: self.vault.trustee(),
            case,
            transcript,
            code: code.to_owned(),
            evidence: "passport".to_owned(),
            staff: member.name.as_str().to_owned(),
            at: now,
            face_to_face: how.0,
            lost_since: how.1,
            documents: None,
        };
        let request = ApproveRequest { approval: Vouched::Signed(Draft::new(approval).sign(key)) };
        self.vault.approve(member, &self.nonce(now).await, case, request, now).await
    }

    /// Case, two approvals, re-issue, admission.
    pub(super) async fn recovered(&self, handle: &str, now: Timestamp) -> Phone {
        let (case, key, code) = self.case(handle, now).await;
        self.approve(0, case, &code.to_string(), now).await.unwrap();
        self.approve(1, case, &code.to_string(), now).await.unwrap();
        let id = DeviceId::of(&key.public_key());
        let reissued = self.vault.reissue(case, id, &self.nonce(now).await, now).await.unwrap();
        self.vault.admit(reissued.enrolled.locker, id, &self.nonce(now).await, now).await.unwrap();
        Phone { key, id, locker: reissued.enrolled.locker }
    }

    pub(super) fn findings(&self) -> Vec<crate::doctor::Finding> {
        crate::doctor::examine(&self.data, Some(self.custody.as_ref()))
    }

    pub(super) async fn events(&self, phone: &Phone) -> Vec<dlocker_protocol::log::Event> {
        let page = self.vault.log(phone.locker, phone.id, 1, T0).await.unwrap();
        let read = |bytes: Bytes| cbor::decode::<dlocker_protocol::log::LogEntry>(&bytes.0, "log-entry").unwrap().event;
        page.entries.into_iter().map(read).collect()
    }
}

pub(super) fn code<T: core::fmt::Debug>(answer: Answer<T>) -> ProblemCode {
    answer.expect_err("it was answered").code
}
