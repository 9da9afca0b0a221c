//! Roles, names of the identity provider, first passkeys, and the rows that came before them.

use dlocker_protocol::staff::{Duty, Role, Roles, StaffName};
use dlocker_protocol::{Digest, PasskeyId, PublicKey, SessionId};

use super::*;
use crate::Record;

fn key() -> PublicKey {
    SigningKey::from_bytes(&[5; 32]).unwrap().public_key()
}

fn name(text: &str) -> StaffName {
    StaffName::parse(text).unwrap()
}

fn said(subject: &str, called: &str, role: Role) -> Identity {
    Identity {
        issuer: "https://id.bank.example".into(),
        subject: subject.into(),
        name: name(called),
        roles: Roles::of([role]),
        ends: T0.plus_millis(3_600_000),
        sign_in: Digest::plain(b"state"),
        fresh_until: T0.plus_millis(600_000),
    }
}

#[test]
fn the_table_of_roles_is_this_one() {
    let of = |role| Duty::ALL.into_iter().filter(|duty| may(role, *duty)).collect::<Vec<_>>();
    let teller = [Duty::Invite, Duty::LookUp, Duty::SeeCases, Duty::Freeze];
    let decide = [Duty::Confirm, Duty::Approve, Duty::Reject, Duty::Suspend, Duty::Thaw, Duty::FirstPasskey];
    assert_eq!(of(Role::Teller), teller);
    assert_eq!(of(Role::Approver), [teller.as_slice(), &decide].concat());
    assert_eq!(of(Role::Auditor), [Duty::SeeCases, Duty::ReadAudit]);
    assert_eq!(of(Role::Operator), [Duty::LookUp, Duty::Thaw, Duty::FirstPasskey]);
    let local = Officer::by_key(StaffMember::local(name("officer1"), key(), None));
    assert_eq!(local.duties(), Duty::ALL, "local staff may do everything");
}

#[test]
fn p3_a_subject_keeps_its_name_and_takes_nobody_elses() {
    let (ben, eve) = (said("u-1", "ben", Role::Approver), said("u-2", "ben", Role::Approver));
    let (member, is_new) = recognise(&ben, None, None).unwrap();
    assert!(is_new && member.key.is_none() && member.subject == Some(ben.subject_digest()));
    assert_eq!(recognise(&ben, Some(member.clone()), Some(&member.name)), Ok((member.clone(), false)));
    assert!(recognise(&eve, Some(member.clone()), None).is_err(), "the name of another account");
    let local = StaffMember::local(name("ben"), key(), None);
    assert!(recognise(&ben, Some(local), None).is_err(), "the name of local staff");
    assert!(recognise(&said("u-1", "benno", Role::Approver), None, Some(&member.name)).is_err(), "a second name");
    let elsewhere = Identity { issuer: "https://id.bank.exampl".into(), subject: "eu-1".into(), ..ben.clone() };
    assert_ne!(elsewhere.subject_digest(), ben.subject_digest());
}

#[test]
fn a_session_by_the_provider_ends_with_its_word_and_where_the_bank_has_none() {
    let limits = crate::limits::StaffLimits { by_provider: true, ..crate::Limits::default().staff };
    let session = said("u-1", "ben", Role::Teller).session(key(), T0);
    let used = SessionRecord { used: T0.plus_millis(3_599_000), ..session.clone() };
    assert!(!used.is_over(&limits, T0.plus_millis(3_599_999)) && used.is_over(&limits, T0.plus_millis(3_600_000)));
    assert!(session.is_over(&crate::Limits::default().staff, T0), "no provider");
    let shut = crate::limits::StaffLimits { by_passkey: false, ..limits };
    assert!(!session.is_over(&shut, T0));
}

#[test]
fn p3_the_first_passkey_is_for_who_decides_and_has_none_soon_after_signing_in() {
    let asks = |role, passkeys: &[PasskeyRecord], later| {
        let said = said("u-1", "ben", role);
        let (session, (member, _)) = (said.session(key(), T0), recognise(&said, None, None).unwrap());
        let officer = Officer { member, by: By::Session(SessionId::of(&key())), roles: session.roles() };
        first_passkey(&officer, &session, passkeys, T0.plus_millis(later)).is_ok()
    };
    let has = PasskeyRecord {
        staff: "ben".into(),
        credential: vec![1],
        key: key(),
        counter: 0,
        synced: false,
        added: T0,
        used: None,
    };
    assert!(asks(Role::Approver, &[], 899_999) && asks(Role::Operator, &[], 0));
    assert!(!asks(Role::Approver, &[], 900_000) && !asks(Role::Approver, &[has], 0));
    assert!(!asks(Role::Teller, &[], 0) && !asks(Role::Auditor, &[], 0));
}

#[test]
fn rows_from_before_there_were_providers_are_as_they_were() {
    let local = StaffRecord::from(&StaffMember::local(name("officer1"), key(), None)).to_row();
    assert_eq!(local[..2], [1, 0x82], "name and key");
    let passkey = Some(PasskeyId::from_array([1; 16]));
    let sign_in = Digest::plain(b"sign-in");
    let session =
        SessionRecord { key: key(), staff: "officer1".into(), passkey, sign_in, began: T0, used: T0, provider: None };
    let row = session.to_row();
    assert_eq!(row[..2], [1, 0x86], "six fields");
    assert_eq!(SessionRecord::from_row(&row).unwrap(), session);
    let fresh = said("u-1", "ben", Role::Auditor).session(key(), T0);
    assert_eq!(SessionRecord::from_row(&fresh.to_row()).unwrap(), fresh);
}
