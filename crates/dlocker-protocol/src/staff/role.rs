//! Roles of members of staff, as the bank's identity provider gives them.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// A role. What each may do is one table of the trustee's (`spec/staff.md`).
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Role {
    /// Invites, looks lockers and cases up, freezes after a call.
    #[n(0)]
    Teller,
    /// Does what a teller does, and decides with a passkey's word: approves, rejects, suspends, freezes for good, thaws.
    #[n(1)]
    Approver,
    /// Reads the audit and the cases.
    #[n(2)]
    Auditor,
    /// Looks lockers up and lifts freezes.
    #[n(3)]
    Operator,
}

impl Role {
    /// Every role, in the order of their codes.
    pub const ALL: [Self; 4] = [Self::Teller, Self::Approver, Self::Auditor, Self::Operator];

    /// As it is written everywhere.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Teller => "teller",
            Self::Approver => "approver",
            Self::Auditor => "auditor",
            Self::Operator => "operator",
        }
    }
}

/// The roles of one person: each once, in the order of their codes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[cbor(transparent)]
pub struct Roles(#[n(0)] Vec<Role>);

impl Roles {
    /// These roles.
    #[must_use]
    pub fn of(roles: impl IntoIterator<Item = Role>) -> Self {
        let mut roles: Vec<Role> = roles.into_iter().collect();
        roles.sort_unstable();
        roles.dedup();
        Self(roles)
    }

    /// Every role: what local staff have, who have no provider that would say less.
    #[must_use]
    pub fn all() -> Self {
        Self(Role::ALL.to_vec())
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl core::fmt::Display for Roles {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let names: Vec<&str> = self.iter().map(Role::as_str).collect();
        f.write_str(&names.join(", "))
    }
}

/// Something that a member of staff asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// Invite a customer.
    Invite,
    /// Look a locker up.
    LookUp,
    /// See recovery cases.
    SeeCases,
    /// Freeze a locker after a call.
    Freeze,
    /// Keep a locker frozen: its owner was identified.
    Confirm,
    /// Approve a recovery.
    Approve,
    /// Reject one.
    Reject,
    /// Suspend a device.
    Suspend,
    /// Lift a freeze, and give guesses back.
    Thaw,
    /// Read the audit.
    ReadAudit,
    /// Register a first passkey of one's own: for whoever needs one to decide anything.
    FirstPasskey,
}

impl Duty {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Invite,
        Self::LookUp,
        Self::SeeCases,
        Self::Freeze,
        Self::Confirm,
        Self::Approve,
        Self::Reject,
        Self::Suspend,
        Self::Thaw,
        Self::ReadAudit,
        Self::FirstPasskey,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_written_once_and_in_order() {
        let roles = Roles::of([Role::Auditor, Role::Teller, Role::Auditor]);
        assert_eq!(roles.to_string(), "teller, auditor");
        assert_eq!(minicbor::to_vec(&roles).ok(), Some(vec![0x82, 0, 2]), "a row keeps their codes");
        assert_eq!(
            serde_json::to_string(&Roles::all()).ok().as_deref(),
            Some(r#"["teller","approver","auditor","operator"]"#)
        );
    }
}
