//! What members of staff did, as rows of the audit.

use dlocker_protocol::case::Approval;
use dlocker_protocol::passkey::Proof;
use dlocker_protocol::signature::Document;
use dlocker_protocol::staff::{Act, ActBy, StaffAct, StaffName};
use dlocker_protocol::{LockerId, Timestamp};
use minicbor::{Decode, Encode};

use super::desk;
use crate::record::record;

/// One act. It is kept with the locker that it was about, or at the desk of the person.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct ActRecord {
    /// When.
    #[n(0)]
    pub at: Timestamp,
    /// Whose, or about whom.
    #[n(1)]
    pub staff: String,
    /// By what it was asked for.
    #[n(2)]
    pub by: ActBy,
    /// What.
    #[n(3)]
    pub act: Act,
    /// What a passkey signed for it.
    #[n(4)]
    pub proof: Option<Proof>,
}
record!(ActRecord, "act of a member of staff");

impl ActRecord {
    /// As staff and operator see it; `kept` is where it lies.
    #[must_use]
    pub fn view(self, kept: LockerId) -> StaffAct {
        let at_desk = StaffName::parse(&self.staff).is_ok_and(|name| desk(&name) == kept);
        let locker = (!at_desk).then_some(kept);
        let signed = self.proof.is_some();
        // Also where the act is another one: a counter that did not go up, a code that was wrong by one digit.
        let proof = self.proof.filter(|proof| proof.label != Approval::LABEL);
        StaffAct { at: self.at, staff: self.staff, by: self.by, act: self.act, locker, signed, proof }
    }
}
