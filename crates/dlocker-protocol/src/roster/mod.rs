//! The roster: the owner's own signed list of what belongs to the locker.

mod changes;
mod consistent;
mod contact;
mod document;
mod retention;
mod rule;
mod signed;
mod wire;

pub use changes::{RosterChange, changes};
pub use consistent::is_name;
pub use contact::{BadContact, Contact, Contacts, is_mail_address};
pub use document::{ChainHead, DepartedDevice, Policy, Roster, RosterDevice, RosterMethod, RosterTrustee};
pub use retention::Retention;
pub use rule::{EvidenceKind, EvidenceKinds, RecoveryBounds, RecoveryRule};
pub use signed::{BadRoster, RosterDraft, SignedRoster};
pub use wire::{EpochPart, PublishRosterRequest, PublishRosterResponse, RostersPage};
