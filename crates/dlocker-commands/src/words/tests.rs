//! Every event has a sentence of its own.
#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use dlocker_client::Message;
use dlocker_client::device::{DeviceLine, DeviceLineState};
use dlocker_client::history::{History, RosterStep};
use dlocker_protocol::intent::{Change, ChangeKind};
use dlocker_protocol::log::{Actor, Event, LogEntry};
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::RosterChange;
use dlocker_protocol::{
    CaseId, DeviceId, Digest, IntentId, LinkId, LockerId, MethodId, RegistrationId, SnapshotId, Timestamp,
};

use super::{Names, change, message, sentence};

const THIS: DeviceId = DeviceId::from_array([1; 16]);
const TABLET: DeviceId = DeviceId::from_array([2; 16]);
const CASE: CaseId = CaseId::from_array([3; 16]);
const INTENT: IntentId = IntentId::from_array([4; 16]);
const SNAPSHOT: SnapshotId = SnapshotId::from_array([5; 16]);
const METHOD: MethodId = MethodId::from_array([6; 16]);
const REGISTRATION: RegistrationId = RegistrationId::from_array([7; 16]);
const LINK: LinkId = LinkId::from_array([8; 16]);
const DIGEST: Digest = Digest::from_array([9; 32]);

fn at() -> Timestamp {
    Timestamp::parse("2026-11-20T18:00:00Z").unwrap()
}

fn line(id: DeviceId, name: &str) -> DeviceLine {
    DeviceLine { id, name: name.into(), added: at(), state: DeviceLineState::Active, this: id == THIS }
}

fn history() -> History {
    let changes = vec![
        RosterChange::DeviceRevoked(TABLET),
        RosterChange::MethodRemoved { method: METHOD, kind: MethodKind::Kit },
        RosterChange::WaitChosen(Some(7200)),
    ];
    History { steps: vec![(DIGEST, RosterStep::Changes(changes))], methods: vec![(METHOD, MethodKind::Kit)] }
}

fn names() -> Names {
    Names::new(THIS, &[line(THIS, "Phone"), line(TABLET, "Tablet")], history())
}

fn told(actor: Actor, event: Event) -> String {
    let entry = LogEntry { locker: LockerId::from_array([0; 16]), number: 1, previous: None, at: at(), actor, event };
    sentence(&entry, &names(), false)
}

fn events() -> Vec<Event> {
    let lost_since = Some(at());
    vec![
        Event::Invited,
        Event::Enrolled { device: TABLET },
        Event::Admitted { device: TABLET },
        Event::Registered { method: METHOD, kind: MethodKind::Pin, registration: REGISTRATION },
        Event::Evaluated { registration: REGISTRATION },
        Event::Released { method: METHOD, opening: 1 },
        Event::Opened { method: METHOD, opening: 1 },
        Event::RosterPublished { number: 2, epoch: 1, digest: DIGEST },
        Event::SnapshotCommitted { snapshot: SNAPSHOT, digest: DIGEST },
        Event::CaseAlarmed { case: CASE, device: TABLET, due: at() },
        Event::CaseApproved { case: CASE, approval: DIGEST, face_to_face: true, lost_since },
        Event::CaseRejected { case: CASE },
        Event::CaseVetoed { case: CASE, unlocked: true },
        Event::CaseVetoed { case: CASE, unlocked: false },
        Event::CaseClosed { case: CASE },
        Event::Reissued { case: CASE, device: TABLET, lost_since },
        Event::Thawed { method: METHOD, device: TABLET },
        Event::KeyDestroyed { registration: REGISTRATION },
        Event::LinkMade { link: LINK },
        Event::JoinAsked { device: TABLET, link: LINK },
        Event::IntentMade { intent: INTENT, change: ChangeKind::RemoveMethod, due: at() },
        Event::IntentStopped { intent: INTENT },
        Event::IntentCompleted { intent: INTENT },
        Event::IntentCancelled { intent: INTENT },
        Event::LockerFrozen { lapses: lost_since },
        Event::LockerFrozen { lapses: None },
        Event::LockerThawed,
        Event::DeviceSuspended { device: TABLET, case: CASE },
        Event::DeviceReinstated { device: TABLET },
        Event::SnapshotDeleted { snapshot: SNAPSHOT },
        Event::Shut { device: TABLET },
        Event::Closed { closing: DIGEST },
    ]
}

#[test]
fn every_event_has_one_plain_sentence_of_its_own() {
    let mut seen = Vec::new();
    for event in events() {
        let told = told(Actor::Device(TABLET), event);
        assert!(!told.contains("does not know"), "{told}");
        assert!(!told.contains('\n') && !told.contains("  "), "{told}");
        assert!(told.starts_with(|c: char| c.is_uppercase() || c == '“'), "{told}");
        assert!(told.ends_with('.') || told.contains(": dlocker "), "{told}");
        assert!(!seen.contains(&told), "{told}");
        seen.push(told);
    }
}

#[test]
fn nobody_is_advised_to_stop_what_is_over() {
    for event in [
        Event::CaseAlarmed { case: CASE, device: TABLET, due: at() },
        Event::IntentMade { intent: INTENT, change: ChangeKind::RemoveMethod, due: at() },
    ] {
        let actor = Actor::Device(TABLET);
        let entry =
            LogEntry { locker: LockerId::from_array([0; 16]), number: 1, previous: None, at: at(), actor, event };
        assert!(sentence(&entry, &names(), false).contains(": dlocker "));
        let told = sentence(&entry, &names(), true);
        assert!(told.ends_with("; that is over.") && !told.contains("dlocker "), "{told}");
    }
}

#[test]
fn devices_are_called_as_their_owner_calls_them() {
    let frozen = || Event::LockerFrozen { lapses: None };
    assert!(told(Actor::Device(TABLET), frozen()).starts_with("“Tablet” froze"));
    assert!(told(Actor::Device(THIS), frozen()).starts_with("This device froze"));
    assert!(told(Actor::Staff("officer1".into()), frozen()).starts_with("The bank's officer1 froze"));
    let stranger = DeviceId::from_array([0x77; 16]);
    assert!(told(Actor::Device(stranger), frozen()).starts_with(&format!("The device {stranger} froze")));
}

#[test]
fn two_devices_of_one_name_are_told_apart() {
    let other = DeviceId::from_array([0x77; 16]);
    let names = Names::new(THIS, &[line(TABLET, "Tablet"), line(other, "Tablet")], History::default());
    assert_ne!(names.of(TABLET), names.of(other));
}

#[test]
fn a_name_cannot_write_over_the_screen() {
    let names = Names::new(THIS, &[line(TABLET, "a\u{1b}[2Jb\n")], History::default());
    assert_eq!(names.of(TABLET), "“a[2Jb”");
}

#[test]
fn a_change_is_said_in_full() {
    let delete = |snapshots| change(&Change::DeleteSnapshots { snapshots }, &names());
    assert_eq!(delete(vec![SNAPSHOT]), format!("delete the backup {SNAPSHOT}"));
    assert_eq!(delete(vec![SNAPSHOT; 3]), "delete 3 backups");
    let shorten = |seconds| change(&Change::ShortenWait { seconds }, &names());
    assert_eq!(shorten(Some(3600)), "let recoveries wait only 1 hour");
    assert!(shorten(None).contains("bank"));
}

#[test]
fn a_roster_is_told_by_what_it_changed() {
    let published = |digest| told(Actor::Device(THIS), Event::RosterPublished { number: 2, epoch: 1, digest });
    let expected = format!(
        "This device shut “Tablet” out, and removed a recovery kit ({METHOD}), and let recoveries wait 2 hours."
    );
    assert_eq!(published(DIGEST), expected);
    assert!(
        published(Digest::from_array([0; 32])).contains("roster 2"),
        "one that is not known here is named by its number"
    );
}

#[test]
fn a_method_is_called_by_its_kind_where_that_is_known() {
    let opened = |method| told(Actor::Device(TABLET), Event::Opened { method, opening: 3 });
    assert_eq!(opened(METHOD), format!("“Tablet” opened the locker, opening 3 with the recovery kit ({METHOD})."));
    assert!(opened(MethodId::from_array([0; 16])).contains("the method method-"));
}

#[test]
fn p5_a_release_that_opened_nothing_is_told_as_a_wrong_guess() {
    let event = Event::Released { method: METHOD, opening: 3 };
    let actor = Actor::Device(TABLET);
    let entry = LogEntry { locker: LockerId::from_array([0; 16]), number: 1, previous: None, at: at(), actor, event };
    let wrong = Message { number: 1, at: at(), entry, new: true, over: false };
    let told = message(&wrong, &names());
    assert!(told.starts_with("“Tablet” tried the recovery kit") && told.contains("wrong guess"), "{told}");
}
