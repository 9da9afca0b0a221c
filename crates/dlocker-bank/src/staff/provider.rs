//! Members of staff who come through the bank's identity provider.

use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{Duty, Roles, StaffMember, StaffName};
use dlocker_protocol::{Digest, PublicKey, Timestamp};
use minicbor::{Decode, Encode};

use super::{Officer, PasskeyRecord, SessionRecord};
use crate::refusal;

/// How long after signing in a first passkey may be asked for, in milliseconds.
const FIRST_PASSKEY: u64 = 15 * 60 * 1000;

/// What a session keeps of the provider that vouched for it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct ByProvider {
    /// Who it is there, see [`Identity::subject_digest`].
    #[n(0)]
    pub subject: Digest,
    /// What the session may do.
    #[n(1)]
    pub roles: Roles,
    /// When the provider's word lapses.
    #[n(2)]
    pub ends: Timestamp,
}

/// What the identity provider said about somebody; the caller has checked its ID token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Who it is there: `sub`.
    pub subject: String,
    /// The name here.
    pub name: StaffName,
    /// The roles here.
    pub roles: Roles,
    /// When the ID token lapses.
    pub ends: Timestamp,
    /// Digest of the `state` of this sign-in: it counts once.
    pub sign_in: Digest,
    /// Until when that `state` is good.
    pub fresh_until: Timestamp,
}

impl Identity {
    /// Issuer and subject as one: no two providers' people are the same.
    #[must_use]
    pub fn subject_digest(&self) -> Digest {
        let both = [self.issuer.as_bytes(), &[0], self.subject.as_bytes()].concat();
        Digest::of("staff-subject", &both)
    }

    /// A session for `key`, which has signed the request.
    #[must_use]
    pub fn session(&self, key: PublicKey, now: Timestamp) -> SessionRecord {
        let provider = ByProvider { subject: self.subject_digest(), roles: self.roles.clone(), ends: self.ends };
        SessionRecord {
            key,
            staff: self.name.as_str().to_owned(),
            passkey: None,
            sign_in: self.sign_in,
            began: now,
            used: now,
            provider: Some(provider),
        }
    }
}

/// Who that is here, and whether they are seen for the first time. One subject is one name for ever, so that nobody is two officers by being renamed, and a
/// name that is somebody else's here is nobody's to take. `named` is who has the name, `holder` the name of the subject so far.
///
/// # Errors
/// `forbidden`.
pub fn recognise(
    said: &Identity,
    named: Option<StaffMember>,
    holder: Option<&StaffName>,
) -> Result<(StaffMember, bool), Problem> {
    if let Some(holder) = holder.filter(|holder| **holder != said.name) {
        return Err(refusal::renamed(holder, &said.name));
    }
    let subject = said.subject_digest();
    match named {
        Some(member) if member.subject == Some(subject) => Ok((member, false)),
        Some(_) => Err(refusal::name_of_another(&said.name)),
        None => Ok((StaffMember { name: said.name.clone(), key: None, handle: None, subject: Some(subject) }, true)),
    }
}

/// Nothing, if this session may ask for a code for its person's first passkey. Only the first, and only soon after signing in: whoever takes a session over
/// later gets no passkey by it, and so approves nothing.
///
/// # Errors
/// `forbidden`.
pub fn first_passkey(
    officer: &Officer,
    session: &SessionRecord,
    passkeys: &[PasskeyRecord],
    now: Timestamp,
) -> Result<(), Problem> {
    officer.may(Duty::FirstPasskey)?;
    let soon = now < session.began.plus_millis(FIRST_PASSKEY);
    if session.provider.is_some() && passkeys.is_empty() && soon { Ok(()) } else { Err(refusal::not_first_passkey()) }
}
