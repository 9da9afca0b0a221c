//! What the queue says that a case still needs.

use dlocker_protocol::case::CaseNeed;

use super::super::staff_view;
use super::*;

fn needs(scene: &Scene, now: Timestamp) -> (u64, Vec<CaseNeed>) {
    let view = staff_view(&scene.case, true, trustee(), &scene.limits, now);
    (view.age, view.needs)
}

fn approvals(count: u32, face_to_face: bool) -> CaseNeed {
    CaseNeed::Approvals { count, face_to_face }
}

#[test]
fn a_case_says_what_it_still_needs_in_the_order_in_which_it_comes() {
    let mut scene = Scene::new();
    let wait = |until| CaseNeed::Wait { until };
    assert_eq!(needs(&scene, T0), (0, vec![approvals(2, false), wait(None), CaseNeed::Owner]));
    scene.approve(1, REMOTE, T0).unwrap();
    let due = Some(scene.due());
    let now = T0.plus_millis(90 * 1000);
    assert_eq!(needs(&scene, now), (90, vec![approvals(1, false), wait(due), CaseNeed::Owner]));
    scene.veto(1, false, now).unwrap();
    assert_eq!(needs(&scene, now).1[0], approvals(2, true), "from afar counts no more");
    scene.approve(1, FACE, now).unwrap();
    assert_eq!(needs(&scene, now).1[0], approvals(1, true));
    scene.approve(2, FACE, now).unwrap();
    assert_eq!(needs(&scene, now).1, [wait(due), CaseNeed::Owner]);
    assert_eq!(needs(&scene, scene.due()).1, [CaseNeed::Owner]);
    scene.reissue(scene.due()).unwrap();
    assert_eq!(needs(&scene, scene.due()).1, []);
}

#[test]
fn a_phone_that_has_not_shown_its_key_must_do_so_first() {
    let asked = OpenCaseRequest { handle: handle(), commitment: commitment(&key(9), &[3; 32], trustee(), &handle()) };
    let (case, _) = open(asked, CaseId::from_array([5; 16]), [4; 32], T0);
    let scene = Scene { case, ..Scene::new() };
    assert_eq!(needs(&scene, T0).1[0], CaseNeed::PhoneKey);
    assert_eq!(needs(&scene, T0.plus_millis(2 * HOUR)).1, [], "over within the hour");
}
