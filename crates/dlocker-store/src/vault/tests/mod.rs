//! A bank, phones and an owner who knows as much of the owner's side as the bank can check.

mod afresh;
mod closing;
mod crash;
mod deletions;
mod endless;
mod freezes;
mod joining;
mod journey;
mod let_in;
mod p4_guesses;
mod p5_log;
mod p6_rotation;
mod refused;
mod retention;
mod rotate;
mod staff;
mod telling;
mod waiting;

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

pub(super) fn blinded() -> BlindedElement {
    BlindedElement::from_bytes(SigningKey::random(&mut rng()).public_key().as_bytes()).unwrap()
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
        let request = InviteRequest { handle: Handle::parse(handle).unwrap(), invite: invite.clone() };
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
        let transcript = self.vault.case(member, case, now).await?.transcript.unwrap();
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

    /// A registration up to its stored record, not opened yet.
    pub(super) async fn stored(&self, phone: &Phone, method: MethodId, now: Timestamp) -> Method {
        let (kind, registration) = (MethodKind::Pin, RegistrationId::random(&mut rng()));
        let request = RegisterRequest { registration, method, kind, guesses: None };
        let begun = self.vault.register(phone.locker, phone.id, &self.nonce(now).await, request, now).await.unwrap();
        let reply = UnsealingKey::random(&mut rng()).unwrap();
        let reply_key = Bytes(reply.sealing_key().as_bytes().to_vec());
        let request = EvaluateRequest { blinded: blinded(), reply_key };
        let nonce = self.nonce(now).await;
        self.vault.evaluate(phone.locker, phone.id, &nonce, registration, request, now).await.unwrap();
        let (success, share, seed) = (SigningKey::random(&mut rng()), vec![7; 32], random::<64>().to_vec());
        let part = TrusteePart {
            trustee: self.vault.trustee(),
            index: 1,
            oprf_key: begun.oprf_key,
            masked_share: Digest::of("masked-share", &share),
        };
        let transcript = Transcript {
            locker: phone.locker,
            method,
            registration,
            kind,
            threshold: 1,
            trustees: vec![part],
            stretch: Some(Stretch::recommended([1; 16])),
            sealing_key: reply.sealing_key(),
            success_key: success.public_key(),
        };
        let record = MethodRecord { transcript, envelope: vec![1; 64], commitment: Digest::plain(b"c") };
        let request = StoreRecordRequest {
            record: Bytes(cbor::encode(&record)),
            masked_share: Bytes(share),
            sealed_seed: Bytes(seed.clone()),
        };
        let nonce = self.nonce(now).await;
        self.vault.store_record(phone.locker, phone.id, &nonce, registration, request, now).await.unwrap();
        let (oprf_key, guesses) = (begun.oprf_key, begun.guesses);
        Method { id: method, kind, registration, oprf_key, success, record: record.digest(), seed, guesses }
    }

    /// A registration, stored and opened for real.
    pub(super) async fn registered(&self, phone: &Phone, method: MethodId, now: Timestamp) -> Method {
        let method = self.stored(phone, method, now).await;
        let target = MethodTarget::Pending(method.registration);
        let opening = self.release(phone, &method, target, blinded(), now).await.unwrap();
        self.prove(phone, &method, target, opening, now).await.unwrap();
        method
    }

    pub(super) async fn release(
        &self,
        phone: &Phone,
        method: &Method,
        target: MethodTarget,
        blinded: BlindedElement,
        now: Timestamp,
    ) -> Answer<Opening> {
        let reply = UnsealingKey::random(&mut rng()).unwrap();
        let reply_key = Bytes(reply.sealing_key().as_bytes().to_vec());
        let request = ReleaseRequest { blinded, reply_key };
        let nonce = self.nonce(now).await;
        let response = self.vault.release(phone.locker, phone.id, &nonce, target, request, now).await?;
        let context = release_context(phone.locker, method.id, &response.oprf_key, phone.id, &blinded);
        let plain = sealed::open(&reply, &context, &response.sealed.0).unwrap();
        let answer: ReleaseAnswer = cbor::decode(&plain, "release").unwrap();
        assert_eq!(answer.sealed_seed, method.seed);
        Ok(answer.opening)
    }

    pub(super) fn proof(&self, phone: &Phone, method: &Method, opening: Opening) -> ProofOfSuccess {
        ProofOfSuccess {
            trustee: self.vault.trustee(),
            locker: phone.locker,
            method: method.id,
            oprf_key: method.oprf_key,
            opening,
            device: phone.id,
        }
    }

    pub(super) async fn settle(
        &self,
        phone: &Phone,
        target: MethodTarget,
        number: u64,
        proof: Option<dlocker_protocol::signature::Signed<ProofOfSuccess>>,
        now: Timestamp,
    ) -> Answer<u32> {
        let nonce = self.nonce(now).await;
        let request = SettleRequest { proof };
        let settled = self.vault.settle(phone.locker, phone.id, &nonce, target, number, request, now).await?;
        Ok(settled.guesses_left)
    }

    pub(super) async fn prove(
        &self,
        phone: &Phone,
        method: &Method,
        target: MethodTarget,
        opening: Opening,
        now: Timestamp,
    ) -> Answer<u32> {
        let proof = Draft::new(self.proof(phone, method, opening)).sign(&method.success);
        self.settle(phone, target, opening.number, Some(proof), now).await
    }

    /// One opening with the right secret.
    pub(super) async fn unlock(&self, phone: &Phone, method: &Method, now: Timestamp) -> Answer<u32> {
        let target = MethodTarget::Active(method.id);
        let opening = self.release(phone, method, target, blinded(), now).await?;
        self.prove(phone, method, target, opening, now).await
    }

    /// One opening with a wrong secret.
    pub(super) async fn guess(&self, phone: &Phone, method: &Method, now: Timestamp) -> Answer<u32> {
        let target = MethodTarget::Active(method.id);
        let opening = self.release(phone, method, target, blinded(), now).await?;
        self.settle(phone, target, opening.number, None, now).await
    }

    pub(super) fn request(&self, owner: &Owner, roster: Roster, parts: Vec<EpochPart>) -> PublishRosterRequest {
        let signed = RosterDraft::new(roster).sign(&owner.key, None);
        let expected = owner.current.as_ref().map(Document::digest);
        PublishRosterRequest { expected, roster: Bytes(signed.to_bytes()), epoch_parts: parts }
    }

    /// A roster with these phones and methods, each of whose registrations becomes current.
    pub(super) fn roster(&self, owner: &Owner, phones: &[&Phone], methods: &[&Method]) -> Roster {
        let number = owner.current.as_ref().map_or(1, |roster| roster.number + 1);
        let device = |phone: &&Phone| RosterDevice {
            id: phone.id,
            key: phone.key.public_key(),
            name: "phone".to_owned(),
            added: T0,
        };
        let method = |method: &&Method| RosterMethod {
            id: method.id,
            kind: method.kind,
            record: method.record,
            sealed_seed: Digest::of("sealed-seed", &method.seed),
            guesses: method.guesses,
            renew: false,
            added: T0,
            device: None,
        };
        Roster {
            locker: phones[0].locker,
            number,
            epoch: owner.current.as_ref().map_or(1, |roster| roster.epoch),
            predecessor: owner.current.as_ref().map(Document::digest),
            signed_at: T0,
            owner_key: owner.key.public_key(),
            sealing_key: owner.unsealing.sealing_key(),
            prior_seed: owner.current.as_ref().and_then(|roster| roster.prior_seed.clone()),
            trustees: vec![RosterTrustee { id: self.vault.trustee(), log_key: self.custody.log_key() }],
            devices: phones.iter().map(device).collect(),
            methods: methods.iter().map(method).collect(),
            policy: Policy::default(),
            departed: Vec::new(),
            deleted: Vec::new(),
        }
    }

    pub(super) async fn publish(
        &self,
        owner: &mut Owner,
        phone: &Phone,
        methods: &[&Method],
        now: Timestamp,
    ) -> Answer<()> {
        let roster = self.roster(owner, &[phone], methods);
        let request = self.request(owner, roster.clone(), parts(methods));
        self.vault.publish_roster(phone.locker, phone.id, &self.nonce(now).await, request, now).await?;
        owner.current = Some(roster);
        Ok(())
    }

    /// A customer with one PIN.
    pub(super) async fn with_pin(&self, handle: &str) -> (Phone, Owner, Method) {
        let phone = self.customer(handle).await;
        let mut owner = Owner::new();
        let pin = self.registered(&phone, MethodId::random(&mut rng()), T0).await;
        self.publish(&mut owner, &phone, &[&pin], T0).await.unwrap();
        (phone, owner, pin)
    }

    pub(super) fn header(&self, phone: &Phone, owner: &Owner, packs: &[(PackId, Vec<u8>)]) -> SnapshotHeader {
        let pack =
            |(id, bytes): &(PackId, Vec<u8>)| PackRef { id: *id, size: PackSize::Small, digest: Digest::plain(bytes) };
        SnapshotHeader {
            locker: phone.locker,
            id: SnapshotId::random(&mut rng()),
            device: phone.id,
            number: 1,
            previous: None,
            epoch: owner.current.as_ref().unwrap().epoch,
            roster: owner.current.as_ref().unwrap().digest(),
            log: LogPosition { number: 0, digest: Digest::from_array([0; 32]) },
            created: T0,
            sealed_root: vec![1; 1200],
            root_commitment: Digest::plain(b"root"),
            packs: packs.iter().map(pack).collect(),
            refers: Vec::new(),
            part: false,
            drops: Vec::new(),
        }
    }

    pub(super) async fn put(&self, phone: &Phone, now: Timestamp) -> (PackId, Vec<u8>) {
        let (id, bytes) = (PackId::random(&mut rng()), random::<{ 64 << 10 }>().to_vec());
        let digest = Digest::plain(&bytes);
        self.vault.put_pack(phone.locker, phone.id, id, bytes.clone().into(), digest, now).await.unwrap();
        (id, bytes)
    }

    pub(super) async fn commit(&self, phone: &Phone, header: SnapshotHeader, now: Timestamp) -> Answer<Digest> {
        let request = CommitRequest { header: Bytes(Draft::new(header).sign(&phone.key).to_bytes()) };
        let done = self.vault.commit(phone.locker, phone.id, &self.nonce(now).await, request, now).await?;
        Ok(done.digest)
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

impl Owner {
    pub(super) fn new() -> Self {
        Self {
            key: SigningKey::random(&mut rng()),
            unsealing: UnsealingKey::random(&mut rng()).unwrap(),
            current: None,
        }
    }
}

pub(super) fn parts(methods: &[&Method]) -> Vec<EpochPart> {
    let part = |m: &&Method| EpochPart { method: m.id, registration: Some(m.registration), sealed_seed: None };
    methods.iter().map(part).collect()
}

pub(super) fn code<T: core::fmt::Debug>(answer: Answer<T>) -> ProblemCode {
    answer.expect_err("it was answered").code
}
