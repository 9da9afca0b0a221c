//! What is presented from a wallet: one piece of evidence, never alone.

use dlocker_protocol::Digest;

use super::*;
use crate::case::{CredentialRecord, present};

impl Scene {
    pub(super) fn present(&mut self, number: u8, now: Timestamp) -> Result<usize, ProblemCode> {
        let shown = CredentialRecord {
            entry: format!("id-{number}"),
            issuer: "did:web:issuer.example".to_owned(),
            fingerprint: Digest::plain(&[number]),
            claims: 2,
            at: now,
        };
        let decision = present(Some(&self.locker), &mut self.case, shown, &self.limits.recovery, now);
        decision.map(|decided| decided.events.len()).map_err(problem)
    }
}

#[test]
fn a_credential_and_an_officer_are_two_pieces_of_evidence_in_either_order() {
    let mut scene = Scene::new();
    assert_eq!(scene.present(1, T0), Ok(2), "the devices are told");
    assert_eq!(scene.state(T0), CaseState::Approving);
    scene.approve(1, REMOTE, T0).unwrap();
    assert_eq!(scene.state(T0), CaseState::Waiting);
    let mut scene = Scene::new();
    scene.approve(1, FACE, T0).unwrap();
    assert_eq!(scene.present(1, T0), Ok(1));
    assert_eq!(scene.state(T0), CaseState::Waiting);
}

#[test]
fn p7_everything_that_a_phone_can_present_counts_once_and_never_without_an_officer() {
    for needed in 1..=4 {
        let mut scene = Scene::new();
        scene.limits.recovery.approvals = needed;
        for number in 1..=4 {
            scene.present(number, T0).unwrap();
        }
        assert_eq!((scene.case.accepted(), scene.state(T0.plus_millis(99 * HOUR))), (1, CaseState::Approving));
        assert_eq!(scene.present(5, T0), Err(ProblemCode::Conflict));
        for officer in 1..needed.max(2) {
            assert_eq!(scene.state(T0), CaseState::Approving, "{officer} of {needed}");
            scene.approve(u8::try_from(officer).unwrap(), REMOTE, T0).unwrap();
        }
        assert_eq!(scene.state(T0), CaseState::Waiting);
    }
}

#[test]
fn the_same_credential_again_is_no_news() {
    let mut scene = Scene::new();
    scene.present(1, T0).unwrap();
    assert_eq!(scene.present(1, T0.plus_millis(1)), Ok(0));
}

#[test]
fn after_a_veto_what_was_presented_counts_no_more_and_nothing_further_is_taken() {
    let mut scene = Scene::new();
    scene.present(1, T0).unwrap();
    scene.approve(1, FACE, T0).unwrap();
    scene.veto(1, false, T0).unwrap();
    assert_eq!((scene.case.accepted(), scene.state(T0)), (1, CaseState::Vetoed));
    assert_eq!(scene.present(2, T0), Err(ProblemCode::Forbidden));
    scene.approve(2, FACE, T0).unwrap();
    assert_eq!(scene.state(T0), CaseState::Waiting, "two officers outweigh it");
}

#[test]
fn the_wait_begins_with_the_first_evidence_whatever_it_is() {
    let mut scene = Scene::new();
    scene.present(1, T0).unwrap();
    let due = scene.due();
    assert_eq!(due, T0.plus_millis(scene.limits.recovery.wait));
    scene.approve(1, (true, Some(T0)), T0.plus_millis(HOUR)).unwrap();
    assert_eq!(scene.due(), due);
}

#[test]
fn nobody_is_told_where_a_credential_does_not_count() {
    let mut scene = Scene::new();
    let shown = CredentialRecord {
        entry: "id".to_owned(),
        issuer: String::new(),
        fingerprint: Digest::plain(b"1"),
        claims: 2,
        at: T0,
    };
    let unknown = present(None, &mut scene.case, shown, &scene.limits.recovery, T0);
    assert_eq!(unknown.map(drop).map_err(problem), Err(ProblemCode::Forbidden));
    assert_eq!(scene.state(T0), CaseState::Open);
    let over = T0.plus_millis(2 * HOUR);
    assert_eq!(scene.present(1, over), Err(ProblemCode::CaseOver));
}
