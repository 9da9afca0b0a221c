//! Who asks: a member of staff, and by what their request was signed.

use std::ops::Deref;

use dlocker_protocol::log::Actor;
use dlocker_protocol::staff::{ActBy, Roles, StaffMember, StaffName};
use dlocker_protocol::{Digest, LockerId, SessionId};

/// By what a request was signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// With the key of their key file. That signs whatever it asks.
    Key,
    /// With the key of a session. That alone approves nothing: what weighs more needs a passkey's word on it.
    Session(SessionId),
}

/// A member of staff who asks; the caller has verified the request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Officer {
    /// Who.
    pub member: StaffMember,
    /// By what.
    pub by: By,
    /// What they may do: everything, for local staff.
    pub roles: Roles,
}

impl Officer {
    /// Somebody whose request was signed with the key of their key file.
    #[must_use]
    pub fn by_key(member: StaffMember) -> Self {
        Self { member, by: By::Key, roles: Roles::all() }
    }

    /// In the visit log.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.member.name.as_str().to_owned())
    }

    /// In the audit.
    #[must_use]
    pub const fn act_by(&self) -> ActBy {
        match self.by {
            By::Key => ActBy::Key,
            By::Session(session) => ActBy::Session(session),
        }
    }
}

impl Deref for Officer {
    type Target = StaffMember;

    fn deref(&self) -> &StaffMember {
        &self.member
    }
}

/// Where the acts of a person lie that are about no locker: every table's key begins with a locker's id, and this is an id that no locker has.
#[must_use]
pub fn desk(name: &StaffName) -> LockerId {
    let mut id = [0; 16];
    id.copy_from_slice(&Digest::of("staff-desk", name.as_str().as_bytes()).as_bytes()[..16]);
    LockerId::from_array(id)
}
