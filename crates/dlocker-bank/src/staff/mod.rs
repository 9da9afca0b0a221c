//! The bank's staff: members, their passkeys and sessions, invites, what they may do with a locker, and what they did.

mod act;
mod believe;
mod duty;
mod invite;
mod locker;
mod officer;
mod order;
mod passkey;
mod provider;
mod session;
mod suspend;
mod thaw;

pub use act::ActRecord;
pub use believe::{Believed, Used, Voice};
pub use duty::may;
pub use invite::{InviteRecord, invite, invite_digest};
pub use locker::{UnderWay, locker_view};
pub use officer::{By, Officer, desk};
pub use order::ordered;
pub use passkey::{CODE_LIFE, PasskeyCodeRecord, PasskeyRecord, Registering, register, usable};
pub use provider::{ByProvider, Identity, first_passkey, recognise};
pub use session::{SessionRecord, sign_in};
pub(crate) use suspend::under_way;
pub use suspend::{reinstate, suspend};
pub use thaw::thaw_guesses;

use dlocker_protocol::staff::{StaffMember, StaffName};
use dlocker_protocol::{Digest, Handle, PublicKey};
use minicbor::{Decode, Encode};

use crate::BadRow;
use crate::record::record;

/// Whether the locker under `handle` is this person's own.
#[must_use]
pub fn is_own(staff: &StaffMember, handle: &Handle) -> bool {
    staff.name.as_str() == handle.as_str() || staff.handle.as_ref() == Some(handle)
}

/// A member of staff as a row.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct StaffRecord {
    #[n(0)]
    name: String,
    #[n(1)]
    key: Option<PublicKey>,
    #[n(2)]
    handle: Option<Handle>,
    #[n(3)]
    subject: Option<Digest>,
}
record!(StaffRecord, "member of staff");

impl From<&StaffMember> for StaffRecord {
    fn from(member: &StaffMember) -> Self {
        Self {
            name: member.name.as_str().to_owned(),
            key: member.key,
            handle: member.handle.clone(),
            subject: member.subject,
        }
    }
}

impl TryFrom<StaffRecord> for StaffMember {
    type Error = BadRow;

    fn try_from(record: StaffRecord) -> Result<Self, BadRow> {
        let bad = BadRow { what: "member of staff", why: "not a name" };
        let name = StaffName::parse(&record.name).map_err(|_| bad)?;
        Ok(Self { name, key: record.key, handle: record.handle, subject: record.subject })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
