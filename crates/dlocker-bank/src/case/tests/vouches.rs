//! What a device of the locker says for whoever holds the new phone: one piece of evidence with all that devices say, never alone.

use dlocker_protocol::case::Vouch;
use dlocker_protocol::log::Event;
use dlocker_protocol::signature::Signed;

use super::*;
use crate::case::{Vouching, is_not_too_often, staff_view, view, vouch, withdraw};
use crate::staff::suspend;

impl Scene {
    fn signed_vouch(&self, device: u8, change: impl FnOnce(&mut Vouch)) -> Signed<Vouch> {
        let transcript = self.case.transcript(trustee()).unwrap();
        let mut said = Vouch {
            trustee: trustee(),
            case: self.case.id,
            transcript: transcript.digest(),
            code: transcript.code().to_string(),
            device: phone(device),
            at: T0,
        };
        change(&mut said);
        Draft::new(said).sign(&signing(device))
    }

    fn say(&mut self, device: u8, said: &Signed<Vouch>, now: Timestamp) -> Result<Vec<Event>, Stop> {
        let limits = self.limits.recovery.clone();
        let ask = Vouching { device: phone(device), vouch: said, trustee: trustee(), limits: &limits };
        vouch(&self.locker, &mut self.case, &ask, now).map(|decided| decided.events)
    }

    /// The device opens the locker and vouches.
    fn vouch(&mut self, device: u8, now: Timestamp) -> Result<usize, ProblemCode> {
        self.open(device, now);
        let said = self.signed_vouch(device, |said| said.at = now);
        self.say(device, &said, now).map(|events| events.len()).map_err(problem)
    }

    /// The `number`th wrong code of a device.
    fn vouch_wrongly(&mut self, device: u8, number: u64, now: Timestamp) -> Result<usize, ProblemCode> {
        self.open(device, now);
        let said = self.signed_vouch(device, |said| {
            said.code = another(&said.code);
            said.at = now.plus_millis(number);
        });
        self.say(device, &said, now).map(|events| events.len()).map_err(problem)
    }

    fn open(&mut self, device: u8, now: Timestamp) {
        if let Some(record) = self.locker.device_mut(phone(device)) {
            record.opened = Some(now);
        }
    }

    fn add_phone(&mut self, byte: u8) {
        self.locker.devices.push(DeviceRecord { state: State::Active, ..DeviceRecord::issued(key(byte), T0) });
    }
}

/// Six other digits.
fn another(code: &str) -> String {
    let first = if code.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &code[1..])
}

#[test]
fn a_vouch_and_an_officer_are_two_pieces_of_evidence_in_either_order() {
    let mut scene = Scene::new();
    assert_eq!(scene.vouch(1, T0), Ok(2), "the devices are told");
    assert_eq!(scene.state(T0), CaseState::Approving);
    scene.approve(1, REMOTE, T0).unwrap();
    assert_eq!(scene.state(T0), CaseState::Waiting);
    assert_eq!(scene.state(scene.due()), CaseState::Ready);
    let mut scene = Scene::new();
    scene.approve(1, FACE, T0).unwrap();
    assert_eq!(scene.vouch(1, T0), Ok(1));
    assert_eq!(scene.state(T0), CaseState::Waiting);
}

#[test]
fn the_wait_begins_with_a_vouch_as_with_any_other_evidence() {
    let mut scene = Scene::new();
    scene.vouch(1, T0).unwrap();
    let due = scene.due();
    assert_eq!(due, T0.plus_millis(scene.limits.recovery.wait));
    scene.approve(1, REMOTE, T0.plus_millis(HOUR)).unwrap();
    assert_eq!(scene.due(), due);
    let lost = (true, Some(T0));
    scene.approve(2, lost, T0.plus_millis(HOUR)).unwrap();
    assert_eq!(scene.due(), due, "counted from the vouch");
}

#[test]
fn p7_a_thief_with_two_phones_and_all_that_is_on_them_has_one_piece_of_evidence_and_never_without_an_officer() {
    for needed in 1..=4 {
        let mut scene = Scene::new();
        scene.limits.recovery.approvals = needed;
        for number in 1..=4 {
            scene.present(number, T0).unwrap();
        }
        scene.vouch(1, T0).unwrap();
        scene.vouch(2, T0).unwrap();
        assert_eq!((scene.case.accepted(), scene.state(T0.plus_millis(99 * HOUR))), (1, CaseState::Approving));
        for officer in 1..needed.max(2) {
            assert_eq!(scene.state(T0), CaseState::Approving, "{officer} of {needed}");
            scene.approve(u8::try_from(officer).unwrap(), REMOTE, T0).unwrap();
        }
        assert_eq!(scene.state(T0), CaseState::Waiting);
    }
}

#[test]
fn wrong_codes_are_counted_for_each_device_and_never_close_the_case() {
    let mut scene = Scene::new();
    scene.approve(1, FACE, T0).unwrap();
    for number in 1..=3 {
        assert_eq!(scene.vouch_wrongly(1, number, T0), Err(ProblemCode::WrongCode));
    }
    assert_eq!(scene.vouch_wrongly(1, 4, T0), Err(ProblemCode::Forbidden));
    assert_eq!(scene.vouch(1, T0), Err(ProblemCode::Forbidden), "the right one comes too late");
    assert_eq!(scene.vouch_wrongly(2, 1, T0), Err(ProblemCode::WrongCode));
    assert_eq!(scene.state(T0), CaseState::Approving);
    assert_eq!(scene.case.stage.opened().unwrap().wrong_codes, 0, "an officer's wrong codes are another count");
    assert_eq!(scene.vouch(2, T0), Ok(1));
    assert_eq!(scene.state(T0), CaseState::Waiting);
}

#[test]
fn a_wrong_code_is_kept_tells_nobody_and_counts_once_however_often_the_same_vouch_comes() {
    let mut scene = Scene::new();
    for _ in 0..9 {
        scene.open(1, T0);
        let said = scene.signed_vouch(1, |said| said.code = "no code".to_owned());
        let stop = scene.say(1, &said, T0).unwrap_err();
        assert!(matches!(&stop, Stop::Keep(_, events) if events.is_empty()), "{stop:?}");
    }
    assert_eq!(scene.state(T0), CaseState::Open);
    assert_eq!(scene.vouch(1, T0), Ok(2));
}

#[test]
fn the_same_vouch_again_is_no_news_and_another_one_by_the_same_device_neither() {
    let mut scene = Scene::new();
    scene.vouch(1, T0).unwrap();
    assert_eq!(scene.vouch(1, T0), Ok(0));
    assert_eq!(scene.vouch(1, T0.plus_millis(1)), Ok(0));
    assert_eq!(scene.case.stage.evidence().unwrap().vouches().len(), 1);
    scene.veto(2, false, T0).unwrap();
    assert_eq!(scene.vouch(1, T0), Ok(0), "a retry whose answer was lost");
}

#[test]
fn after_a_veto_no_vouch_counts_and_none_is_taken() {
    let mut scene = Scene::new();
    scene.vouch(1, T0).unwrap();
    scene.approve(1, FACE, T0).unwrap();
    scene.veto(1, false, T0).unwrap();
    assert_eq!((scene.case.accepted(), scene.state(T0)), (1, CaseState::Vetoed), "by the device that vouched");
    assert_eq!(scene.vouch(2, T0), Err(ProblemCode::Forbidden));
    assert_eq!(scene.vouch_wrongly(2, 1, T0), Err(ProblemCode::Forbidden), "nor is a wrong code counted");
    scene.approve(2, FACE, T0).unwrap();
    assert_eq!(scene.state(T0), CaseState::Waiting, "two officers outweigh it");
}

#[test]
fn only_a_device_that_has_just_opened_the_locker_vouches() {
    let mut scene = Scene::new();
    let said = scene.signed_vouch(1, |_| {});
    assert_eq!(scene.say(1, &said, T0).map_err(problem), Err(ProblemCode::NotOpened));
    scene.open(1, T0);
    assert_eq!(scene.say(1, &said, T0.plus_millis(10 * MINUTE)).map_err(problem), Err(ProblemCode::NotOpened));
    assert_eq!(scene.say(1, &said, T0.plus_millis(10 * MINUTE - 1)).map(|events| events.len()), Ok(2));
}

#[test]
fn no_strange_no_suspended_and_not_the_new_device_vouches() {
    let mut scene = Scene::new();
    assert_eq!(scene.vouch(3, T0), Err(ProblemCode::Unsigned));
    scene.locker.device_mut(phone(2)).unwrap().state = State::Suspended;
    assert_eq!(scene.vouch(2, T0), Err(ProblemCode::Suspended));
    scene.add_phone(9);
    assert_eq!(scene.vouch(9, T0), Err(ProblemCode::Forbidden));
    assert_eq!(scene.state(T0), CaseState::Open);
}

#[test]
fn a_vouch_for_something_else_is_not_counted() {
    let changes: [fn(&mut Vouch); 4] = [
        |said| said.trustee = TrusteeId::of(&key(0x41)),
        |said| said.case = CaseId::from_array([6; 16]),
        |said| said.transcript = dlocker_protocol::Digest::plain(b"another phone"),
        |said| said.device = phone(2),
    ];
    let mut scene = Scene::new();
    scene.open(1, T0);
    for change in changes {
        let said = scene.signed_vouch(1, change);
        assert_eq!(scene.say(1, &said, T0).map_err(problem), Err(ProblemCode::Forbidden));
    }
    let of_another = scene.signed_vouch(2, |said| said.device = phone(1));
    assert_eq!(scene.say(1, &of_another, T0).map_err(problem), Err(ProblemCode::Forbidden));
    assert_eq!(scene.case.wrong_vouches, None);
}

#[test]
fn a_vouch_comes_in_time_for_an_open_case_of_a_locker_in_use() {
    let mut scene = Scene::new();
    assert_eq!(scene.vouch(1, T0.plus_millis(2 * HOUR)), Err(ProblemCode::CaseOver));
    scene.locker.shut = Some(T0);
    assert_eq!(scene.vouch(1, T0), Err(ProblemCode::Shut));
    let mut scene = Scene::new();
    let said = scene.signed_vouch(1, |_| {});
    scene.case.stage = crate::case::Stage::Committed;
    assert_eq!(scene.say(1, &said, T0).map_err(problem), Err(ProblemCode::Conflict));
}

#[test]
fn four_devices_are_noted() {
    let mut scene = Scene::new();
    for byte in 3..=5 {
        scene.add_phone(byte);
    }
    for byte in 1..=4 {
        scene.vouch(byte, T0).unwrap();
    }
    assert_eq!(scene.vouch(5, T0), Err(ProblemCode::Conflict));
    assert_eq!(scene.vouch(4, T0), Ok(0));
    assert_eq!(scene.case.accepted(), 1);
}

#[test]
fn a_device_that_is_suspended_as_lost_has_vouched_for_nothing() {
    let mut scene = Scene::new();
    scene.vouch(1, T0).unwrap();
    scene.approve(1, REMOTE, T0).unwrap();
    suspend(&mut scene.locker, &[scene.case.clone()], phone(1), T0).unwrap();
    assert!(withdraw(&mut scene.case, phone(1), T0));
    assert!(!withdraw(&mut scene.case, phone(1), T0), "once");
    assert_eq!((scene.case.accepted(), scene.state(T0)), (1, CaseState::Approving));
    assert_eq!(scene.case.stage.evidence().unwrap().vouches().len(), 1, "kept as evidence");
    scene.vouch(2, T0).unwrap();
    assert_eq!(scene.state(T0), CaseState::Waiting, "another one's counts");
    scene.locker.device_mut(phone(1)).unwrap().state = State::Active;
    let later = T0.plus_millis(1);
    assert_eq!(scene.vouch(1, later), Ok(1), "let in again it may say so anew");
    let noted = scene.case.stage.evidence().unwrap().vouches();
    assert_eq!(noted.iter().filter(|one| one.device == phone(1) && one.counts()).count(), 1);
}

#[test]
fn devices_stand_alone_for_eight_cases_and_not_for_a_ninth() {
    let mut scene = Scene::new();
    scene.vouch(1, T0).unwrap();
    let other = |byte| CaseRecord { id: CaseId::from_array([byte; 16]), ..scene.case.clone() };
    let mut others: Vec<CaseRecord> = (0x10..0x18).map(other).collect();
    let fresh = Scene::new().case;
    let refused = is_not_too_often(&others, &fresh, phone(1), T0).unwrap_err();
    assert_eq!((refused.code, refused.retry_after), (ProblemCode::RateLimited, Some(24 * 3600)));
    assert_eq!(is_not_too_often(&others, &others[0], phone(1), T0), Ok(()), "the eighth itself");
    assert_eq!(is_not_too_often(&others, &fresh, phone(2), T0), Ok(()), "another device has its own");
    let mut seen = Scene::new();
    seen.approve(1, REMOTE, T0).unwrap();
    assert_eq!(is_not_too_often(&others, &seen.case, phone(1), T0), Ok(()), "an officer has seen to it");
    assert_eq!(is_not_too_often(&others, &fresh, phone(1), T0.plus_millis(60 * DAY)), Ok(()), "they are over");
    let mut approved = Scene { case: others[0].clone(), ..scene };
    approved.approve(1, REMOTE, T0).unwrap();
    others[0] = approved.case;
    assert_eq!(is_not_too_often(&others, &fresh, phone(1), T0), Ok(()), "an officer has seen to one");
}

#[test]
fn the_views_show_who_vouched_and_never_the_code() {
    let mut scene = Scene::new();
    scene.vouch_wrongly(2, 1, T0).unwrap_err();
    scene.vouch(1, T0).unwrap();
    scene.vouch(2, T0).unwrap();
    withdraw(&mut scene.case, phone(2), T0);
    let shown = view(&scene.case, trustee(), &scene.limits, T0);
    assert_eq!(shown.vouched.iter().map(|one| (one.device, one.at)).collect::<Vec<_>>(), [(phone(1), T0)]);
    assert_eq!(shown.approvals, 1);
    let staff = staff_view(&scene.case, true, trustee(), &scene.limits, T0);
    assert_eq!(staff.case.vouched, shown.vouched);
    let code = scene.case.transcript(trustee()).unwrap().code().to_string();
    assert!(!serde_json::to_string(&staff).unwrap().contains(&code));
}
