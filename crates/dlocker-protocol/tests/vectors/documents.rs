//! Method record, snapshot header, visit log, approval, vouch, intent, closing, proof of success.

use dlocker_protocol::case::{Approval, CaseTranscript, DocumentKind, Documents, Vouch, commitment};
use dlocker_protocol::intent::{Change, ChangeKind, Intent};
use dlocker_protocol::locker::Closing;
use dlocker_protocol::log::{Actor, Event, LogEntry, LogHead};
use dlocker_protocol::method::{MethodKind, MethodRecord, Stretch, Transcript, TrusteePart};
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::release::{Opening, ProofOfSuccess};
use dlocker_protocol::roster::{Contact, Contacts, EvidenceKind, RecoveryRule, Retention, RosterDevice, RosterMethod};
use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::signature::Document;
use dlocker_protocol::snapshot::{LogPosition, PackRef, PackSet, PackSize, SnapshotHeader, SnapshotRef};
use dlocker_protocol::{
    CaseId, DeviceId, Digest, Handle, IntentId, LinkId, LockerId, MethodId, PackId, RegistrationId, SnapshotId,
    Timestamp, TrusteeId, cbor,
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::File;
use crate::bytes::{cut, extra_field, flipped, hex, indefinite, key, long_integer, signed, trailing};

const AT: Timestamp = Timestamp::from_millis(1_763_000_000_000);

pub(crate) fn locker() -> LockerId {
    LockerId::from_array([0x11; 16])
}

pub(crate) fn trustee() -> TrusteeId {
    TrusteeId::of(&key(0x40).public_key())
}

pub(crate) fn device() -> DeviceId {
    DeviceId::of(&key(0x31).public_key())
}

pub(crate) fn oprf_key() -> OprfPublicKey {
    OprfPublicKey::from_bytes(key(0x41).public_key().as_bytes()).unwrap()
}

pub(crate) fn files() -> Vec<File> {
    [records(), snapshots(), logs(), heads(), cases(), approvals(), vouches(), intents(), closings(), proofs()].concat()
}

fn record() -> MethodRecord {
    let part = TrusteePart {
        trustee: trustee(),
        index: 1,
        oprf_key: oprf_key(),
        masked_share: Digest::of("masked-share", &[0x61; 32]),
    };
    let transcript = Transcript {
        locker: locker(),
        method: MethodId::from_array([0x12; 16]),
        registration: RegistrationId::from_array([0x14; 16]),
        kind: MethodKind::Pin,
        threshold: 1,
        trustees: vec![part],
        stretch: Some(Stretch::recommended([0x15; 16])),
        sealing_key: UnsealingKey::from_seed(Zeroizing::new([0x54; 32])).unwrap().sealing_key(),
        success_key: key(0x42).public_key(),
    };
    MethodRecord { transcript, envelope: vec![0x62; 81], commitment: Digest::of("commitment", b"") }
}

fn records() -> Vec<File> {
    let good = cbor::encode(&record());
    let file = |bytes: &[u8]| json!({ "tests": "document", "label": "method-record", "bytes": hex(bytes) });
    vec![
        ("method_record", "accepted", file(&good)),
        ("method_record_cut", "malformed", file(&cut(&good))),
        ("method_record_trailing_byte", "malformed", file(&trailing(&good))),
        ("method_record_indefinite_array", "malformed", file(&indefinite(&good))),
        ("method_record_extra_field", "malformed", file(&extra_field(&good))),
        // After both array heads and three ids: the kind.
        ("method_record_long_integer", "malformed", file(&long_integer(&good, 2 + 3 * 17))),
    ]
}

fn header() -> SnapshotHeader {
    let pack = |byte, size| PackRef { id: PackId::from_array([byte; 16]), size, digest: Digest::plain(&[byte]) };
    SnapshotHeader {
        locker: locker(),
        id: SnapshotId::from_array([0x16; 16]),
        device: device(),
        number: 2,
        previous: Some(Digest::plain(b"header before")),
        epoch: 1,
        roster: Digest::plain(b"roster"),
        log: LogPosition { number: 9, digest: Digest::plain(b"entry") },
        created: AT,
        sealed_root: vec![0x63; 1168],
        root_commitment: Digest::plain(b"root"),
        packs: vec![pack(1, PackSize::Small), pack(2, PackSize::Full)],
        refers: vec![SnapshotRef {
            id: SnapshotId::from_array([0x17; 16]),
            digest: Digest::plain(b"earlier"),
            packs: PackSet::first(2),
        }],
        part: false,
        drops: vec![SnapshotId::from_array([0x18; 16])],
    }
}

fn document(label: &str, wire: &[u8], signer: u8) -> Value {
    json!({ "tests": "signed", "label": label, "wire": hex(wire), "key": hex(key(signer).public_key().as_bytes()) })
}

/// The good file and the same defects for a kind of signed document; `names` has the good one first.
fn signed_files(names: [&'static str; 8], label: &str, payload: &[u8], signer: u8) -> Vec<File> {
    let sign = |payload: &[u8]| signed(label, payload, &key(signer));
    let good = sign(payload);
    let file = |wire: &[u8]| document(label, wire, signer);
    vec![
        (names[0], "accepted", file(&good)),
        (names[1], "malformed", file(&cut(&good))),
        (names[2], "malformed", file(&trailing(&good))),
        (names[3], "malformed", file(&sign(&indefinite(payload)))),
        (names[4], "malformed", file(&sign(&extra_field(payload)))),
        (names[5], "bad signature", file(&flipped(&good))),
        (names[6], "bad signature", file(&signed("log-entry", payload, &key(signer)))),
        (names[7], "bad signature", file(&signed(label, payload, &key(0x7e)))),
    ]
}

macro_rules! names {
    ($what:literal) => {
        [
            $what,
            concat!($what, "_cut"),
            concat!($what, "_trailing_byte"),
            concat!($what, "_indefinite_array"),
            concat!($what, "_extra_field"),
            concat!($what, "_signature_altered"),
            concat!($what, "_other_label"),
            concat!($what, "_other_key"),
        ]
    };
}

fn snapshots() -> Vec<File> {
    let payload = cbor::encode(&header());
    let mut files = signed_files(names!("snapshot_header"), "snapshot", &payload, 0x31);
    // After the array's head and three ids: the number.
    let long = signed("snapshot", &long_integer(&payload, 1 + 3 * 17), &key(0x31));
    files.push(("snapshot_header_long_integer", "malformed", document("snapshot", &long, 0x31)));
    files
}

fn heads() -> Vec<File> {
    let position = LogPosition { number: 17, digest: Digest::plain(b"entry") };
    let head = LogHead { trustee: trustee(), locker: locker(), position, at: AT };
    signed_files(names!("log_head"), "log-head", &cbor::encode(&head), 0x40)
}

fn events() -> Vec<Event> {
    let (device, case) = (device(), CaseId::from_array([0x18; 16]));
    let (method, registration) = (MethodId::from_array([0x12; 16]), RegistrationId::from_array([0x14; 16]));
    let digest = Digest::plain(b"digest");
    let (intent, link) = (IntentId::from_array([0x19; 16]), LinkId::from_array([0x1a; 16]));
    vec![
        Event::Invited,
        Event::Enrolled { device },
        Event::Admitted { device },
        Event::Registered { method, kind: MethodKind::Kit, registration },
        Event::Evaluated { registration },
        Event::Released { method, opening: 1 },
        Event::Opened { method, opening: 1 },
        Event::RosterPublished { number: 1, epoch: 1, digest },
        Event::SnapshotCommitted { snapshot: SnapshotId::from_array([0x16; 16]), digest },
        Event::CaseAlarmed { case, device, due: AT },
        Event::CaseApproved { case, approval: digest, face_to_face: true, lost_since: Some(AT) },
        Event::CaseRejected { case },
        Event::CaseVetoed { case, unlocked: true },
        Event::CaseClosed { case },
        Event::Reissued { case, device, lost_since: None },
        Event::Thawed { method, device },
        Event::KeyDestroyed { registration },
        Event::LinkMade { link },
        Event::JoinAsked { device, link },
        Event::IntentMade { intent, change: ChangeKind::RemoveMethod, due: AT },
        Event::IntentStopped { intent },
        Event::IntentCompleted { intent },
        Event::IntentCancelled { intent },
        Event::LockerFrozen { lapses: Some(AT) },
        Event::LockerThawed,
        Event::DeviceSuspended { device, case },
        Event::DeviceReinstated { device },
        Event::SnapshotDeleted { snapshot: SnapshotId::from_array([0x16; 16]) },
        Event::Shut { device },
        Event::CasePresented { case, entry: "national-id".into() },
        Event::IdentityBound { entry: "national-id".into() },
        Event::IdentityWaits { entry: "national-id".into(), due: AT },
        Event::IdentityStopped { entry: "national-id".into() },
        Event::CaseVouched { case },
        Event::Closed { closing: digest },
    ]
}

/// Every event once, by each kind of actor in turn.
fn entries() -> Vec<LogEntry> {
    let actors = [Actor::Bank, Actor::Device(device()), Actor::Staff("officer1".into())];
    let mut entries: Vec<LogEntry> = Vec::new();
    for (number, event) in (1..).zip(events()) {
        let previous = entries.last().map(LogEntry::digest);
        let actor = actors[entries.len() % 3].clone();
        entries.push(LogEntry { locker: locker(), number, previous, at: AT.plus_millis(number), actor, event });
    }
    entries
}

fn log(entries: &[LogEntry]) -> Value {
    json!({ "tests": "log", "entries": entries.iter().map(|entry| hex(cbor::encode(entry))).collect::<Vec<_>>() })
}

/// Two entries, the second with one thing wrong.
fn second(change: impl FnOnce(&mut LogEntry)) -> Value {
    let mut two = entries()[..2].to_vec();
    change(&mut two[1]);
    log(&two)
}

fn logs() -> Vec<File> {
    let first = cbor::encode(&entries()[0]);
    let one = |bytes: &[u8]| json!({ "tests": "log", "entries": [hex(bytes)] });
    vec![
        ("log", "accepted", log(&entries())),
        ("log_entry_cut", "malformed", one(&cut(&first))),
        ("log_entry_trailing_byte", "malformed", one(&trailing(&first))),
        ("log_entry_long_integer", "malformed", one(&long_integer(&first, 18))),
        ("log_entry_indefinite_array", "malformed", one(&indefinite(&first))),
        ("log_entry_extra_field", "malformed", one(&extra_field(&first))),
        ("log_begins_later", "chain", log(&entries()[1..])),
        ("log_number_gap", "chain", second(|entry| entry.number = 3)),
        ("log_wrong_predecessor", "chain", second(|entry| entry.previous = Some(Digest::plain(b"")))),
        ("log_no_predecessor", "chain", second(|entry| entry.previous = None)),
        ("log_other_locker", "chain", second(|entry| entry.locker = LockerId::from_array([0x13; 16]))),
        ("log_back_in_time", "chain", second(|entry| entry.at = AT)),
    ]
}

fn transcript() -> CaseTranscript {
    CaseTranscript {
        case: CaseId::from_array([0x18; 16]),
        trustee: trustee(),
        handle: Handle::parse("owner@example.com").unwrap(),
        device_key: key(0x32).public_key(),
        phone_nonce: [0x71; 32],
        bank_nonce: [0x72; 32],
    }
}

fn case(bytes: &[u8], phone_nonce: u8) -> Value {
    let good = transcript();
    let committed = commitment(&good.device_key, &[phone_nonce; 32], good.trustee, &good.handle);
    json!({ "tests": "case", "transcript": hex(bytes), "commitment": hex(committed.as_bytes()) })
}

fn cases() -> Vec<File> {
    let good = cbor::encode(&transcript());
    let mut capital = good.clone();
    let at = good.windows(5).position(|part| part == b"owner").unwrap();
    capital[at] = b'O';
    vec![
        ("case_transcript", "accepted", case(&good, 0x71)),
        ("case_transcript_other_commitment", "commitment", case(&good, 0x73)),
        ("case_transcript_cut", "malformed", case(&cut(&good), 0x71)),
        ("case_transcript_trailing_byte", "malformed", case(&trailing(&good), 0x71)),
        ("case_transcript_indefinite_array", "malformed", case(&indefinite(&good), 0x71)),
        ("case_transcript_extra_field", "malformed", case(&extra_field(&good), 0x71)),
        ("case_transcript_handle_with_a_capital", "malformed", case(&capital, 0x71)),
    ]
}

fn approvals() -> Vec<File> {
    let transcript = transcript();
    let approval = Approval {
        trustee: trustee(),
        case: transcript.case,
        transcript: transcript.digest(),
        code: transcript.code().to_string(),
        evidence: "passport seen".into(),
        staff: "officer1".into(),
        at: AT,
        face_to_face: true,
        lost_since: Some(AT),
        documents: None,
    };
    let remote = Approval { face_to_face: false, lost_since: None, ..approval.clone() };
    let passport = (DocumentKind::Passport, DocumentKind::Passport.required().to_vec());
    let records = (DocumentKind::BankRecords, DocumentKind::BankRecords.required().to_vec());
    let documents = Documents::new([passport, records]);
    let shown = Approval { documents, lost_since: None, ..approval.clone() };
    let number = code_as_a_number(&cbor::encode(&approval), &approval.code);
    let mut files = signed_files(names!("approval"), "case-approval", &cbor::encode(&approval), 0x43);
    let number = signed("case-approval", &number, &key(0x43));
    let remote = signed("case-approval", &cbor::encode(&remote), &key(0x43));
    let accepted = |bytes: &[u8]| document("case-approval", &signed("case-approval", bytes, &key(0x43)), 0x43);
    files.push(("approval_remote", "accepted", document("case-approval", &remote, 0x43)));
    files.push(("approval_documents", "accepted", accepted(&cbor::encode(&shown))));
    for (name, bytes) in not_in_order(&cbor::encode(&shown)) {
        files.push((name, "malformed", accepted(&bytes)));
    }
    files.push(("approval_code_as_a_number", "malformed", document("case-approval", &number, 0x43)));
    files
}

/// The six digits as an integer instead of a text of six bytes (head 66); they come after the array's head, two ids and a digest.
fn code_as_a_number(payload: &[u8], code: &str) -> Vec<u8> {
    let (at, mut number) = (1 + 2 * 17 + 34, payload.to_vec());
    assert_eq!(number[at], 0x66);
    let code: u32 = code.parse().unwrap();
    number.splice(at..at + 7, minicbor::to_vec(code).unwrap());
    number
}

fn vouches() -> Vec<File> {
    let transcript = transcript();
    let (case, digest, code) = (transcript.case, transcript.digest(), transcript.code().to_string());
    let vouch = Vouch { trustee: trustee(), case, transcript: digest, code, device: device(), at: AT };
    let payload = cbor::encode(&vouch);
    let mut files = signed_files(names!("vouch"), "vouch", &payload, 0x31);
    let with = |payload: &[u8]| document("vouch", &signed("vouch", payload, &key(0x31)), 0x31);
    files.push(("vouch_code_as_a_number", "malformed", with(&code_as_a_number(&payload, &vouch.code))));
    files
}

/// What is wrong with the documents of an approval, at whose end they stand: `82 82 00 86 000102030405 82 04 84 01020708`.
fn not_in_order(shown: &[u8]) -> [(&'static str, Vec<u8>); 4] {
    let (before, documents) = shown.split_at(shown.len() - 17);
    assert_eq!(documents[..4], [0x82, 0x82, 0x00, 0x86]);
    let with = |documents: &[u8]| [before, documents].concat();
    [
        ("approval_documents_none", with(&[0x80])),
        ("approval_documents_twice", with(&[0x82, 0x82, 0x04, 0x81, 0x08, 0x82, 0x04, 0x81, 0x08])),
        ("approval_documents_checks_descending", with(&[0x81, 0x82, 0x00, 0x82, 0x01, 0x00])),
        ("approval_documents_check_of_another_kind", with(&[0x81, 0x82, 0x00, 0x81, 0x08])),
    ]
}

fn intent(change: Change) -> Intent {
    let (id, roster) = (IntentId::from_array([0x19; 16]), Digest::plain(b"roster"));
    Intent { locker: locker(), id, roster, device: device(), change, at: AT }
}

/// One of each kind of change, and the defects on one of them.
fn intents() -> Vec<File> {
    let (method, registration) = (MethodId::from_array([0x12; 16]), RegistrationId::from_array([0x14; 16]));
    let joining = key(0x32).public_key();
    let joining = RosterDevice { id: DeviceId::of(&joining), key: joining, name: "tablet".into(), added: AT };
    let entry = RosterMethod {
        id: method,
        kind: MethodKind::Device,
        record: Digest::plain(b"record"),
        sealed_seed: Digest::plain(b"sealed seed"),
        guesses: 10,
        renew: false,
        added: AT,
        device: Some(device()),
    };
    let snapshots = vec![SnapshotId::from_array([0x16; 16]), SnapshotId::from_array([0x17; 16])];
    let week = Retention { young: 86_400, last: None, daily: Some(7), weekly: None, monthly: None, yearly: None };
    let from = [EvidenceKind::Officer, EvidenceKind::Credential].into_iter().collect();
    let rule = RecoveryRule { needed: 2, from, wait_agreed: Some(0) };
    let contacts = Contacts::of(vec![Contact::parse("ann@example.com").unwrap()]).unwrap();
    let good = |change| document("intent", &signed("intent", &cbor::encode(&intent(change)), &key(0x21)), 0x21);
    let mut files = vec![
        ("intent_add_device", "accepted", good(Change::AddDevice(joining))),
        ("intent_add_method", "accepted", good(Change::AddMethod { entry, registration })),
        ("intent_shorten_wait", "accepted", good(Change::ShortenWait { seconds: Some(86_400) })),
        ("intent_bank_s_own_wait", "accepted", good(Change::ShortenWait { seconds: None })),
        ("intent_shorten_history", "accepted", good(Change::ShortenHistory { retention: Some(week) })),
        ("intent_delete_snapshots", "accepted", good(Change::DeleteSnapshots { snapshots })),
        ("intent_weaken_recovery", "accepted", good(Change::WeakenRecovery { rule: Some(rule) })),
        ("intent_bank_s_own_rule", "accepted", good(Change::WeakenRecovery { rule: None })),
        ("intent_close_locker", "accepted", good(Change::CloseLocker)),
        ("intent_choose_contacts", "accepted", good(Change::ChooseContacts { contacts })),
        ("intent_choose_contacts_none", "accepted", good(Change::ChooseContacts { contacts: Contacts::NONE })),
    ];
    let payload = cbor::encode(&intent(Change::RemoveMethod { method }));
    files.extend(signed_files(names!("intent_remove_method"), "intent", &payload, 0x21));
    files
}

fn closings() -> Vec<File> {
    let (intent, roster) = (IntentId::from_array([0x19; 16]), Digest::plain(b"roster"));
    let closing = Closing { locker: locker(), intent, roster, device: device(), at: AT };
    signed_files(names!("closing"), "closing", &cbor::encode(&closing), 0x21)
}

fn proofs() -> Vec<File> {
    let proof = ProofOfSuccess {
        trustee: trustee(),
        locker: locker(),
        method: MethodId::from_array([0x12; 16]),
        oprf_key: oprf_key(),
        opening: Opening { number: 1, nonce: [0x74; 16] },
        device: device(),
    };
    signed_files(names!("proof_of_success"), "proof-of-success", &cbor::encode(&proof), 0x42)
}
