//! A member of staff gets a passkey by a one-time link.

use dlocker_protocol::passkey::{NewCredential, NewPasskey, RelyingParty};
use dlocker_protocol::problem::Problem;
use dlocker_protocol::signature::Document;
use dlocker_protocol::staff::{PasskeyCreation, PasskeyView, StaffName};
use dlocker_protocol::{Bytes, Digest, PasskeyId, PublicKey, Timestamp, TrusteeId};
use minicbor::{Decode, Encode};

use crate::record::record;
use crate::refusal;

/// How long the link is good, in milliseconds.
pub const CODE_LIFE: u64 = 15 * 60 * 1000;
/// Most passkeys of one person.
const MOST: usize = 8;

/// A passkey as a row.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct PasskeyRecord {
    /// Whose.
    #[n(0)]
    pub staff: String,
    /// Id of its credential.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub credential: Vec<u8>,
    /// Its public key.
    #[n(2)]
    pub key: PublicKey,
    /// The highest counter that it has said.
    #[n(3)]
    pub counter: u32,
    /// Its authenticator may copy it to other devices.
    #[n(4)]
    pub synced: bool,
    /// When it was registered.
    #[n(5)]
    pub added: Timestamp,
    /// When it was last used.
    #[n(6)]
    pub used: Option<Timestamp>,
}
record!(PasskeyRecord, "passkey");

impl PasskeyRecord {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> PasskeyId {
        PasskeyId::of(&self.credential)
    }

    /// As its owner and the operator see it.
    #[must_use]
    pub fn view(&self) -> PasskeyView {
        let credential = Bytes(self.credential.clone());
        PasskeyView { id: self.id(), credential, added: self.added, used: self.used, synced: self.synced }
    }
}

/// A one-time link as a row; it is found by the digest of its code.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct PasskeyCodeRecord {
    /// For whom.
    #[n(0)]
    pub staff: String,
    /// When it lapses.
    #[n(1)]
    pub expires: Timestamp,
    /// The passkey that it was used for.
    #[n(2)]
    pub used_for: Option<PasskeyId>,
}
record!(PasskeyCodeRecord, "link for a passkey");

impl PasskeyCodeRecord {
    /// A fresh link for this person.
    #[must_use]
    pub fn new(staff: &StaffName, now: Timestamp) -> Self {
        Self { staff: staff.as_str().to_owned(), expires: now.plus_millis(CODE_LIFE), used_for: None }
    }

    /// The challenge of the passkey that is made with it.
    #[must_use]
    pub fn challenge(&self, trustee: TrusteeId, code: Digest) -> Digest {
        PasskeyCreation { trustee, staff: self.staff.clone(), code }.digest()
    }
}

/// The link, if it can be used: not lapsed, and not used for another passkey than `again`.
///
/// # Errors
/// `invite`.
pub fn usable(
    code: Option<PasskeyCodeRecord>,
    again: Option<PasskeyId>,
    now: Timestamp,
) -> Result<PasskeyCodeRecord, Problem> {
    let fits = |code: &PasskeyCodeRecord| now < code.expires && code.used_for.is_none_or(|used| Some(used) == again);
    code.filter(fits).ok_or_else(refusal::passkey_code)
}

/// What a page hands in.
pub struct Registering<'a> {
    /// The fresh credential.
    pub credential: &'a NewCredential,
    /// Digest of the code that it came with.
    pub code: Digest,
    /// This trustee.
    pub trustee: TrusteeId,
    /// Where passkeys count.
    pub party: &'a RelyingParty,
}

/// The passkey to be kept, or `None` where it is there already: the same request again. `passkeys` are those of the link's person.
///
/// # Errors
/// `invite`, `malformed`, `rate-limited` for too many passkeys.
pub fn register(
    code: Option<PasskeyCodeRecord>,
    passkeys: &[PasskeyRecord],
    asked: &Registering<'_>,
    now: Timestamp,
) -> Result<(PasskeyCodeRecord, PasskeyRecord, bool), Problem> {
    let code = code.ok_or_else(refusal::passkey_code)?;
    let challenge = code.challenge(asked.trustee, asked.code);
    let new = asked.credential.check(&challenge, asked.party).map_err(refusal::new_passkey)?;
    let id = PasskeyId::of(&new.credential);
    let code = usable(Some(code), Some(id), now)?;
    if let Some(known) = passkeys.iter().find(|passkey| passkey.credential == new.credential) {
        return if code.used_for.is_some() { Ok((code, known.clone(), false)) } else { Err(refusal::passkey_taken()) };
    }
    if code.used_for.is_some() {
        // It was removed meanwhile.
        return Err(refusal::passkey_code());
    }
    if passkeys.len() >= MOST {
        return Err(refusal::too_many_passkeys());
    }
    let passkey = kept(&code.staff, new, now);
    Ok((PasskeyCodeRecord { used_for: Some(id), ..code }, passkey, true))
}

fn kept(staff: &str, new: NewPasskey, now: Timestamp) -> PasskeyRecord {
    let NewPasskey { credential, key, counter, synced } = new;
    PasskeyRecord { staff: staff.to_owned(), credential, key, counter, synced, added: now, used: None }
}
