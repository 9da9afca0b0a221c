//! What a re-issue does to the locker's other devices.

use super::*;
use crate::locker::Recovering;

fn ready(scene: &mut Scene, lost_since: Option<Timestamp>) -> Timestamp {
    for officer in [1, 2] {
        scene.approve(officer, (true, lost_since), T0).unwrap();
    }
    scene.due()
}

fn state(scene: &Scene, byte: u8) -> State {
    scene.locker.device(phone(byte)).unwrap().state
}

#[test]
fn p7_a_device_that_was_revoked_since_the_loss_is_kept_in_reach() {
    let lost = Timestamp::from_millis(T0.millis() - DAY);
    for (revoked, lost_since, expected) in [
        (T0, Some(lost), State::Suspended),
        (lost, Some(lost), State::Suspended),
        (Timestamp::from_millis(lost.millis() - 1), Some(lost), State::Replaced),
        (T0, None, State::Replaced),
    ] {
        let mut scene = Scene::new();
        scene.locker.device_mut(phone(1)).unwrap().enter(State::Replaced, revoked);
        scene.locker.device_mut(phone(1)).unwrap().since = revoked;
        let due = ready(&mut scene, lost_since);
        scene.reissue(due).unwrap();
        assert_eq!((state(&scene, 1), state(&scene, 2), state(&scene, 9)), (expected, State::Suspended, State::Issued));
        let recovering = Recovering { device: phone(9), case: scene.case.id, lost_since };
        assert_eq!(scene.locker.recovering, Some(recovering));
    }
}

#[test]
fn a_re_issue_leaves_no_device_that_would_come_back_by_itself() {
    let mut scene = Scene::new();
    let due = ready(&mut scene, None);
    crate::staff::suspend(&mut scene.locker, std::slice::from_ref(&scene.case), phone(1), T0).unwrap();
    scene.reissue(due).unwrap();
    assert_eq!(crate::staff::reinstate(&mut scene.locker, |_| true, due), []);
    assert_eq!(state(&scene, 1), State::Suspended);
}

#[test]
fn a_shut_locker_gets_no_approvals_and_no_recovery() {
    let mut scene = Scene::new();
    let due = ready(&mut scene, None);
    scene.locker.shut = Some(T0);
    assert_eq!(scene.reissue(due), Err(ProblemCode::Shut));
    assert_eq!(scene.approve(3, FACE, T0), Err(ProblemCode::Shut));
}
