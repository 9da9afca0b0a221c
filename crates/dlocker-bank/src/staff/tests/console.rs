//! Sessions and orders, as pure decisions.

use dlocker_protocol::passkey::Vouched;
use dlocker_protocol::signature::{Draft, SigningKey};
use dlocker_protocol::staff::{Order, SignIn, StaffOrder};
use dlocker_protocol::{CaseId, Digest, LockerId, PasskeyId, SessionId, TrusteeId};

use super::*;
use crate::limits::StaffLimits;

const MINUTE: u64 = 60 * 1000;
const TRUSTEE: TrusteeId = TrusteeId::from_array([3; 16]);

fn limits() -> StaffLimits {
    crate::Limits::default().staff
}

fn session() -> SessionRecord {
    let key = SigningKey::from_bytes(&[5; 32]).unwrap().public_key();
    let (sign_in, passkey) = (Digest::plain(b"sign-in"), PasskeyId::from_array([1; 16]));
    SessionRecord {
        key,
        staff: "officer1".into(),
        passkey: Some(passkey),
        sign_in,
        began: T0,
        used: T0,
        provider: None,
    }
}

fn officer(by: By) -> Officer {
    let key = SigningKey::from_bytes(&[6; 32]).unwrap().public_key();
    let member = StaffMember::local(StaffName::parse("officer1").unwrap(), key, None);
    Officer { by, ..Officer::by_key(member) }
}

#[test]
fn a_session_is_over_at_its_end_and_when_it_was_not_used() {
    let (limits, session) = (limits(), session());
    let at = |minutes: u64| T0.plus_millis(minutes * MINUTE);
    assert!(!session.is_over(&limits, at(29)) && session.is_over(&limits, at(30)));
    let used = SessionRecord { used: at(470), ..session.clone() };
    assert!(!used.is_over(&limits, at(479)) && used.is_over(&limits, at(480)), "8 hours, however it is used");
    let view = used.view(&officer(By::Key).member, &limits);
    assert_eq!((view.ends, view.idle_ends), (at(480), at(480)));
}

#[test]
fn a_use_is_written_down_once_a_minute_and_oftener_where_a_session_is_short() {
    let (limits, session) = (limits(), session());
    assert_eq!(session.touched(&limits, T0.plus_millis(MINUTE)), None);
    let later = T0.plus_millis(MINUTE + 1);
    assert_eq!(session.touched(&limits, later).map(|session| session.used), Some(later));
    let short = StaffLimits { session_idle: MINUTE, ..limits };
    assert!(session.touched(&short, T0.plus_millis(6001)).is_some());
}

fn believed(staff: &str, order: Order, trustee: TrusteeId) -> Believed<StaffOrder> {
    let key = SigningKey::from_bytes(&[6; 32]).unwrap();
    let said = StaffOrder { trustee, staff: staff.into(), order, nonce: "n".into(), at: T0 };
    let officer = officer(By::Key);
    let voice = Voice { member: &officer, passkeys: &[], party: None };
    voice.believe(&Vouched::Signed(Draft::new(said).sign(&key)), T0).unwrap()
}

#[test]
fn p3_a_session_needs_the_very_order_and_a_key_file_needs_none() {
    let locker = LockerId::from_array([7; 16]);
    let freeze = || Order::Freeze { locker };
    let (key, session) = (officer(By::Key), officer(By::Session(SessionId::from_array([1; 16]))));
    let code = |officer: &Officer, order: Option<Believed<StaffOrder>>| {
        ordered(officer, order.as_ref(), &freeze(), TRUSTEE).map_err(|problem| problem.code)
    };
    assert_eq!(code(&key, None), Ok(()));
    assert_eq!(code(&session, None), Err(ProblemCode::Forbidden));
    assert_eq!(code(&session, Some(believed("officer1", freeze(), TRUSTEE))), Ok(()));
    let others = [
        believed("officer2", freeze(), TRUSTEE),
        believed("officer1", freeze(), TrusteeId::from_array([4; 16])),
        believed("officer1", Order::Freeze { locker: LockerId::from_array([8; 16]) }, TRUSTEE),
        believed("officer1", Order::Thaw { locker, guesses_for: None }, TRUSTEE),
        believed("officer1", Order::Reject { case: CaseId::from_array([7; 16]), reason: String::new() }, TRUSTEE),
    ];
    for other in others {
        assert_eq!(code(&session, Some(other.clone())), Err(ProblemCode::Forbidden), "{other:?}");
        assert_eq!(code(&key, Some(other)), Err(ProblemCode::Forbidden), "nor is a wrong one passed over");
    }
}

#[test]
fn p3_a_key_file_begins_no_session() {
    let key = SigningKey::from_bytes(&[6; 32]).unwrap();
    let session = SigningKey::from_bytes(&[5; 32]).unwrap().public_key();
    let said = SignIn { trustee: TRUSTEE, staff: "officer1".into(), session, nonce: "n".into(), at: T0 };
    let officer = officer(By::Key);
    let voice = Voice { member: &officer, passkeys: &[], party: None };
    let believed = voice.believe(&Vouched::Signed(Draft::new(said).sign(&key)), T0).unwrap();
    let refused = sign_in(&believed, (&officer, session), TRUSTEE, T0).unwrap_err();
    assert_eq!(refused.code, ProblemCode::Unsigned);
}
