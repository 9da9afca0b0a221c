//! Random walks through a case.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

#[derive(Clone, Copy, Debug)]
enum Act {
    Remote(u8),
    Face(u8),
    Veto(u8),
    Pass(u64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        (1..4_u8).prop_map(Act::Remote),
        (1..4_u8).prop_map(Act::Face),
        (1..3_u8).prop_map(Act::Veto),
        (1..40_u64).prop_map(|hours| Act::Pass(hours * HOUR / 4)),
    ];
    prop::collection::vec(act, 0..16)
}

#[derive(Default)]
struct Seen {
    remote: BTreeSet<u8>,
    face: BTreeSet<u8>,
    vetoed: bool,
}

impl Seen {
    /// Carries the act out; only what the case accepted is seen.
    fn act(&mut self, scene: &mut Scene, act: Act, now: &mut Timestamp) {
        match act {
            Act::Remote(officer) if scene.approve(officer, REMOTE, *now).is_ok() => drop(self.remote.insert(officer)),
            Act::Face(officer) if scene.approve(officer, FACE, *now).is_ok() => drop(self.face.insert(officer)),
            Act::Veto(device) if scene.veto(device, false, *now).is_ok() => self.vetoed = true,
            Act::Pass(millis) => *now = now.plus_millis(millis),
            Act::Remote(_) | Act::Face(_) | Act::Veto(_) => {}
        }
    }

    fn enough(&self, needed: usize) -> bool {
        let any = self.remote.union(&self.face).count();
        if self.vetoed { self.face.len() >= needed.max(2) } else { any >= needed }
    }
}

proptest! {
    #[test]
    fn p7_no_vetoes_keep_two_face_to_face_approvals_from_making_a_case_ready(acts in acts(), needed in 1..3_u32) {
        let (mut scene, mut seen, mut now) = (Scene::new(), Seen::default(), T0);
        scene.limits.recovery.approvals = needed;
        for act in acts {
            seen.act(&mut scene, act, &mut now);
        }
        let alive = scene.case.is_alive(now);
        for officer in [1, 2] {
            seen.act(&mut scene, Act::Face(officer), &mut now);
        }
        for device in [1, 2] {
            seen.act(&mut scene, Act::Veto(device), &mut now);
        }
        if alive {
            let due = scene.due().max(now);
            prop_assert_eq!(scene.state(due), CaseState::Ready);
            prop_assert!(scene.reissue(due).is_ok());
        }
    }

    #[test]
    fn p3_no_case_gets_ready_without_enough_accepted_approvals_and_its_wait(acts in acts(), needed in 1..4_u32) {
        let (mut scene, mut seen, mut now) = (Scene::new(), Seen::default(), T0);
        scene.limits.recovery.approvals = needed;
        for act in acts {
            seen.act(&mut scene, act, &mut now);
            if scene.state(now) == CaseState::Ready {
                prop_assert!(seen.enough(needed as usize), "{:?} {:?}", seen.remote, seen.face);
                prop_assert!(now >= T0.plus_millis(scene.limits.recovery.wait));
            }
            let ready = scene.state(now) == CaseState::Ready;
            let mut copy = scene.clone();
            prop_assert_eq!(copy.reissue(now).is_ok(), ready);
        }
    }
}
