//! What is kept of a request.

use dlocker_evidence::presentation::Purpose;
use dlocker_protocol::identity::{PresentationState, PresentationView};
use dlocker_protocol::{CaseId, DeviceId, Digest, LockerId, PresentationId, Timestamp};
use minicbor::{Decode, Encode};

use crate::record::record;

/// A request to a wallet.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct PresentationRecord {
    /// Which.
    #[n(0)]
    pub id: PresentationId,
    /// With which locker it lies.
    #[n(1)]
    pub locker: LockerId,
    /// What it is for.
    #[n(2)]
    pub purpose: For,
    /// The nonce of the request.
    #[n(3)]
    pub nonce: String,
    /// The transaction data, in base64url as they are sent, if there are any.
    #[n(4)]
    pub data: Option<String>,
    /// When it is over.
    #[n(5)]
    pub expires: Timestamp,
    /// Where it stands.
    #[n(6)]
    pub stage: Stage,
    /// The private key to which the answer is encrypted, wrapped by custody, until it is answered; none where it comes plain.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub response_key: Option<Vec<u8>>,
}
record!(PresentationRecord, "presentation");

/// What a request is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum For {
    /// Evidence in a case.
    #[n(0)]
    Case {
        /// Which.
        #[n(0)]
        case: CaseId,
        /// Its transcript.
        #[n(1)]
        transcript: Digest,
        /// The new device, which asked.
        #[n(2)]
        device: DeviceId,
    },
    /// By what the owner is known.
    #[n(1)]
    Identity {
        /// The device that asked.
        #[n(0)]
        device: DeviceId,
    },
    /// A wallet that holds a Locker ID of this locker is to be admitted. Nobody in particular asked.
    #[n(2)]
    Admission,
}

/// Where a request stands; whether its time is over is for the clock to say.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Stage {
    /// Nobody has fetched it.
    #[n(0)]
    Asked,
    /// It was fetched.
    #[n(1)]
    Fetched,
    /// What was shown counts.
    #[n(2)]
    Accepted {
        /// Name of the trust list's entry.
        #[n(0)]
        entry: String,
    },
    /// What was shown does not count.
    #[n(3)]
    Refused {
        /// Why, in words.
        #[n(0)]
        why: String,
    },
    /// Nothing was shown.
    #[n(4)]
    Declined,
}

impl For {
    /// Whether the same device asked, or where none did, nobody in particular both times.
    #[must_use]
    pub fn is_of_same_asker(&self, other: &Self) -> bool {
        self.device() == other.device()
    }

    const fn device(&self) -> Option<DeviceId> {
        match self {
            Self::Case { device, .. } | Self::Identity { device } => Some(*device),
            Self::Admission => None,
        }
    }
}

impl PresentationRecord {
    /// The device that asked, if one did.
    #[must_use]
    pub const fn device(&self) -> Option<DeviceId> {
        self.purpose.device()
    }

    /// What it is for, as the wallet is told; nothing where what is shown says it.
    #[must_use]
    pub const fn told(&self) -> Option<Purpose> {
        match self.purpose {
            For::Case { case, transcript, device } => Some(Purpose::Recovery { case, transcript, device }),
            For::Identity { device } => Some(Purpose::Identity { locker: self.locker, device }),
            For::Admission => None,
        }
    }

    /// Whether it can still be answered.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        matches!(self.stage, Stage::Asked | Stage::Fetched) && now < self.expires
    }
}

/// As the device sees it that asked; `link` is what a wallet opens.
#[must_use]
pub fn view(record: &PresentationRecord, link: String, now: Timestamp) -> PresentationView {
    let (mut entry, mut why) = (None, None);
    let state = match &record.stage {
        Stage::Asked | Stage::Fetched if now >= record.expires => PresentationState::Expired,
        Stage::Asked => PresentationState::Asked,
        Stage::Fetched => PresentationState::Fetched,
        Stage::Accepted { entry: by } => {
            entry = Some(by.clone());
            PresentationState::Accepted
        }
        Stage::Refused { why: words } => {
            why = Some(words.clone());
            PresentationState::Refused
        }
        Stage::Declined => PresentationState::Declined,
    };
    PresentationView { presentation: record.id, state, link, expires: record.expires, entry, why }
}
