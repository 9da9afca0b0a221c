//! What a re-issue does to the locker's other devices.

use super::*;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::{Digest, MethodId, RegistrationId};

use crate::locker::Recovering;
use crate::method::RegistrationState;

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

#[test]
fn p7_what_was_taken_off_since_the_loss_is_thawed_for_the_new_phone_too() {
    let lost = Timestamp::from_millis(T0.millis() - DAY);
    for (removed, lost_since, thawed) in [
        (T0, Some(lost), true),
        (lost, Some(lost), true),
        (Timestamp::from_millis(lost.millis() - 1), Some(lost), false),
        (T0, None, false),
    ] {
        let mut scene = Scene::new();
        scene.rows = vec![dropped(removed)];
        let due = ready(&mut scene, lost_since);
        scene.reissue(due).unwrap();
        assert_eq!(
            scene.rows[0].1.left(phone(9)),
            if thawed { 5 } else { 4 },
            "removed {removed}, lost {lost_since:?}"
        );
        assert_eq!(scene.rows[0].1.left(phone(1)), 4);
    }
}

/// A kit that was taken off the roster, with one guess of phone 1 on it.
fn dropped(at: Timestamp) -> (RegistrationRecord, GuessLedger) {
    let record = RegistrationRecord {
        id: RegistrationId::from_array([1; 16]),
        method: MethodId::from_array([1; 16]),
        kind: MethodKind::Kit,
        device: phone(1),
        oprf_key: OprfPublicKey::from_bytes(key(0x60).as_bytes()).unwrap(),
        wrapped_key: Vec::new(),
        state: RegistrationState::Dropped { at },
        stored: None,
    };
    let mut ledger = GuessLedger::new(5);
    ledger.count(phone(1), Digest::plain(b"b"), [1; 16], T0);
    (record, ledger)
}
