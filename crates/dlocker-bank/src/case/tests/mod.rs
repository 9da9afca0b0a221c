//! A locker with two phones, a case that asks for a third, and officers.

mod credentials;
mod documents;
mod face_to_face;
mod needs;
mod reissued;
mod rules;
mod vouches;
mod waits;
mod walks;

use dlocker_protocol::case::{Approval, CaseState, Documents, OpenCaseRequest, RevealRequest, VetoRequest, commitment};
use dlocker_protocol::passkey::Vouched;
use dlocker_protocol::problem::ProblemCode;
use dlocker_protocol::signature::{Document, Draft, SigningKey};
use dlocker_protocol::staff::{StaffMember, StaffName};
use dlocker_protocol::{Bytes, CaseId, DeviceId, Digest, Handle, LockerId, PublicKey, Timestamp, TrusteeId};

use super::{Approving, CaseRecord, approve, open, reissue, reveal, veto};
use crate::device::{DeviceRecord, State};
use crate::guess::GuessLedger;
use crate::limits::Limits;
use crate::locker::{LockerRecord, RecoveryChoice, RosterHead};
use crate::method::RegistrationRecord;
use crate::staff::Voice;
use crate::{Decision, Stop};

pub(super) const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);
pub(super) const MINUTE: u64 = 60 * 1000;
pub(super) const HOUR: u64 = 60 * MINUTE;
pub(super) const DAY: u64 = 24 * HOUR;
pub(super) const REMOTE: (bool, Option<Timestamp>) = (false, None);
pub(super) const FACE: (bool, Option<Timestamp>) = (true, None);

fn signing(byte: u8) -> SigningKey {
    SigningKey::from_bytes(&[byte; 32]).unwrap()
}

fn key(byte: u8) -> PublicKey {
    signing(byte).public_key()
}

pub(super) fn phone(byte: u8) -> DeviceId {
    DeviceId::of(&key(byte))
}

fn trustee() -> TrusteeId {
    TrusteeId::of(&key(0x40))
}

fn handle() -> Handle {
    Handle::parse("owner@example.com").unwrap()
}

#[derive(Clone)]
pub(super) struct Scene {
    pub(super) locker: LockerRecord,
    pub(super) case: CaseRecord,
    pub(super) limits: Limits,
    pub(super) rows: Vec<(RegistrationRecord, GuessLedger)>,
    pub(super) documents: Option<Documents>,
}

impl Scene {
    /// Two phones (1 and 2) in the locker; the case asks for phone 9, and its commitment is open.
    pub(super) fn new() -> Self {
        let mut locker = LockerRecord::new(LockerId::from_array([7; 16]), handle(), T0);
        for byte in [1, 2] {
            locker.devices.push(DeviceRecord { state: State::Active, ..DeviceRecord::issued(key(byte), T0) });
        }
        let commitment = commitment(&key(9), &[3; 32], trustee(), &handle());
        let asked = OpenCaseRequest { handle: handle(), commitment };
        let (mut case, _) = open(asked, CaseId::from_array([5; 16]), [4; 32], T0);
        let opened = RevealRequest { device_key: key(9), phone_nonce: Bytes(vec![3; 32]) };
        reveal(&mut case, &opened, trustee(), T0).unwrap();
        Self { locker, case, limits: Limits::default(), rows: Vec::new(), documents: None }
    }

    /// The owner has chosen so, the last of it now.
    pub(super) fn choose(&mut self, choices: Vec<RecoveryChoice>) {
        let last = choices.last().copied();
        let (recovery_wait, recovery_rule) = (last.and_then(|last| last.wait), last.and_then(|last| last.rule));
        let digest = Digest::plain(b"roster");
        self.locker.choices = choices;
        self.locker.roster = Some(RosterHead { number: 1, epoch: 1, digest, recovery_wait, recovery_rule });
    }

    pub(super) fn approve(
        &mut self,
        officer: u8,
        (face_to_face, lost_since): (bool, Option<Timestamp>),
        now: Timestamp,
    ) -> Result<(), ProblemCode> {
        let name = StaffName::parse(&format!("officer{officer}")).unwrap();
        let staff = StaffMember::local(name, key(0x50 + officer), None);
        self.approve_as(&staff, officer, (face_to_face, lost_since), now)
    }

    pub(super) fn approve_as(
        &mut self,
        staff: &StaffMember,
        officer: u8,
        (face_to_face, lost_since): (bool, Option<Timestamp>),
        now: Timestamp,
    ) -> Result<(), ProblemCode> {
        let transcript = self.case.transcript(trustee()).unwrap();
        let approval = Draft::new(Approval {
            trustee: trustee(),
            case: self.case.id,
            transcript: transcript.digest(),
            code: transcript.code().to_string(),
            evidence: "passport".to_owned(),
            staff: staff.name.as_str().to_owned(),
            at: now,
            face_to_face,
            lost_since,
            documents: self.documents.clone(),
        });
        let approval = Vouched::Signed(approval.sign(&signing(0x50 + officer)));
        let approval = Voice { member: staff, passkeys: &[], party: None }.believe(&approval, now).unwrap();
        let ask = Approving { staff, approval: &approval, trustee: trustee(), limits: &self.limits.recovery };
        outcome(approve(Some(&self.locker), &mut self.case, &ask, now))
    }

    pub(super) fn veto(&mut self, device: u8, unlocked: bool, now: Timestamp) -> Result<usize, ProblemCode> {
        let decision = veto(&self.locker, &mut self.case, (phone(device), VetoRequest { unlocked }), now);
        decision.map(|decided| decided.events.len()).map_err(problem)
    }

    pub(super) fn reissue(&mut self, now: Timestamp) -> Result<(), ProblemCode> {
        let decision = reissue(&mut self.locker, &mut self.case, &mut self.rows, phone(9), now);
        decision.map(drop).map_err(problem)
    }

    pub(super) fn state(&self, now: Timestamp) -> CaseState {
        self.case.state(now)
    }

    pub(super) fn due(&self) -> Timestamp {
        self.case.due().unwrap()
    }
}

fn outcome(decision: Decision<()>) -> Result<(), ProblemCode> {
    decision.map(|decided| decided.answer).map_err(problem)
}

fn problem(stop: Stop) -> ProblemCode {
    match stop {
        Stop::Refuse(problem) | Stop::Keep(problem, _) => problem.code,
    }
}
