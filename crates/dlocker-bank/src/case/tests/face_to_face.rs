//! What a veto does, and what overrides it.

use dlocker_protocol::staff::{StaffMember, StaffName};

use super::*;

#[test]
fn p7_a_veto_sends_a_case_face_to_face_and_ends_nothing() {
    use CaseState::{Approving, Vetoed, Waiting};
    // (bank asks for, acts in order, the state then): r1 is a remote approval by officer 1, f1 one face to face, v1 a veto by phone 1.
    let table: [(u32, &[&str], CaseState); 14] = [
        (2, &["r1"], Approving),
        (2, &["r1", "r2"], Waiting),
        (2, &["v1"], Vetoed),
        (2, &["r1", "v1"], Vetoed),
        (2, &["r1", "r2", "v1"], Vetoed),
        (2, &["r1", "r2", "v1", "f1"], Vetoed),
        (2, &["r1", "r2", "v1", "f1", "f2"], Waiting),
        (2, &["v1", "v2", "f1", "f3"], Waiting),
        (2, &["f1", "f2", "v1", "v2"], Waiting),
        (2, &["f1", "r2", "v1"], Vetoed),
        (1, &["r1"], Waiting),
        (1, &["r1", "v1", "f1"], Vetoed),
        (1, &["r1", "v1", "f1", "f2"], Waiting),
        (3, &["v1", "f1", "f2"], Vetoed),
    ];
    for (needed, acts, expected) in table {
        let mut scene = Scene::new();
        scene.limits.recovery.approvals = needed;
        for act in acts {
            let number = act.as_bytes()[1] - b'0';
            match &act[..1] {
                "r" => scene.approve(number, REMOTE, T0).unwrap(),
                "f" => scene.approve(number, FACE, T0).unwrap(),
                _ => drop(scene.veto(number, false, T0).unwrap()),
            }
        }
        assert_eq!(scene.state(T0), expected, "{needed} {acts:?}");
        assert!(scene.case.is_alive(T0));
    }
}

#[test]
fn an_officer_counts_once_however_often_that_person_signs() {
    let mut scene = Scene::new();
    scene.approve(1, REMOTE, T0).unwrap();
    scene.approve(1, FACE, T0).unwrap();
    assert_eq!((scene.case.accepted(), scene.state(T0)), (1, CaseState::Approving));
    let later = T0.plus_millis(1);
    assert_eq!(scene.approve(1, FACE, later), Err(ProblemCode::Forbidden));
    assert_eq!(scene.approve(1, REMOTE, later), Err(ProblemCode::Forbidden));
}

#[test]
fn remote_evidence_is_refused_after_a_veto() {
    let mut scene = Scene::new();
    scene.veto(1, false, T0).unwrap();
    assert_eq!(scene.approve(1, REMOTE, T0), Err(ProblemCode::Forbidden));
    scene.approve(1, FACE, T0).unwrap();
}

#[test]
fn a_second_veto_of_a_device_is_no_news_unless_it_comes_with_an_unlock() {
    let mut scene = Scene::new();
    assert_eq!(scene.veto(1, false, T0), Ok(1));
    assert_eq!(scene.veto(1, false, T0), Ok(0));
    scene.locker.device_mut(phone(1)).unwrap().opened = Some(T0);
    assert_eq!(scene.veto(1, true, T0), Ok(1));
    assert_eq!(scene.veto(1, true, T0), Ok(0));
    assert_eq!(scene.veto(1, false, T0), Ok(0));
    assert_eq!(scene.case.vetoes.len(), 1);
}

#[test]
fn a_veto_counts_as_one_with_an_unlock_only_after_a_recent_opening() {
    let mut scene = Scene::new();
    assert_eq!(scene.veto(1, true, T0), Err(ProblemCode::NotOpened));
    scene.locker.device_mut(phone(1)).unwrap().opened = Some(T0);
    assert_eq!(scene.veto(1, true, T0.plus_millis(10 * MINUTE)), Err(ProblemCode::NotOpened));
    assert_eq!(scene.veto(1, true, T0.plus_millis(10 * MINUTE - 1)), Ok(1));
}

#[test]
fn who_has_no_say_has_no_veto() {
    let mut scene = Scene::new();
    for (state, expected) in [
        (State::Issued, ProblemCode::Forbidden),
        (State::Suspended, ProblemCode::Suspended),
        (State::Replaced, ProblemCode::Replaced),
    ] {
        scene.locker.device_mut(phone(1)).unwrap().state = state;
        assert_eq!(scene.veto(1, false, T0), Err(expected));
    }
    assert_eq!(
        scene.veto(9, false, T0),
        Err(ProblemCode::Unsigned),
        "the new device of the case is no device of the locker"
    );
}

#[test]
fn nobody_approves_the_own_locker_face_to_face_either() {
    let mut scene = Scene::new();
    let name = StaffName::parse("officer1").unwrap();
    let staff = StaffMember::local(name, signing(0x51).public_key(), Some(handle()));
    assert_eq!(scene.approve_as(&staff, 1, FACE, T0), Err(ProblemCode::Forbidden));
}

#[test]
fn a_vetoed_case_lives_30_days_from_the_veto_without_evidence_and_to_30_days_after_it_is_due_with_it() {
    let mut scene = Scene::new();
    scene.veto(1, false, T0).unwrap();
    assert!(scene.case.is_alive(T0.plus_millis(30 * DAY - 1)));
    scene.veto(2, false, T0.plus_millis(29 * DAY)).unwrap();
    assert!(!scene.case.is_alive(T0.plus_millis(30 * DAY)), "further vetoes do not keep a case for ever");
    let mut scene = Scene::new();
    scene.approve(1, REMOTE, T0).unwrap();
    scene.veto(1, false, T0).unwrap();
    let end = scene.due().plus_millis(30 * DAY);
    assert!(scene.case.is_alive(Timestamp::from_millis(end.millis() - 1)) && !scene.case.is_alive(end));
    assert_eq!(scene.veto(2, false, end), Err(ProblemCode::CaseOver));
}

#[test]
fn a_vetoed_case_is_not_carried_out_before_two_officers_saw_the_owner() {
    let mut scene = Scene::new();
    for officer in [1, 2] {
        scene.approve(officer, REMOTE, T0).unwrap();
    }
    scene.veto(1, false, T0).unwrap();
    let due = scene.due();
    assert_eq!(scene.reissue(due), Err(ProblemCode::Waiting));
    scene.approve(1, FACE, due).unwrap();
    assert_eq!(scene.reissue(due), Err(ProblemCode::Waiting));
    scene.approve(2, FACE, due).unwrap();
    scene.reissue(due).unwrap();
    assert_eq!(scene.veto(2, false, due), Err(ProblemCode::Suspended));
}
