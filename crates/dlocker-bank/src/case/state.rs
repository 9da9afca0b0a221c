//! Where a case stands: what the clock, the approvals and the vetoes make of it.

use std::collections::BTreeSet;

use dlocker_protocol::Timestamp;
use dlocker_protocol::case::CaseState;

use super::{Alarmed, ApprovalRecord, CaseRecord, End, Stage, VouchRecord};

/// How long a case lives without evidence, in milliseconds.
const INERT_LIFE: u64 = 3600 * 1000;
/// How long a case with evidence can be carried out after it is due, and one without evidence lives after its first veto, in milliseconds.
const LONG_LIFE: u64 = 30 * 24 * 3600 * 1000;
/// How many officers must see the owner after a veto, however few the bank asks for otherwise.
const FACE_TO_FACE: u32 = 2;

impl CaseRecord {
    /// Where it stands now.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> CaseState {
        match &self.stage {
            Stage::Committed | Stage::Open(_) if now >= self.inert_until() => CaseState::Expired,
            Stage::Committed | Stage::Open(_) if !self.vetoes.is_empty() => CaseState::Vetoed,
            Stage::Committed => CaseState::Committed,
            Stage::Open(_) => CaseState::Open,
            Stage::Alarmed(alarmed) => self.alarmed_state(alarmed, now),
            Stage::Over(over) => match over.end {
                End::Reissued => CaseState::Reissued,
                End::Rejected { .. } => CaseState::Rejected,
                End::Closed => CaseState::Closed,
                End::Expired => CaseState::Expired,
            },
        }
    }

    fn inert_until(&self) -> Timestamp {
        match self.vetoes.first() {
            None => self.opened.plus_millis(INERT_LIFE),
            Some(veto) => veto.at.plus_millis(LONG_LIFE),
        }
    }

    fn alarmed_state(&self, alarmed: &Alarmed, now: Timestamp) -> CaseState {
        if now >= alarmed.due.plus_millis(LONG_LIFE) {
            CaseState::Expired
        } else if self.missing(alarmed.needed) == 0 {
            if now < alarmed.due { CaseState::Waiting } else { CaseState::Ready }
        } else if self.vetoes.is_empty() {
            CaseState::Approving
        } else {
            CaseState::Vetoed
        }
    }

    /// Whether it can still lead to a recovery.
    #[must_use]
    pub fn is_alive(&self, now: Timestamp) -> bool {
        use CaseState::{Approving, Committed, Open, Ready, Vetoed, Waiting};
        matches!(self.state(now), Committed | Open | Approving | Waiting | Ready | Vetoed)
    }

    /// How many officers must approve, where the bank asks for `usual`: after a veto two at least.
    #[must_use]
    pub fn needed(&self, usual: u32) -> u32 {
        if self.vetoes.is_empty() { usual } else { usual.max(FACE_TO_FACE) }
    }

    /// How many pieces of evidence count: one for each officer, and one for all together that devices can give: what wallets presented, and what devices of the locker
    /// vouched for. What is on a phone, and what a phone can say, is a thief's as soon as the phone is, so it counts once (DESIGN, section 5), and after a veto not at all.
    #[must_use]
    pub fn accepted(&self) -> u32 {
        self.officers().saturating_add(u32::from(self.is_said_by_devices()))
    }

    /// How many approvals are missing, where so many pieces of evidence are needed in all. An officer is never missing from them.
    #[must_use]
    pub fn missing(&self, needed: u32) -> u32 {
        let missing = self.needed(needed).saturating_sub(self.accepted());
        if self.officers() == 0 { missing.max(1) } else { missing }
    }

    fn officers(&self) -> u32 {
        let officers: BTreeSet<&str> = self.counted().map(|approval| approval.staff.as_str()).collect();
        u32::try_from(officers.len()).unwrap_or(u32::MAX)
    }

    fn is_said_by_devices(&self) -> bool {
        let said =
            |alarmed: &Alarmed| !alarmed.credentials().is_empty() || alarmed.vouches().iter().any(VouchRecord::counts);
        self.stage.evidence().is_some_and(said) && self.vetoes.is_empty()
    }

    /// Since when the phone is lost: the earliest time that an approval names which counts.
    #[must_use]
    pub fn lost_since(&self) -> Option<Timestamp> {
        self.counted().filter_map(|approval| approval.lost_since).min()
    }

    /// The approvals that count: all of them, or after a veto those where the owner stood before the officer.
    fn counted(&self) -> impl Iterator<Item = &ApprovalRecord> {
        let approvals = self.stage.evidence().map(|alarmed| alarmed.approvals.as_slice()).unwrap_or_default();
        let vetoed = !self.vetoes.is_empty();
        approvals.iter().filter(move |approval| approval.face_to_face || !vetoed)
    }
}
