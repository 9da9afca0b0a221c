//! Sessions of members of staff.

use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{SessionView, SignIn, StaffMember};
use dlocker_protocol::{Digest, PasskeyId, PublicKey, SessionId, Timestamp, TrusteeId};
use minicbor::{Decode, Encode};

use super::Believed;
use crate::limits::StaffLimits;
use crate::record::record;
use crate::refusal;

/// A use is written down at most so often, in milliseconds: else every request would be a write.
const COARSE: u64 = 60 * 1000;

/// A session as a row.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct SessionRecord {
    /// Its key.
    #[n(0)]
    pub key: PublicKey,
    /// Whose.
    #[n(1)]
    pub staff: String,
    /// By which passkey it was begun.
    #[n(2)]
    pub passkey: PasskeyId,
    /// Digest of what that passkey signed.
    #[n(3)]
    pub sign_in: Digest,
    /// When it began.
    #[n(4)]
    pub began: Timestamp,
    /// When it was last used, to a minute.
    #[n(5)]
    pub used: Timestamp,
}
record!(SessionRecord, "session of a member of staff");

impl SessionRecord {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> SessionId {
        SessionId::of(&self.key)
    }

    fn ends(&self, limits: &StaffLimits) -> Timestamp {
        self.began.plus_millis(limits.session_life)
    }

    fn idle_ends(&self, limits: &StaffLimits) -> Timestamp {
        self.ends(limits).min(self.used.plus_millis(limits.session_idle))
    }

    /// Whether its time is over.
    #[must_use]
    pub fn is_over(&self, limits: &StaffLimits, now: Timestamp) -> bool {
        now >= self.ends(limits) || now >= self.idle_ends(limits)
    }

    /// The row with this use in it, where that is to be written down.
    #[must_use]
    pub fn touched(&self, limits: &StaffLimits, now: Timestamp) -> Option<Self> {
        let coarse = COARSE.min(limits.session_idle / 10);
        (now.millis_since(self.used) > coarse).then(|| Self { used: now, ..self.clone() })
    }

    /// As its owner sees it.
    #[must_use]
    pub fn view(&self, member: &StaffMember, limits: &StaffLimits) -> SessionView {
        SessionView {
            id: self.id(),
            keyid: self.id().keyid(),
            staff: member.name.clone(),
            passkey: self.passkey,
            began: self.began,
            ends: self.ends(limits),
            idle_ends: self.idle_ends(limits),
        }
    }
}

/// A session for the key that the passkey signed for. `key` has signed the request.
///
/// # Errors
/// `forbidden` for another bank, person or key.
pub fn sign_in(
    believed: &Believed<SignIn>,
    (member, key): (&StaffMember, PublicKey),
    trustee: TrusteeId,
    now: Timestamp,
) -> Result<SessionRecord, Problem> {
    let said = believed.document();
    let used = believed.used().ok_or_else(refusal::sign_in)?;
    let fits = said.trustee == trustee && said.staff == member.name.as_str() && said.session == key;
    if !fits {
        return Err(refusal::sign_in());
    }
    Ok(SessionRecord {
        key,
        staff: said.staff.clone(),
        passkey: used.passkey.id(),
        sign_in: believed.digest(),
        began: now,
        used: now,
    })
}
