//! Random walks: whatever a thief and an owner do in whatever order, no stopped intent is carried out, and none before it is due.

use dlocker_bank::intent::{lapse, stop, thaw_shift};
use dlocker_bank::locker::{FreezeRecord, FrozenBy};
use dlocker_protocol::IntentId;
use dlocker_protocol::intent::Change;
use dlocker_protocol::log::Event;
use proptest::prelude::*;

use crate::kit::*;

#[derive(Clone, Debug)]
enum Step {
    /// Ask for the wait to become so many hours.
    Make(u64),
    Stop(usize),
    /// Publish a roster with the wait of so many hours.
    Publish(u64),
    Hours(u64),
    Freeze,
    Thaw,
    Lapse,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (24_u64..28).prop_map(Step::Make),
        2 => (0_usize..8).prop_map(Step::Stop),
        6 => (24_u64..28).prop_map(Step::Publish),
        4 => (1_u64..20).prop_map(Step::Hours),
        1 => Just(Step::Hours(31 * 24)),
        1 => Just(Step::Freeze),
        1 => Just(Step::Thaw),
        1 => Just(Step::Lapse),
    ];
    proptest::collection::vec(step, 0..60)
}

/// What the test itself knows of an intent.
struct Known {
    id: IntentId,
    hours: u64,
    /// Hours that passed while the locker was not frozen.
    waited: u64,
    stopped: bool,
}

struct Walk {
    world: World,
    known: Vec<Known>,
    next: u8,
}

impl Walk {
    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match *step {
            Step::Make(hours) => self.make(hours),
            Step::Stop(at) => self.stop(at),
            Step::Publish(hours) => self.publish(hours)?,
            Step::Hours(hours) => self.pass(hours),
            Step::Freeze => {
                let by = FrozenBy::Device(phone(SECOND));
                let since = self.world.now;
                self.world.locker.freeze.get_or_insert(FreezeRecord { since, by, lapses: None });
            }
            Step::Thaw => self.thaw(),
            Step::Lapse => {
                if self.world.locker.freeze.is_none() {
                    lapse(&mut self.world.intents, self.world.rows.iter_mut().map(|(row, _)| row), self.world.now);
                }
            }
        }
        Ok(())
    }

    fn make(&mut self, hours: u64) {
        let seconds = Some(hours * 3600);
        if let Ok(made) = self.world.intend(self.next, Change::ShortenWait { seconds }) {
            self.known.push(Known { id: made.id, hours, waited: 0, stopped: false });
        }
        self.next += 1;
    }

    fn stop(&mut self, at: usize) {
        if let Some(intent) = self.world.intents.get_mut(at)
            && stop(&self.world.locker, intent, None, phone(SECOND), self.world.now).is_ok()
        {
            self.known.iter_mut().filter(|known| known.id == intent.id).for_each(|known| known.stopped = true);
        }
    }

    fn pass(&mut self, hours: u64) {
        self.world.now = self.world.now.plus_millis(hours * HOUR);
        if self.world.locker.freeze.is_none() {
            self.known.iter_mut().for_each(|known| known.waited += hours);
        }
    }

    fn thaw(&mut self) {
        if let Some(freeze) = self.world.locker.freeze.take() {
            thaw_shift(&mut self.world.intents, self.world.now.millis_since(freeze.since));
        }
    }

    fn publish(&mut self, hours: u64) -> Result<(), TestCaseError> {
        let before = self.world.current.policy.recovery_wait;
        let next = self.world.next(|r| r.policy.recovery_wait = Some(hours * 3600));
        let frozen = self.world.locker.freeze.is_some();
        let Ok(events) = self.world.publish(next, &[]) else { return Ok(()) };
        prop_assert!(!frozen, "a frozen locker was changed");
        let completed = events.iter().filter_map(|event| match event {
            Event::IntentCompleted { intent } => Some(*intent),
            _ => None,
        });
        let completed: Vec<IntentId> = completed.collect();
        let shorter = before.is_some_and(|before| hours * 3600 < before);
        prop_assert_eq!(shorter, completed.len() == 1, "each weakening takes one intent");
        for known in self.known.iter().filter(|known| completed.contains(&known.id)) {
            prop_assert!(!known.stopped, "it was stopped");
            prop_assert!(known.waited >= 24, "it waited {} hours", known.waited);
            prop_assert_eq!(known.hours, hours, "it said something else");
        }
        self.known.retain(|known| !completed.contains(&known.id));
        Ok(())
    }
}

proptest! {
    #[test]
    fn p7_no_walk_carries_out_a_stopped_intent_or_one_that_is_not_due(steps in steps()) {
        let mut walk = Walk { world: World::new(), known: Vec::new(), next: 0 };
        for step in &steps {
            walk.step(step)?;
        }
    }
}
