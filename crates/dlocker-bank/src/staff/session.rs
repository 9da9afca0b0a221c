//! Sessions of members of staff.

use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{Roles, SessionView, SignIn, StaffMember};
use dlocker_protocol::{Digest, PasskeyId, PublicKey, SessionId, Timestamp, TrusteeId};
use minicbor::{Decode, Encode};

use super::{Believed, ByProvider};
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
    /// By which passkey it was begun, if one did.
    #[n(2)]
    pub passkey: Option<PasskeyId>,
    /// Digest of what that passkey signed, or of the `state` with which its person came back from the provider.
    #[n(3)]
    pub sign_in: Digest,
    /// When it began.
    #[n(4)]
    pub began: Timestamp,
    /// When it was last used, to a minute.
    #[n(5)]
    pub used: Timestamp,
    /// What the identity provider said, if it was begun through that.
    #[n(6)]
    pub provider: Option<ByProvider>,
}
record!(SessionRecord, "session of a member of staff");

impl SessionRecord {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> SessionId {
        SessionId::of(&self.key)
    }

    fn ends(&self, limits: &StaffLimits) -> Timestamp {
        let ends = self.began.plus_millis(limits.session_life);
        self.provider.as_ref().map_or(ends, |provider| ends.min(provider.ends))
    }

    fn idle_ends(&self, limits: &StaffLimits) -> Timestamp {
        self.ends(limits).min(self.used.plus_millis(limits.session_idle))
    }

    /// What it may do: everything, if a passkey of local staff began it.
    #[must_use]
    pub fn roles(&self) -> Roles {
        self.provider.as_ref().map_or_else(Roles::all, |provider| provider.roles.clone())
    }

    /// Whether its time is over, or the way that it came is shut.
    #[must_use]
    pub fn is_over(&self, limits: &StaffLimits, now: Timestamp) -> bool {
        let open = if self.provider.is_some() { limits.by_provider } else { limits.by_passkey };
        !open || now >= self.ends(limits) || now >= self.idle_ends(limits)
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
            roles: self.roles(),
            began: self.began,
            ends: self.ends(limits),
            idle_ends: self.idle_ends(limits),
        }
    }
}

/// A session for the key that the passkey signed for. `key` has signed the request.
///
/// # Errors
/// `unsigned` for another bank, person or key, `forbidden` for somebody of the identity provider.
pub fn sign_in(
    believed: &Believed<SignIn>,
    (member, key): (&StaffMember, PublicKey),
    trustee: TrusteeId,
    now: Timestamp,
) -> Result<SessionRecord, Problem> {
    // Whoever the provider knows comes through it: else their passkey would outlast their job.
    if member.subject.is_some() {
        return Err(refusal::sign_in_at_provider());
    }
    let said = believed.document();
    let used = believed.used().ok_or_else(refusal::sign_in)?;
    let fits = said.trustee == trustee && said.staff == member.name.as_str() && said.session == key;
    if !fits {
        return Err(refusal::sign_in());
    }
    Ok(SessionRecord {
        key,
        staff: said.staff.clone(),
        passkey: Some(used.passkey.id()),
        sign_in: believed.digest(),
        began: now,
        used: now,
        provider: None,
    })
}
