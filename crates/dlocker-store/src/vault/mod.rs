//! The vault: what `dlockerd` calls. Each verb is one transaction: load, decide, save, log; no answer leaves before it is durable.

use std::path::PathBuf;
use std::sync::Arc;

use dlocker_bank::Limits;
use dlocker_custody::Custody;
use dlocker_protocol::bank::BankView;
use dlocker_protocol::case::{
    ApproveRequest, CaseView, OpenCaseRequest, OpenCaseResponse, RejectRequest, RevealRequest, StaffCaseView,
};
use dlocker_protocol::device::{AdmissionResponse, EnrolRequest};
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::log::LogPage;
use dlocker_protocol::method::{
    EvaluateRequest, EvaluateResponse, RegisterRequest, RegisterResponse, StoreRecordRequest,
};
use dlocker_protocol::problem::Problem;
use dlocker_protocol::release::{ReleaseRequest, ReleaseResponse, SettleRequest, SettleResponse};
use dlocker_protocol::roster::{PublishRosterRequest, PublishRosterResponse, RostersPage};
use dlocker_protocol::snapshot::{CommitRequest, CommitResponse, PackStatus, SnapshotsPage};
use dlocker_protocol::staff::{InviteRequest, InviteResponse, StaffMember, StaffName};
use dlocker_protocol::{
    CaseId, DeviceId, Digest, Handle, LockerId, MethodId, PackId, PublicKey, RegistrationId, Timestamp, TrusteeId,
};

/// An answer, or the problem that goes to the asker. Faults of the bank's own are traced, and are `internal` without details here.
pub type Answer<T> = Result<T, Problem>;

/// The vault. Cheap to clone.
#[derive(Clone)]
pub struct Vault {}

/// What a vault is made of.
pub struct VaultSetup {
    /// The data folder; made if it is missing.
    pub data: PathBuf,
    /// What only a trustee may compute.
    pub custody: Arc<dyn Custody>,
    /// The bounds of this bank.
    pub limits: Limits,
}

/// The vault cannot be opened; the words say why and what to try.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(pub String);

/// Which record an opening is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MethodTarget {
    /// The current record of a method.
    Active(MethodId),
    /// A stored record that is still pending.
    Pending(RegistrationId),
}

/// A device was enrolled: what its Locker ID says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enrolled {
    /// The locker.
    pub locker: LockerId,
    /// Its handle.
    pub handle: Handle,
    /// The key of the device.
    pub device_key: PublicKey,
    /// When; the same for a retry.
    pub issued: Timestamp,
}

/// A Locker ID was re-issued: what it says.
pub type Reissued = Enrolled;

/// Adds a member of staff to the data folder; works while the bank serves, and before it first did.
///
/// # Errors
/// [`OpenError`] if the name is in use with another key, or the folder cannot be opened.
pub fn add_staff(data: &std::path::Path, member: &StaffMember) -> Result<(), OpenError> {
    let _ = (data, member);
    unimplemented!()
}

#[allow(clippy::too_many_arguments, unused_variables)]
impl Vault {
    /// Opens the data folder, makes what is missing, and starts the writer.
    ///
    /// # Errors
    /// [`OpenError`] with the reason and the remedy.
    pub fn open(setup: VaultSetup) -> Result<Self, OpenError> {
        unimplemented!()
    }

    /// The trustee's id.
    #[must_use]
    pub fn trustee(&self) -> TrusteeId {
        unimplemented!()
    }

    /// What the bank says about itself.
    #[must_use]
    pub fn bank_view(&self, now: Timestamp) -> BankView {
        unimplemented!()
    }

    /// A fresh nonce, good for ten minutes.
    pub async fn issue_nonce(&self, now: Timestamp) -> String {
        unimplemented!()
    }

    /// What time brings: lapsed things go, unpinned packs are collected after a day, replaced keys are destroyed after their grace time.
    pub async fn sweep(&self, now: Timestamp) {
        unimplemented!()
    }

    /// The member of staff with this name, read from the database each time, so that `staff add` counts at once.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn staff_key(&self, name: &StaffName) -> Answer<StaffMember> {
        unimplemented!()
    }

    /// The key of a device of this locker in any state; each verb refuses suspended and replaced ones itself.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn device_key(&self, locker: LockerId, device: DeviceId) -> Answer<PublicKey> {
        unimplemented!()
    }

    /// The key of who may ask about a case: its new device once revealed, or a device of its locker.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn case_signer(&self, case: CaseId, device: DeviceId) -> Answer<PublicKey> {
        unimplemented!()
    }

    /// Makes a locker for a customer and an invite to it.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn invite(
        &self,
        staff: &StaffMember,
        nonce: &str,
        request: InviteRequest,
        now: Timestamp,
    ) -> Answer<InviteResponse> {
        unimplemented!()
    }

    /// All cases that are not over, and those that ended within the last 30 days.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn cases(&self, staff: &StaffMember, now: Timestamp) -> Answer<Vec<StaffCaseView>> {
        unimplemented!()
    }

    /// One case as staff see it.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn case(&self, staff: &StaffMember, case: CaseId, now: Timestamp) -> Answer<StaffCaseView> {
        unimplemented!()
    }

    /// An officer approves a case.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn approve(
        &self,
        staff: &StaffMember,
        nonce: &str,
        case: CaseId,
        request: ApproveRequest,
        now: Timestamp,
    ) -> Answer<StaffCaseView> {
        unimplemented!()
    }

    /// An officer rejects a case.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn reject(
        &self,
        staff: &StaffMember,
        nonce: &str,
        case: CaseId,
        request: RejectRequest,
        now: Timestamp,
    ) -> Answer<StaffCaseView> {
        unimplemented!()
    }

    /// Uses up an invite for the key that signed the request. The caller issues the Locker ID.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn enrol(
        &self,
        signer: PublicKey,
        nonce: &str,
        request: EnrolRequest,
        now: Timestamp,
    ) -> Answer<Enrolled> {
        unimplemented!()
    }

    /// Admits a device whose presentation the caller has verified.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn admit(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        now: Timestamp,
    ) -> Answer<AdmissionResponse> {
        unimplemented!()
    }

    /// The locker as this device sees it.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn locker(&self, locker: LockerId, device: DeviceId, now: Timestamp) -> Answer<LockerView> {
        unimplemented!()
    }

    /// Rosters from number `from` on, at most 64.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn rosters(&self, locker: LockerId, device: DeviceId, from: u64) -> Answer<RostersPage> {
        unimplemented!()
    }

    /// The one compare-and-set.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn publish_roster(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        request: PublishRosterRequest,
        now: Timestamp,
    ) -> Answer<PublishRosterResponse> {
        unimplemented!()
    }

    /// Begins a registration: a fresh OPRF key.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn register(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        request: RegisterRequest,
        now: Timestamp,
    ) -> Answer<RegisterResponse> {
        unimplemented!()
    }

    /// Evaluates for a pending registration, counted first.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn evaluate(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        registration: RegistrationId,
        request: EvaluateRequest,
        now: Timestamp,
    ) -> Answer<EvaluateResponse> {
        unimplemented!()
    }

    /// Keeps the record of a pending registration.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn store_record(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        registration: RegistrationId,
        request: StoreRecordRequest,
        now: Timestamp,
    ) -> Answer<()> {
        unimplemented!()
    }

    /// A release: counted and logged durably, then evaluated and sealed.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn release(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        target: MethodTarget,
        request: ReleaseRequest,
        now: Timestamp,
    ) -> Answer<ReleaseResponse> {
        unimplemented!()
    }

    /// How an opening ended.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn settle(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        target: MethodTarget,
        opening: u64,
        request: SettleRequest,
        now: Timestamp,
    ) -> Answer<SettleResponse> {
        unimplemented!()
    }

    /// Keeps a pack, durably. `digest` is the signed Content-Digest, which the caller has compared with the bytes.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn put_pack(
        &self,
        locker: LockerId,
        device: DeviceId,
        pack: PackId,
        bytes: bytes::Bytes,
        digest: Digest,
        now: Timestamp,
    ) -> Answer<PackStatus> {
        unimplemented!()
    }

    /// The bytes of a pack, after a recent opening.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn get_pack(&self, locker: LockerId, device: DeviceId, pack: PackId, now: Timestamp) -> Answer<Vec<u8>> {
        unimplemented!()
    }

    /// Commits a snapshot and pins what it refers to.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn commit(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        request: CommitRequest,
        now: Timestamp,
    ) -> Answer<CommitResponse> {
        unimplemented!()
    }

    /// Headers after the place `after` (0: from the first).
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn snapshots(&self, locker: LockerId, device: DeviceId, after: u64) -> Answer<SnapshotsPage> {
        unimplemented!()
    }

    /// Log entries from number `from` on, at most 512, and the head signed now.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn log(&self, locker: LockerId, device: DeviceId, from: u64, now: Timestamp) -> Answer<LogPage> {
        unimplemented!()
    }

    /// Opens a recovery case; alike for known and unknown handles.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn open_case(&self, request: OpenCaseRequest, now: Timestamp) -> Answer<OpenCaseResponse> {
        unimplemented!()
    }

    /// Opens the commitment of a case. `signer` is the key that the request names and that has signed it.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn reveal(
        &self,
        case: CaseId,
        signer: PublicKey,
        nonce: &str,
        request: RevealRequest,
        now: Timestamp,
    ) -> Answer<CaseView> {
        unimplemented!()
    }

    /// A case as its new device or a device of its locker sees it.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn case_view(&self, case: CaseId, signer: DeviceId, now: Timestamp) -> Answer<CaseView> {
        unimplemented!()
    }

    /// An active device of the locker ends a case.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn veto(&self, case: CaseId, device: DeviceId, nonce: &str, now: Timestamp) -> Answer<CaseView> {
        unimplemented!()
    }

    /// Carries a recovery out. The caller issues the Locker ID.
    ///
    /// # Errors
    /// The [`Problem`] for the asker.
    pub async fn reissue(&self, case: CaseId, signer: DeviceId, nonce: &str, now: Timestamp) -> Answer<Reissued> {
        unimplemented!()
    }
}
