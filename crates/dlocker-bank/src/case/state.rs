//! Where a case stands: what the clock, the approvals and the vetoes make of it.

use std::collections::BTreeSet;

use dlocker_protocol::Timestamp;
use dlocker_protocol::case::CaseState;
use dlocker_protocol::roster::EvidenceKind;

use super::{Alarmed, ApprovalRecord, CaseRecord, End, InForce, Stage, VouchRecord};
use crate::limits::RecoveryLimits;

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
        let asked = self.asked(alarmed);
        if now >= alarmed.due.max(asked.due).plus_millis(LONG_LIFE) {
            CaseState::Expired
        } else if asked.missing == 0 {
            if now < asked.due { CaseState::Waiting } else { CaseState::Ready }
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

    /// How many pieces of evidence count, by the rule that is nearest.
    #[must_use]
    pub fn accepted(&self) -> u32 {
        self.stage.evidence().map_or(0, |alarmed| self.asked(alarmed).accepted)
    }

    /// How many are needed in all by that rule; before the first evidence what the bank asks for.
    #[must_use]
    pub fn needed(&self, limits: &RecoveryLimits) -> u32 {
        let before = || if self.vetoes.is_empty() { limits.approvals } else { limits.approvals.max(FACE_TO_FACE) };
        self.stage.evidence().map_or_else(before, |alarmed| self.asked(alarmed).needed)
    }

    /// How many are missing. An officer is never missing from what is there.
    #[must_use]
    pub fn missing(&self, limits: &RecoveryLimits) -> u32 {
        self.stage.evidence().map_or_else(|| self.needed(limits).max(1), |alarmed| self.asked(alarmed).missing)
    }

    /// When the wait ends, once it runs.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.stage.evidence().map(|alarmed| self.asked(alarmed).due)
    }

    /// What the rule asks for that is nearest to being satisfied: any of those that were noted for this case, or, whatever they say, officers who saw the owner
    /// face to face. So no rule that a thief chose, and no veto, keeps the identified owner out for good.
    fn asked(&self, alarmed: &Alarmed) -> Asked {
        let named = |lost: Timestamp| self.counted().any(|approval| approval.lost_since == Some(lost));
        let rules = alarmed.rules().filter(|rule| rule.lost.is_none_or(named));
        let ways = rules.flat_map(|rule| {
            let due = rule.agreed.filter(|_| self.is_agreed(&rule)).unwrap_or(rule.due);
            let by_rule = self.vetoes.is_empty().then(|| self.by_rule(&rule, due));
            by_rule.into_iter().chain([self.face_to_face(alarmed, due)])
        });
        let nearest = ways.min_by_key(|way| (way.missing, way.due));
        nearest.unwrap_or_else(|| self.face_to_face(alarmed, alarmed.due))
    }

    /// One piece of evidence for each officer, and one for all together that a phone can bring: what is on a phone is a thief's as soon as the phone is, so it
    /// counts once (DESIGN, section 5), and never without an officer.
    fn by_rule(&self, rule: &InForce, due: Timestamp) -> Asked {
        let officers = distinct(self.counted());
        let accepted = officers.saturating_add(u32::from(self.is_said_by_devices(rule)));
        let missing = rule.needed.saturating_sub(accepted);
        let missing = if officers == 0 { missing.max(1) } else { missing };
        Asked { accepted, needed: rule.needed, missing, due }
    }

    fn face_to_face(&self, alarmed: &Alarmed, due: Timestamp) -> Asked {
        let accepted = distinct(self.counted().filter(|approval| approval.face_to_face));
        let needed = alarmed.needed.max(FACE_TO_FACE);
        Asked { accepted, needed, missing: needed.saturating_sub(accepted), due }
    }

    /// Whether a credential was presented, or a device of the locker vouched, and that counts.
    fn is_said_by_devices(&self, rule: &InForce) -> bool {
        let vouched = |alarmed: &Alarmed| alarmed.vouches().iter().any(VouchRecord::counts);
        let vouched = rule.from.has(EvidenceKind::Device) && self.stage.evidence().is_some_and(vouched);
        self.is_presented(rule) || (vouched && self.vetoes.is_empty())
    }

    fn is_presented(&self, rule: &InForce) -> bool {
        let presented = self.stage.evidence().is_some_and(|alarmed| !alarmed.credentials().is_empty());
        presented && rule.from.has(EvidenceKind::Credential) && self.vetoes.is_empty()
    }

    /// Whether an officer who saw the owner and a credential agree. An officer from afar does not do: with the phone and a good story there would be no time
    /// left for a veto.
    fn is_agreed(&self, rule: &InForce) -> bool {
        self.is_presented(rule) && self.counted().any(|approval| approval.face_to_face)
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

/// What one way to a recovery asks for.
struct Asked {
    /// Pieces of evidence that count.
    accepted: u32,
    /// How many it needs.
    needed: u32,
    /// How many are missing.
    missing: u32,
    /// When its wait ends.
    due: Timestamp,
}

/// How many different officers.
fn distinct<'a>(approvals: impl Iterator<Item = &'a ApprovalRecord>) -> u32 {
    let officers: BTreeSet<&str> = approvals.map(|approval| approval.staff.as_str()).collect();
    u32::try_from(officers.len()).unwrap_or(u32::MAX)
}
