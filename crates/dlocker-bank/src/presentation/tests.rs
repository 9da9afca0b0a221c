//! One request, and what comes of it.

use dlocker_evidence::trust::{EntrySettings, TrustList};
use dlocker_protocol::identity::PresentationState;
use dlocker_protocol::problem::ProblemCode;
use dlocker_protocol::{CaseId, DeviceId, Digest, LockerId, PresentationId, Timestamp};

use super::*;
use crate::Record;

const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn trust() -> TrustList {
    let entry: EntrySettings = serde_json::from_value(serde_json::json!({
        "name": "id", "format": "dc+sd-jwt", "kind": "urn:eudi:pid:1",
        "issuers": ["did:jwk:eyJrdHkiOiJFQyIsImNydiI6IlAtMjU2IiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSJ9"],
        "claims": { "family_name": ["family_name"] },
    }))
    .unwrap();
    TrustList::parse(&[entry], |_| Err("no files".to_owned())).unwrap()
}

fn fresh() -> Fresh {
    Fresh { random: [4; 16], response_key: None }
}

fn asked() -> PresentationRecord {
    let purpose = For::Identity { device: DeviceId::from_array([3; 16]) };
    let what = (PresentationId::from_array([1; 16]), LockerId::from_array([2; 16]), purpose);
    ask(what, &trust(), &[], fresh(), T0).unwrap()
}

#[test]
fn a_request_is_fetched_once_and_answered_once() {
    let mut record = asked();
    let accepted = || End::Accepted { entry: "id".into() };
    assert_eq!(answer(&mut record, accepted(), T0).unwrap_err().code, ProblemCode::NotFound, "not fetched yet");
    fetch(&mut record, T0).unwrap();
    assert_eq!(fetch(&mut record, T0).unwrap_err().code, ProblemCode::NotFound);
    assert_eq!(view(&record, String::new(), T0).state, PresentationState::Fetched);
    answer(&mut record, accepted(), T0).unwrap();
    for end in [accepted(), End::Declined, End::Refused { why: "no".into() }] {
        assert_eq!(answer(&mut record, end, T0).unwrap_err().code, ProblemCode::NotFound);
    }
    let view = view(&record, String::new(), T0);
    assert_eq!((view.state, view.entry.as_deref()), (PresentationState::Accepted, Some("id")));
}

#[test]
fn after_ten_minutes_it_is_over() {
    let mut record = asked();
    let over = T0.plus_millis(LIFE);
    assert_eq!(fetch(&mut record, over).unwrap_err().code, ProblemCode::NotFound);
    fetch(&mut record, Timestamp::from_millis(over.millis() - 1)).unwrap();
    assert_eq!(answer(&mut record, End::Declined, over).unwrap_err().code, ProblemCode::NotFound);
    assert_eq!(view(&record, String::new(), over).state, PresentationState::Expired);
}

#[test]
fn a_bank_that_believes_nobody_asks_nobody_and_eight_open_requests_are_enough() {
    let purpose = For::Identity { device: DeviceId::from_array([3; 16]) };
    let what = (PresentationId::from_array([1; 16]), LockerId::from_array([2; 16]), purpose);
    let nobody = ask(what, &TrustList::default(), &[], fresh(), T0);
    assert_eq!(nobody.unwrap_err().code, ProblemCode::NotFound);
    let open = vec![asked(); MOST];
    assert_eq!(ask(what, &trust(), &open, fresh(), T0).unwrap_err().code, ProblemCode::RateLimited);
}

#[test]
fn p7_what_the_old_phone_asks_uses_up_nothing_of_the_new_ones() {
    let open = vec![asked(); MOST];
    let (id, locker) = (PresentationId::from_array([9; 16]), LockerId::from_array([2; 16]));
    let device = DeviceId::from_array([8; 16]);
    let purpose = For::Case { case: CaseId::from_array([1; 16]), transcript: Digest::plain(b"t"), device };
    assert!(ask((id, locker, purpose), &trust(), &open, fresh(), T0).is_ok());
    assert!(ask((id, locker, For::Admission), &trust(), &open, fresh(), T0).is_ok());
}

#[test]
fn two_requests_have_nothing_that_is_signed_in_common() {
    let one = asked();
    let purpose = For::Identity { device: DeviceId::from_array([5; 16]) };
    let other = ask((one.id, one.locker, purpose), &trust(), &[], fresh(), T0).unwrap();
    assert_ne!(one.data, other.data, "the transaction data name the device");
    assert_ne!(one.nonce, other.nonce, "the nonce is made of the transaction data");
}

#[test]
fn a_request_is_kept_and_read_the_same() {
    let mut record = asked();
    record.stage = Stage::Refused { why: "because".into() };
    assert_eq!(PresentationRecord::from_row(&record.to_row()).unwrap(), record);
}

#[test]
fn the_key_of_an_answer_is_forgotten_with_the_answer() {
    let asked = || {
        let purpose = For::Identity { device: DeviceId::from_array([3; 16]) };
        let what = (PresentationId::from_array([1; 16]), LockerId::from_array([2; 16]), purpose);
        let fresh = Fresh { random: [4; 16], response_key: Some(vec![9; 61]) };
        ask(what, &trust(), &[], fresh, T0).unwrap()
    };
    for end in [End::Declined, End::Refused { why: "no".into() }, End::Accepted { entry: "id".into() }] {
        let mut record = asked();
        fetch(&mut record, T0).unwrap();
        assert_eq!(record.response_key, Some(vec![9; 61]), "a wallet answers after it fetched");
        assert_eq!(PresentationRecord::from_row(&record.to_row()).unwrap(), record);
        answer(&mut record, end, T0).unwrap();
        assert_eq!(record.response_key, None);
    }
}

#[test]
fn a_request_that_awaits_a_plain_answer_is_kept_as_before_there_were_others() {
    const ARRAY_OF_SEVEN: u8 = 0x87;
    assert_eq!(asked().to_row()[1], ARRAY_OF_SEVEN);
}
