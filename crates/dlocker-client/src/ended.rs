//! What the visit log tells of changes and recoveries that are over: nobody is advised to stop or veto them any more.

use std::collections::BTreeSet;

use dlocker_protocol::log::{Event, LogEntry};
use dlocker_protocol::{CaseId, IntentId};

use crate::log::VisitLog;

/// Changes that were made, stopped or cancelled, and recoveries that were carried out, rejected, closed or vetoed.
#[derive(Debug, Clone, Default)]
pub struct Ended {
    intents: BTreeSet<IntentId>,
    cases: BTreeSet<CaseId>,
}

impl VisitLog {
    /// What is over by this log.
    #[must_use]
    pub fn ended(&self) -> Ended {
        Ended::by(self.entries())
    }
}

impl Ended {
    fn by<'e>(entries: impl Iterator<Item = &'e LogEntry>) -> Self {
        let mut ended = Self::default();
        for entry in entries {
            match &entry.event {
                Event::IntentStopped { intent }
                | Event::IntentCompleted { intent }
                | Event::IntentCancelled { intent } => _ = ended.intents.insert(*intent),
                Event::CaseRejected { case }
                | Event::CaseVetoed { case, .. }
                | Event::CaseClosed { case }
                | Event::Reissued { case, .. } => _ = ended.cases.insert(*case),
                _ => {}
            }
        }
        ended
    }

    /// Whether this entry tells of something that has ended since.
    #[must_use]
    pub fn covers(&self, entry: &LogEntry) -> bool {
        match &entry.event {
            Event::IntentMade { intent, .. } => self.intents.contains(intent),
            Event::CaseAlarmed { case, .. } => self.cases.contains(case),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use dlocker_protocol::intent::ChangeKind;
    use dlocker_protocol::log::Actor;
    use dlocker_protocol::{DeviceId, LockerId, Timestamp};

    use super::*;

    fn entry(event: Event) -> LogEntry {
        let (locker, at) = (LockerId::from_array([9; 16]), Timestamp::from_millis(1));
        LogEntry { locker, number: 1, previous: None, at, actor: Actor::Bank, event }
    }

    #[test]
    fn what_was_stopped_or_vetoed_is_over_and_nothing_else_is() {
        let made = |n| {
            let intent = IntentId::from_array([n; 16]);
            entry(Event::IntentMade { intent, change: ChangeKind::RemoveMethod, due: Timestamp::from_millis(2) })
        };
        let alarmed = |n| {
            let device = DeviceId::from_array([7; 16]);
            entry(Event::CaseAlarmed { case: CaseId::from_array([n; 16]), device, due: Timestamp::from_millis(2) })
        };
        let stopped = entry(Event::IntentStopped { intent: IntentId::from_array([1; 16]) });
        let vetoed = entry(Event::CaseVetoed { case: CaseId::from_array([3; 16]), unlocked: false });
        let log = [made(1), made(2), alarmed(3), alarmed(4), stopped, vetoed];
        let ended = Ended::by(log.iter());
        assert_eq!(log.map(|entry| ended.covers(&entry)), [true, false, true, false, false, false]);
    }
}
