//! What each role may do: one table, and nothing else decides it.

use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{Duty, Role};

use super::Officer;
use crate::refusal;

/// Whether `role` may do it. What weighs more needs a passkey's word on top, whatever the role: see [`ordered`](super::ordered).
#[must_use]
pub const fn may(role: Role, duty: Duty) -> bool {
    match role {
        Role::Teller => matches!(duty, Duty::Invite | Duty::LookUp | Duty::SeeCases | Duty::Freeze),
        Role::Approver => !matches!(duty, Duty::ReadAudit),
        Role::Auditor => matches!(duty, Duty::SeeCases | Duty::ReadAudit),
        Role::Operator => matches!(duty, Duty::LookUp | Duty::Thaw | Duty::FirstPasskey),
    }
}

impl Officer {
    /// Everything that this person may do.
    #[must_use]
    pub fn duties(&self) -> Vec<Duty> {
        Duty::ALL.into_iter().filter(|duty| self.may(*duty).is_ok()).collect()
    }

    /// Nothing, if one of this person's roles may do it.
    ///
    /// # Errors
    /// `forbidden`, with their roles in words.
    pub fn may(&self, duty: Duty) -> Result<(), Problem> {
        if self.roles.iter().any(|role| may(role, duty)) { Ok(()) } else { Err(refusal::not_your_role(&self.roles)) }
    }
}
