//! The owner's rule: what a recovery must show, and how long it waits where an officer and a credential agree.

use dlocker_protocol::roster::EvidenceKind::{self, Credential, Device};
use dlocker_protocol::roster::RecoveryRule;

use super::*;

const LATER: u64 = 20 * DAY;

fn rule(needed: u32, from: &[EvidenceKind], agreed_hours: Option<u64>) -> RecoveryRule {
    let wait_agreed = agreed_hours.map(|hours| hours * 3600);
    RecoveryRule { needed, from: from.iter().copied().collect(), wait_agreed }
}

fn chosen(day: u64, rule: Option<RecoveryRule>) -> RecoveryChoice {
    RecoveryChoice { since: T0.plus_millis(day * DAY), wait: None, rule }
}

/// A case that begins 20 days after the first choice.
fn scene(choices: &[RecoveryChoice]) -> (Scene, Timestamp) {
    let mut scene = Scene::new();
    let start = T0.plus_millis(LATER);
    scene.case.opened = start;
    scene.choose(choices.to_vec());
    (scene, start)
}

#[test]
fn so_many_pieces_of_evidence_are_needed_as_the_owner_chose() {
    let (mut scene, now) = scene(&[chosen(0, Some(rule(3, &[Credential], None)))]);
    scene.approve(1, REMOTE, now).unwrap();
    scene.approve(2, REMOTE, now).unwrap();
    assert_eq!((scene.case.needed(&scene.limits.recovery), scene.state(now)), (3, CaseState::Approving));
    scene.present(1, now).unwrap();
    assert_eq!(scene.state(now), CaseState::Waiting);
}

#[test]
fn what_the_owner_does_not_count_is_none() {
    let (mut scene, now) = scene(&[chosen(0, Some(rule(2, &[Device], None)))]);
    scene.present(1, now).unwrap();
    scene.approve(1, FACE, now).unwrap();
    assert_eq!((scene.case.accepted(), scene.state(now)), (1, CaseState::Approving));
    scene.approve(2, REMOTE, now).unwrap();
    assert_eq!(scene.state(now), CaseState::Waiting);
}

#[test]
fn where_an_officer_who_saw_the_owner_and_a_credential_agree_the_shorter_wait_holds() {
    let (mut scene, now) = scene(&[chosen(0, Some(rule(2, &[Credential], Some(0))))]);
    scene.present(1, now).unwrap();
    assert_eq!(scene.due(), now.plus_millis(72 * HOUR));
    scene.approve(1, REMOTE, now).unwrap();
    assert_eq!((scene.due(), scene.state(now)), (now.plus_millis(72 * HOUR), CaseState::Waiting), "not from afar");
    scene.approve(1, FACE, now).unwrap();
    assert_eq!((scene.due(), scene.state(now)), (now, CaseState::Ready));
}

#[test]
fn p7_a_veto_ends_the_agreement() {
    let (mut scene, now) = scene(&[chosen(0, Some(rule(2, &[Credential], Some(0))))]);
    scene.present(1, now).unwrap();
    scene.approve(1, FACE, now).unwrap();
    assert_eq!(scene.state(now), CaseState::Ready);
    scene.veto(1, false, now).unwrap();
    assert_eq!((scene.due(), scene.state(now)), (now.plus_millis(72 * HOUR), CaseState::Vetoed));
    scene.approve(2, FACE, now).unwrap();
    assert_eq!(scene.state(now), CaseState::Waiting);
}

#[test]
fn a_wait_for_those_that_agree_is_never_longer_than_the_other() {
    let (mut scene, now) = scene(&[chosen(0, Some(rule(2, &[Credential], Some(1000))))]);
    scene.present(1, now).unwrap();
    scene.approve(1, FACE, now).unwrap();
    assert_eq!(scene.due(), now.plus_millis(72 * HOUR));
}

#[test]
fn p7_two_officers_who_saw_the_owner_are_enough_whatever_the_rule_says() {
    let (mut scene, now) = scene(&[chosen(0, Some(rule(3, &[], None)))]);
    scene.approve(1, FACE, now).unwrap();
    assert_eq!(scene.state(now), CaseState::Approving);
    scene.approve(2, FACE, now).unwrap();
    assert_eq!(scene.state(now), CaseState::Waiting);
}

#[test]
fn p7_a_harder_rule_that_was_chosen_after_the_loss_holds_nobody_up() {
    let choices = [chosen(0, Some(rule(2, &[Credential], Some(0)))), chosen(15, Some(rule(3, &[], None)))];
    let lost = |day: u64| (true, Some(T0.plus_millis(day * DAY)));
    let (mut scene, now) = scene(&choices);
    scene.present(1, now).unwrap();
    scene.approve(1, lost(14), now).unwrap();
    assert_eq!((scene.state(now), scene.due()), (CaseState::Ready, now));
    let (mut scene, now) = super::rules::scene(&choices);
    scene.present(1, now).unwrap();
    scene.approve(1, lost(15), now).unwrap();
    assert_eq!(scene.state(now), CaseState::Approving);
}

#[test]
fn of_two_rules_each_counts_as_a_whole() {
    // The one asks for three of which a credential may be one, the other for two officers: an officer and a credential satisfy neither.
    let (mut scene, now) =
        scene(&[chosen(0, Some(rule(3, &[Credential], None))), chosen(15, Some(rule(2, &[], None)))]);
    scene.present(1, now).unwrap();
    scene.approve(1, (true, Some(T0.plus_millis(14 * DAY))), now).unwrap();
    assert_eq!(scene.state(now), CaseState::Approving);
    scene.approve(2, REMOTE, now).unwrap();
    assert_eq!(scene.state(now), CaseState::Waiting);
}

#[test]
fn the_word_of_an_officer_who_counts_no_more_brings_no_earlier_rule() {
    let (mut scene, now) = scene(&[chosen(0, None), chosen(15, None)]);
    scene.locker.choices[0].wait = Some(24 * 3600);
    scene.approve(1, (false, Some(T0.plus_millis(14 * DAY))), now).unwrap();
    assert_eq!(scene.due(), now.plus_millis(24 * HOUR));
    scene.veto(1, false, now).unwrap();
    assert_eq!(scene.due(), now.plus_millis(72 * HOUR));
}

#[test]
fn p3_a_story_on_the_telephone_about_an_old_loss_does_not_undo_what_was_chosen_long_ago() {
    let (mut scene, _) = scene(&[chosen(10, Some(rule(3, &[], None)))]);
    let now = T0.plus_millis(101 * DAY);
    scene.case.opened = now;
    scene.approve(1, (false, Some(T0.plus_millis(5 * DAY))), now).unwrap();
    scene.approve(2, REMOTE, now).unwrap();
    assert_eq!(scene.state(now), CaseState::Approving);
    scene.approve(1, (true, Some(T0.plus_millis(5 * DAY))), now).unwrap();
    assert_eq!(scene.state(now), CaseState::Waiting, "an officer who saw the owner may go back so far");
}

#[test]
fn a_choice_outside_of_the_bank_s_bounds_counts_as_the_nearest_within() {
    let (mut scene, now) = scene(&[chosen(0, Some(rule(1, &[Credential], None)))]);
    scene.approve(1, FACE, now).unwrap();
    assert_eq!((scene.case.needed(&scene.limits.recovery), scene.state(now)), (2, CaseState::Approving));
}

#[test]
fn what_was_chosen_after_the_first_evidence_changes_nothing_for_this_case() {
    let (mut scene, now) = scene(&[chosen(0, Some(rule(3, &[Credential], None)))]);
    scene.approve(1, REMOTE, now).unwrap();
    scene.choose(vec![chosen(0, Some(rule(2, &[Credential, Device], Some(0))))]);
    scene.approve(2, REMOTE, now).unwrap();
    assert_eq!(scene.state(now), CaseState::Approving);
}

#[test]
fn a_case_from_before_there_were_rules_is_judged_by_the_bank_s_number() {
    let mut scene = Scene::new();
    scene.approve(1, REMOTE, T0).unwrap();
    let due = scene.due();
    if let crate::case::Stage::Alarmed(alarmed) = &mut scene.case.stage {
        alarmed.rules = None;
    }
    assert_eq!((scene.due(), scene.state(T0)), (due, CaseState::Approving));
    scene.approve(2, REMOTE, T0).unwrap();
    assert_eq!((scene.due(), scene.state(T0)), (due, CaseState::Waiting));
}
