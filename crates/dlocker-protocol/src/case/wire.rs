//! Messages about cases. `POST /v1/cases` is open to anyone; what follows is signed by the new device's key, or by staff.

use serde::{Deserialize, Serialize};

use super::{Approval, SeenDocument, VouchedView};
use crate::passkey::{Asserted, AssertedWire, Vouched};
use crate::staff::StaffOrder;
use crate::{Bytes, CaseId, DeviceId, Digest, Handle, LockerId, PublicKey, Timestamp};

/// `POST /v1/cases`: the phone commits to its key and nonce.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCaseRequest {
    /// The handle of the locker.
    pub handle: Handle,
    /// See [`commitment`](super::commitment).
    pub commitment: Digest,
}

/// Answer to `POST /v1/cases`; alike for known and unknown handles.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OpenCaseResponse {
    /// Which case.
    pub case: CaseId,
    /// The bank's nonce, 32 bytes.
    pub bank_nonce: Bytes,
}

/// `POST /v1/cases/{case}/reveal`, signed by the new device's key: opens the commitment.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealRequest {
    /// Key of the new device.
    pub device_key: PublicKey,
    /// The phone's nonce, 32 bytes.
    pub phone_nonce: Bytes,
}

/// State of a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CaseState {
    /// The phone has committed and not yet opened the commitment.
    Committed,
    /// Open: nobody has signed anything yet. Ends by itself after an hour.
    Open,
    /// Some approvals are there, not yet enough.
    Approving,
    /// Enough approvals; the waiting period runs.
    Waiting,
    /// Can be carried out.
    Ready,
    /// The Locker ID was re-issued.
    Reissued,
    /// Rejected by an officer.
    Rejected,
    /// Vetoed by a device of the locker: goes on once two officers have approved face to face.
    Vetoed,
    /// Closed after three wrong codes.
    Closed,
    /// Expired.
    Expired,
}

/// `GET /v1/cases/{case}` as the new device sees it, or a device of the locker once the commitment is opened.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseView {
    /// Which.
    pub id: CaseId,
    /// Where it stands.
    pub state: CaseState,
    /// When it was opened.
    pub opened: Timestamp,
    /// The device that asks to be let in.
    pub device: Option<DeviceId>,
    /// Approvals so far.
    pub approvals: u32,
    /// Approvals needed.
    pub approvals_needed: u32,
    /// When the waiting period ends, once it has begun.
    pub due: Option<Timestamp>,
    /// Why it was rejected, if it was.
    pub reason: Option<String>,
    /// Vetoes by devices of the locker: remote approvals count no more, and two officers must see the owner face to face.
    pub vetoes: Vec<VetoView>,
    /// Since when the phone is lost, by the officers' word: the earliest that one of them named.
    pub lost_since: Option<Timestamp>,
    /// Credentials of other issuers that were presented and count, all together as one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presented: Vec<PresentedView>,
    /// Devices of the locker that vouched, and whose word counts: with the credentials all together as one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouched: Vec<VouchedView>,
    /// Digest of the transcript, which an approval and a vouch sign; absent until the commitment is opened.
    pub transcript: Option<Digest>,
}

/// A veto.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VetoView {
    /// By which device of the locker.
    pub device: DeviceId,
    /// Whether that device had just opened the locker.
    pub unlocked: bool,
    /// When.
    pub at: Timestamp,
}

/// `POST /v1/cases/{case}/veto`, signed by an active device of the locker.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VetoRequest {
    /// The veto shall count as one with an unlock: refused unless this device has proved an opening within the last ten minutes.
    pub unlocked: bool,
}

/// A case as staff see it. Never the code.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StaffCaseView {
    /// What the owner sees too.
    #[serde(flatten)]
    pub case: CaseView,
    /// The handle that was named.
    pub handle: Handle,
    /// Whether a locker with this handle exists.
    pub known: bool,
    /// Seconds since it was opened.
    pub age: u64,
    /// What it still needs, in this order; nothing once it is over.
    pub needs: Vec<CaseNeed>,
    /// Who approved, and the evidence in words.
    pub approved_by: Vec<ApprovedBy>,
    /// Wrong codes so far; the third closes the case.
    pub wrong_codes: u32,
}

/// What a case still needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "need", rename_all = "kebab-case")]
pub enum CaseNeed {
    /// The phone that opened it must show its key: there is no code to compare yet.
    PhoneKey,
    /// Approvals of officers who have not approved, or not so.
    Approvals {
        /// How many.
        count: u32,
        /// Only such count for which the owner stands before the officer.
        face_to_face: bool,
    },
    /// The waiting period must pass.
    Wait {
        /// Until then; absent before the first approval, which begins it.
        until: Option<Timestamp>,
    },
    /// The owner must carry it out on the new phone.
    Owner,
}

/// A credential of another issuer that was presented in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PresentedView {
    /// What the bank calls its kind.
    pub entry: String,
    /// Who issued it: a DID, or `x5c:` and the subject of the trust anchor.
    pub issuer: String,
    /// How many claims agree with those by which the owner is known.
    pub claims: u8,
    /// When.
    pub at: Timestamp,
}

/// An approval as staff see it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ApprovedBy {
    /// Name of the officer.
    pub staff: String,
    /// When.
    pub at: Timestamp,
    /// What the officer saw, in words.
    pub evidence: String,
    /// Whether the owner stood before this officer.
    pub face_to_face: bool,
    /// Since when the phone is lost, as this officer was told.
    pub lost_since: Option<Timestamp>,
    /// Digest of the approval, as the visit log has it.
    pub approval: Digest,
    /// Whether a passkey signed it in place of a key file.
    pub passkey: bool,
    /// The documents that were shown, with what was looked at on each.
    pub documents: Vec<SeenDocument>,
}

/// `POST /v1/staff/cases/{case}/approve`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveRequest {
    /// The approval: signed by the officer's key (a text), or by one of their passkeys (an object of document and assertion).
    #[schema(value_type = ApprovalWire)]
    pub approval: Vouched<Approval>,
}

/// The two forms of an approval.
#[derive(utoipa::ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "stands in the description of the API alone")]
pub enum ApprovalWire {
    /// Payload and signature of a key.
    Signed(Bytes),
    /// Document and assertion of a passkey.
    Asserted(AssertedWire),
}

/// `POST /v1/staff/cases/{case}/reject`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectRequest {
    /// Why: 1 to 2,000 bytes; the person who opened the case sees it.
    pub reason: String,
    /// What a passkey signed for it: a session needs it, a key file does not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(value_type = Option<AssertedWire>)]
    pub order: Option<Asserted<StaffOrder>>,
}

/// `POST /v1/cases/{case}/reissue`, signed by the new device's key: carries the recovery out. The same for a retry.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReissueResponse {
    /// The locker.
    pub locker: LockerId,
    /// The Locker ID: SD-JWT VC bound to the new device's key.
    pub locker_id: String,
    /// Since when the phone is lost, by the officers' word; the visit log's entry of the re-issue says the same.
    pub lost_since: Option<Timestamp>,
}

/// `POST /v1/cases/{case}/offer`, signed by the new device's key: an offer of the Locker ID to that key, by OpenID4VCI 1.0. No Debug: whoever has the code
/// and the key gets the Locker ID.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseOfferResponse {
    /// The pre-authorized code.
    pub code: String,
    /// When it lapses.
    pub expires: Timestamp,
}
