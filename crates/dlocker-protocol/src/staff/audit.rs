//! What members of staff did: kept by the bank, readable by all of them.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::Roles;
use crate::passkey::Proof;
use crate::{CaseId, DeviceId, Digest, Handle, LockerId, PasskeyId, SessionId, Timestamp};

/// By what an act was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActBy {
    /// A request signed with the key of a key file.
    #[n(0)]
    Key,
    /// A request of a session.
    #[n(1)]
    Session(#[n(0)] SessionId),
    /// A command on the bank's own machine.
    #[n(2)]
    Operator,
    /// Whoever had the one-time link.
    #[n(3)]
    Link,
}

/// What was done. Codes are never reused.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// The person was made known: by the operator with a key, or by their first session through the identity provider.
    #[n(0)]
    Added,
    /// The person works here no more: key, passkeys and sessions are gone.
    #[n(1)]
    Removed,
    /// A one-time link for a passkey was made.
    #[n(2)]
    PasskeyInvited,
    /// A passkey was registered.
    #[n(3)]
    PasskeyAdded {
        /// Which.
        #[n(0)]
        passkey: PasskeyId,
        /// Its authenticator may copy it to other devices.
        #[n(1)]
        synced: bool,
    },
    /// A passkey was removed, and its sessions ended.
    #[n(4)]
    PasskeyRemoved {
        /// Which.
        #[n(0)]
        passkey: PasskeyId,
    },
    /// A session began.
    #[n(5)]
    SignedIn {
        /// Which.
        #[n(0)]
        session: SessionId,
        /// By which passkey.
        #[n(1)]
        passkey: PasskeyId,
    },
    /// A session was ended.
    #[n(6)]
    SignedOut {
        /// Which.
        #[n(0)]
        session: SessionId,
    },
    /// A customer was invited.
    #[n(7)]
    Invited {
        /// By this handle.
        #[n(0)]
        handle: Handle,
    },
    /// A locker was looked up.
    #[n(8)]
    LookedUp {
        /// By this handle.
        #[n(0)]
        handle: Handle,
        /// Whether there is one.
        #[n(1)]
        found: bool,
    },
    /// A recovery was approved.
    #[n(9)]
    Approved {
        /// Which case.
        #[n(0)]
        case: CaseId,
        /// Digest of the approval.
        #[n(1)]
        approval: Digest,
    },
    /// A code was typed that is not the one on the phone.
    #[n(10)]
    WrongCode {
        /// For which case.
        #[n(0)]
        case: CaseId,
    },
    /// A recovery was rejected.
    #[n(11)]
    Rejected {
        /// Which case.
        #[n(0)]
        case: CaseId,
    },
    /// A locker was frozen.
    #[n(12)]
    Frozen {
        /// Its owner was identified.
        #[n(0)]
        confirmed: bool,
    },
    /// A freeze was lifted, or guesses were given back.
    #[n(13)]
    Thawed {
        /// To which device.
        #[n(0)]
        guesses_for: Option<DeviceId>,
    },
    /// A device was suspended.
    #[n(14)]
    Suspended {
        /// Which.
        #[n(0)]
        device: DeviceId,
    },
    /// The counter of a passkey did not go up from one use to the next: it may have been copied.
    #[n(15)]
    CounterBack {
        /// Which.
        #[n(0)]
        passkey: PasskeyId,
        /// What it said before.
        #[n(1)]
        before: u32,
        /// What it says now.
        #[n(2)]
        now: u32,
    },
    /// A session began through the identity provider.
    #[n(16)]
    ProviderSignedIn {
        /// Which.
        #[n(0)]
        session: SessionId,
        /// Who it is there: `sub`.
        #[n(1)]
        subject: String,
        /// With these roles.
        #[n(2)]
        roles: Roles,
    },
}

/// One act.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StaffAct {
    /// When, by the bank's clock.
    pub at: Timestamp,
    /// Whose act, or about whom.
    pub staff: String,
    /// By what it was asked for.
    pub by: ActBy,
    /// What was done.
    #[serde(flatten)]
    pub act: Act,
    /// The locker that it was about; absent for acts about the person.
    pub locker: Option<LockerId>,
    /// Whether a passkey signed for it.
    pub signed: bool,
    /// What a passkey signed for it. Not of an approval: that document has the code in it, which the next officer must hear from the owner and nowhere
    /// else. The trustee keeps it with the case.
    pub proof: Option<Proof>,
}

/// `GET /v1/staff/audit?from=N`: acts from this moment on (milliseconds since 1970), oldest first.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AuditPage {
    /// The acts.
    pub acts: Vec<StaffAct>,
    /// Where the next page begins; absent where nothing follows.
    pub next: Option<u64>,
}
