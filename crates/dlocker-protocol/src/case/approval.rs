//! An officer's signed approval.

use minicbor::{Decode, Encode};

use super::Documents;
use crate::signature::Document;
use crate::{CaseId, Digest, Timestamp, TrusteeId};

/// What an officer signs: this case, with this transcript, after comparing this code. Kept as evidence.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Approval {
    /// At which trustee.
    #[n(0)]
    pub trustee: TrusteeId,
    /// Which case.
    #[n(1)]
    pub case: CaseId,
    /// Digest of the case's transcript: fixes handle, device key and both nonces.
    #[n(2)]
    pub transcript: Digest,
    /// The six digits that the owner read out, as typed.
    #[n(3)]
    pub code: String,
    /// What the officer saw, in words; at most 2,000 bytes. May be empty.
    #[n(4)]
    pub evidence: String,
    /// Name of the officer.
    #[n(5)]
    pub staff: String,
    /// When, by the officer's clock.
    #[n(6)]
    pub at: Timestamp,
    /// The owner stood before this officer: counts after a veto too.
    #[n(7)]
    pub face_to_face: bool,
    /// Since when the owner has not had the phone, if that is known.
    #[n(8)]
    pub lost_since: Option<Timestamp>,
    /// The documents that were shown, with what was looked at on each; absent where the officer noted none.
    #[n(9)]
    pub documents: Option<Documents>,
}

impl Document for Approval {
    const LABEL: &'static str = "case-approval";
    const MAX_BYTES: usize = 4096;
}
