//! The stages of a case.

use dlocker_protocol::case::{CaseTranscript, Documents};
use dlocker_protocol::passkey::Proof;
use dlocker_protocol::{CaseId, DeviceId, Digest, Handle, PublicKey, Timestamp, TrusteeId};
use minicbor::{Decode, Encode};

use super::{CredentialRecord, InForce, VouchRecord, WrongVouches};
use crate::Record;

/// A case.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct CaseRecord {
    /// Which.
    #[n(0)]
    pub id: CaseId,
    /// The handle that was named.
    #[n(1)]
    pub handle: Handle,
    /// What the phone committed to.
    #[n(2)]
    pub commitment: Digest,
    /// The bank's nonce.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub bank_nonce: [u8; 32],
    /// When it was opened.
    #[n(4)]
    pub opened: Timestamp,
    /// Where it stands.
    #[n(5)]
    pub stage: Stage,
    /// Vetoes by devices of the locker, oldest first; each device once.
    #[n(6)]
    pub vetoes: Vec<VetoRecord>,
    /// Devices of the locker that vouched with a wrong code; absent where none did.
    #[n(7)]
    pub wrong_vouches: Option<Vec<WrongVouches>>,
}

impl Record for CaseRecord {
    const WHAT: &'static str = "recovery case";
    const VERSION: u8 = 2;
}

/// A veto. It ends nothing: remote approvals count no more, and two officers must see the owner face to face.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct VetoRecord {
    /// By which device of the locker.
    #[n(0)]
    pub device: DeviceId,
    /// Whether that device had just opened the locker.
    #[n(1)]
    pub unlocked: bool,
    /// When it first said so.
    #[n(2)]
    pub at: Timestamp,
}

/// Where a case stands. What depends on the clock is said by [`CaseRecord::state`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Stage {
    /// The phone has committed.
    #[n(0)]
    Committed,
    /// The commitment is open; no evidence yet.
    #[n(1)]
    Open(#[n(0)] Opened),
    /// There is evidence, and the locker's devices are told.
    #[n(2)]
    Alarmed(#[n(0)] Alarmed),
    /// It has ended.
    #[n(3)]
    Over(#[n(0)] Over),
}

/// An opened commitment.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Opened {
    /// Key of the new device.
    #[n(0)]
    pub device_key: PublicKey,
    /// The phone's nonce.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub phone_nonce: [u8; 32],
    /// Wrong codes so far.
    #[n(2)]
    pub wrong_codes: u32,
    /// Digest of the last approval with a wrong code: the same one again is a retry whose answer was lost, and counts no more.
    #[n(3)]
    pub last_wrong: Option<Digest>,
}

/// A case with evidence. What was in force when the first came is fixed.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Alarmed {
    /// The opened commitment.
    #[n(0)]
    pub opened: Opened,
    /// Accepted approvals, oldest first.
    #[n(1)]
    pub approvals: Vec<ApprovalRecord>,
    /// How many the bank itself asked for: so many officers who saw the owner face to face are enough, two at least, whatever the owner's rule says.
    #[n(2)]
    pub needed: u32,
    /// When the waiting period ends by the rule that held when the first evidence came.
    #[n(3)]
    pub due: Timestamp,
    /// Accepted credentials of other issuers, oldest first; absent where there is none.
    #[n(4)]
    pub credentials: Option<Vec<CredentialRecord>>,
    /// The rules by which it is judged: any of them is enough.
    #[n(5)]
    pub rules: Option<Vec<InForce>>,
    /// Accepted vouches of the locker's devices, oldest first; absent where there is none.
    #[n(6)]
    pub vouches: Option<Vec<VouchRecord>>,
}

impl Alarmed {
    /// One without evidence yet.
    #[must_use]
    pub const fn new(opened: Opened, needed: u32, due: Timestamp) -> Self {
        Self { opened, approvals: Vec::new(), needed, due, credentials: None, rules: None, vouches: None }
    }

    /// Accepted credentials of other issuers, oldest first.
    #[must_use]
    pub fn credentials(&self) -> &[CredentialRecord] {
        self.credentials.as_deref().unwrap_or_default()
    }

    /// Accepted vouches of the locker's devices, oldest first; of them count those that are not withdrawn.
    #[must_use]
    pub fn vouches(&self) -> &[VouchRecord] {
        self.vouches.as_deref().unwrap_or_default()
    }

    /// When the first evidence came.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        let approvals = self.approvals.iter().map(|approval| approval.at);
        let shown = self.credentials().iter().map(|shown| shown.at);
        approvals.chain(shown).chain(self.vouches().iter().map(|vouch| vouch.at)).min()
    }
}

/// An accepted approval.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct ApprovalRecord {
    /// Whose.
    #[n(0)]
    pub staff: String,
    /// When, by the bank's clock.
    #[n(1)]
    pub at: Timestamp,
    /// The evidence in words.
    #[n(2)]
    pub evidence: String,
    /// Digest of the signed approval.
    #[n(3)]
    pub digest: Digest,
    /// The signed approval as it came, kept as evidence; of one by a passkey the document alone.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub signed: Vec<u8>,
    /// The owner stood before this officer: counts after a veto too.
    #[n(5)]
    pub face_to_face: bool,
    /// Since when the phone is lost, as this officer was told.
    #[n(6)]
    pub lost_since: Option<Timestamp>,
    /// The passkey's assertion, and by what to check it again, where a passkey signed in place of a key.
    #[n(7)]
    pub proof: Option<Proof>,
    /// The documents that were shown, with what was looked at on each.
    #[n(8)]
    pub documents: Option<Documents>,
}

/// A case that has ended.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Over {
    /// How.
    #[n(0)]
    pub end: End,
    /// When.
    #[n(1)]
    pub at: Timestamp,
    /// The opened commitment, if it was.
    #[n(2)]
    pub opened: Option<Opened>,
    /// The evidence, if there was some.
    #[n(3)]
    pub evidence: Option<Alarmed>,
}

/// How a case ended.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum End {
    /// The Locker ID was re-issued.
    #[n(0)]
    Reissued,
    /// An officer rejected it.
    #[n(1)]
    Rejected {
        /// Who.
        #[n(0)]
        staff: String,
        /// Why.
        #[n(1)]
        reason: String,
    },
    /// Three wrong codes.
    #[n(3)]
    Closed,
    /// Another case of the locker was carried out, or its time was over.
    #[n(4)]
    Expired,
}

impl Stage {
    /// Ends the case; what is known about it stays.
    #[must_use]
    pub fn end(self, end: End, at: Timestamp) -> Self {
        match self {
            Self::Committed => Self::Over(Over { end, at, opened: None, evidence: None }),
            Self::Open(opened) => Self::Over(Over { end, at, opened: Some(opened), evidence: None }),
            Self::Alarmed(alarmed) => {
                Self::Over(Over { end, at, opened: Some(alarmed.opened.clone()), evidence: Some(alarmed) })
            }
            Self::Over(over) => Self::Over(over),
        }
    }

    /// The opened commitment, if it is open.
    #[must_use]
    pub const fn opened(&self) -> Option<&Opened> {
        match self {
            Self::Committed => None,
            Self::Open(opened) | Self::Alarmed(Alarmed { opened, .. }) => Some(opened),
            Self::Over(over) => over.opened.as_ref(),
        }
    }

    /// The evidence, if there is some.
    #[must_use]
    pub const fn evidence(&self) -> Option<&Alarmed> {
        match self {
            Self::Alarmed(alarmed) => Some(alarmed),
            Self::Over(over) => over.evidence.as_ref(),
            _ => None,
        }
    }
}

impl CaseRecord {
    /// The key of the new device, once it is revealed.
    #[must_use]
    pub fn device_key(&self) -> Option<PublicKey> {
        self.stage.opened().map(|opened| opened.device_key)
    }

    /// What the code, the approvals and the re-issue are bound to, once the commitment is open.
    #[must_use]
    pub fn transcript(&self, trustee: TrusteeId) -> Option<CaseTranscript> {
        let opened = self.stage.opened()?;
        Some(CaseTranscript {
            case: self.id,
            trustee,
            handle: self.handle.clone(),
            device_key: opened.device_key,
            phone_nonce: opened.phone_nonce,
            bank_nonce: self.bank_nonce,
        })
    }
}
