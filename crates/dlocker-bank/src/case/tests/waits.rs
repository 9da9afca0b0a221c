//! How long a recovery waits, and since when the phone is lost.

use super::*;
use crate::locker::RecoveryChoice;

fn choose(scene: &mut Scene, choices: &[(u64, Option<u64>)]) {
    let choice = |(day, hours): &(u64, Option<u64>)| RecoveryChoice {
        since: T0.plus_millis(day * DAY),
        wait: hours.map(|hours| hours * 3600),
        rule: None,
    };
    scene.choose(choices.iter().map(choice).collect());
}

/// Hours after which two officers are enough, one of whom says when the phone was lost.
fn waits(scene: &Scene, lost_day: Option<u64>) -> u64 {
    let mut scene = scene.clone();
    let start = T0.plus_millis(11 * DAY);
    scene.case.opened = start;
    scene.approve(1, (false, lost_day.map(|day| T0.plus_millis(day * DAY))), start).unwrap();
    scene.approve(2, REMOTE, start).unwrap();
    scene.due().millis_since(start) / HOUR
}

#[test]
fn p7_a_longer_wait_that_was_chosen_after_the_loss_holds_nobody_up() {
    let mut scene = Scene::new();
    choose(&mut scene, &[(0, Some(48)), (10, Some(500))]);
    assert_eq!(waits(&scene, None), 500);
    assert_eq!(waits(&scene, Some(9)), 48);
    assert_eq!(waits(&scene, Some(10)), 500);
    choose(&mut scene, &[(0, None), (10, Some(500))]);
    assert_eq!(waits(&scene, Some(9)), 72, "the bank's own, where nothing was chosen");
    choose(&mut scene, &[(0, Some(500)), (10, Some(30))]);
    assert_eq!(waits(&scene, Some(9)), 30, "the shorter of both");
    choose(&mut scene, &[(0, Some(1)), (10, Some(10_000))]);
    assert_eq!((waits(&scene, Some(9)), waits(&scene, None)), (24, 720), "within the bank's bounds");
}

#[test]
fn an_approval_that_names_an_earlier_loss_brings_the_end_of_the_wait_nearer_and_none_puts_it_off() {
    let mut scene = Scene::new();
    choose(&mut scene, &[(0, Some(48)), (10, Some(500))]);
    let start = T0.plus_millis(11 * DAY);
    scene.case.opened = start;
    scene.approve(1, REMOTE, start).unwrap();
    assert_eq!(scene.due(), start.plus_millis(500 * HOUR));
    scene.approve(2, (false, Some(T0.plus_millis(9 * DAY))), start.plus_millis(HOUR)).unwrap();
    assert_eq!(scene.due(), start.plus_millis(48 * HOUR));
    choose(&mut scene, &[(0, Some(48)), (8, Some(600))]);
    scene.approve(3, (true, Some(T0.plus_millis(9 * DAY))), start.plus_millis(2 * HOUR)).unwrap();
    assert_eq!(scene.due(), start.plus_millis(48 * HOUR));
}

#[test]
fn the_loss_is_the_earliest_time_among_approvals_that_count() {
    let mut scene = Scene::new();
    let at = |days: u64| Some(Timestamp::from_millis(T0.millis() - days * DAY));
    scene.approve(1, (false, at(9)), T0).unwrap();
    scene.approve(2, (true, at(3)), T0).unwrap();
    assert_eq!(scene.case.lost_since(), at(9));
    scene.veto(1, false, T0).unwrap();
    assert_eq!(scene.case.lost_since(), at(3));
    scene.approve(3, (true, at(4)), T0).unwrap();
    assert_eq!(scene.case.lost_since(), at(4));
}

#[test]
fn a_loss_in_the_future_is_refused() {
    let mut scene = Scene::new();
    assert_eq!(scene.approve(1, (true, Some(T0.plus_millis(1))), T0), Err(ProblemCode::Malformed));
    assert_eq!(scene.case.accepted(), 0);
    scene.approve(1, (true, Some(T0)), T0).unwrap();
}
