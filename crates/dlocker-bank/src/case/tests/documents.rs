//! What must have been looked at when the owner stood before the officer.

use dlocker_protocol::case::{Check, DocumentKind};

use super::*;

fn seen(kind: DocumentKind, checks: &[Check]) -> Option<Documents> {
    Some(Documents::new([(kind, checks.to_vec())]).unwrap())
}

#[test]
fn a_document_counts_face_to_face_when_all_was_looked_at_that_its_kind_requires() {
    for kind in DocumentKind::ALL {
        let required = kind.required();
        for left_out in 0..required.len() {
            let mut scene = Scene::new();
            let mut checks = required.to_vec();
            checks.remove(left_out);
            scene.documents = seen(kind, &checks);
            assert_eq!(scene.approve(1, FACE, T0), Err(ProblemCode::Forbidden), "{kind:?} {checks:?}");
            assert_eq!(scene.case.accepted(), 0);
            scene.documents = seen(kind, required);
            scene.approve(1, FACE, T0).unwrap();
        }
    }
}

#[test]
fn from_afar_what_could_be_looked_at_is_noted_and_nothing_is_required() {
    let mut scene = Scene::new();
    scene.documents = seen(DocumentKind::Passport, &[Check::Photo]);
    scene.approve(1, REMOTE, T0).unwrap();
    assert_eq!(scene.case.stage.evidence().unwrap().approvals[0].documents, scene.documents);
}

#[test]
fn a_bank_that_wants_a_document_takes_no_approval_face_to_face_without_one() {
    let mut scene = Scene::new();
    scene.approve(1, FACE, T0).unwrap();
    scene.limits.recovery.documents = true;
    assert_eq!(scene.approve(2, FACE, T0), Err(ProblemCode::Forbidden));
    scene.approve(2, REMOTE, T0).unwrap();
    scene.documents = seen(DocumentKind::BankRecords, DocumentKind::BankRecords.required());
    scene.approve(3, FACE, T0).unwrap();
}

#[test]
fn an_approval_that_is_not_complete_counts_no_wrong_code() {
    let mut scene = Scene::new();
    scene.documents = seen(DocumentKind::Passport, &[Check::Photo]);
    for _ in 0..5 {
        assert_eq!(scene.approve(1, FACE, T0), Err(ProblemCode::Forbidden));
    }
    assert_eq!(scene.state(T0), CaseState::Open);
    assert_eq!(scene.case.stage.opened().unwrap().wrong_codes, 0);
}
