//! Ids, contexts of what is sealed, and parts that are encoded but not signed by themselves.

use dlocker_protocol::oprf::{BlindedElement, EvaluatedElement, OprfPublicKey};
use dlocker_protocol::release::{Evaluation, Opening, ReleaseAnswer, evaluation_context, release_context};
use dlocker_protocol::roster::{EvidenceKind, Policy, RecoveryRule, Retention};
use dlocker_protocol::{
    CaseId, DeviceId, IntentId, LinkId, LockerId, MethodId, PackId, PasskeyId, RegistrationId, SessionId, SnapshotId,
    TrusteeId, cbor,
};
use serde_json::{Value, json};

use crate::File;
use crate::bytes::{cut, extra_field, hex, indefinite, key, trailing, unhex};
use crate::documents::{device, locker, oprf_key};
use crate::run::text;

pub(crate) fn files() -> Vec<File> {
    [parts(), contexts(), ids()].concat()
}

fn point(byte: u8) -> [u8; 33] {
    *key(byte).public_key().as_bytes()
}

fn part(label: &str, bytes: &[u8]) -> Value {
    json!({ "tests": "part", "label": label, "bytes": hex(bytes) })
}

/// A policy with these contacts, whether they are well said or not.
fn told(contacts: &[&str]) -> Vec<u8> {
    cbor::encode(&(None::<u64>, None::<u64>, None::<u64>, contacts))
}

fn parts() -> Vec<File> {
    let evaluated = EvaluatedElement::from_bytes(&point(0x44)).unwrap();
    let opening = Opening { number: 1, nonce: [0x74; 16] };
    let answer = ReleaseAnswer { evaluated, masked_share: vec![0x61; 32], sealed_seed: vec![0x64; 1168], opening };
    let (answer, evaluation) = (cbor::encode(&answer), cbor::encode(&Evaluation { evaluated }));
    let rule = RecoveryRule { needed: 2, from: [EvidenceKind::Credential].into_iter().collect(), wait_agreed: Some(0) };
    let rule = cbor::encode(&Policy { recovery: Some(rule), ..Policy::default() });
    let policy = cbor::encode(&Policy { recovery_wait: Some(86_400), ..Policy::default() });
    let week = Retention { young: 86_400, last: None, daily: Some(7), weekly: None, monthly: Some(12), yearly: None };
    let keeps = cbor::encode(&Policy { recovery_wait: None, retention: Some(week), ..Policy::default() });
    let mut compact = evaluation.clone();
    compact[3] = 5;
    vec![
        ("policy", "accepted", part("policy", &policy)),
        ("policy_empty", "accepted", part("policy", &cbor::encode(&Policy::default()))),
        ("policy_retention", "accepted", part("policy", &keeps)),
        ("policy_retention_cut", "malformed", part("policy", &cut(&keeps))),
        ("policy_recovery", "accepted", part("policy", &rule)),
        ("policy_recovery_cut", "malformed", part("policy", &cut(&rule))),
        ("policy_contacts", "accepted", part("policy", &told(&["ann@example.com", "bob@example.org"]))),
        ("policy_contacts_out_of_order", "malformed", part("policy", &told(&["bob@example.org", "ann@example.com"]))),
        ("policy_contacts_twice", "malformed", part("policy", &told(&["ann@example.com", "ann@example.com"]))),
        ("policy_contacts_five", "malformed", part("policy", &told(&["a@b.c", "b@b.c", "c@b.c", "d@b.c", "e@b.c"]))),
        ("policy_contacts_none", "malformed", part("policy", &told(&[]))),
        ("policy_contacts_domain_with_a_capital", "malformed", part("policy", &told(&["ann@Example.com"]))),
        ("policy_contacts_line_break", "malformed", part("policy", &told(&["ann@example.com\n"]))),
        ("policy_contacts_cut", "malformed", part("policy", &cut(&told(&["ann@example.com"])))),
        ("policy_trailing_byte", "malformed", part("policy", &trailing(&policy))),
        ("policy_extra_field", "malformed", part("policy", &extra_field(&policy))),
        ("policy_absent_as_null", "malformed", part("policy", &[0x81, 0xf6])),
        ("policy_long_integer", "malformed", part("policy", &[0x81, 0x1b, 0, 0, 0, 0, 0, 1, 0x51, 0x80])),
        ("release_answer", "accepted", part("release-answer", &answer)),
        ("release_answer_cut", "malformed", part("release-answer", &cut(&answer))),
        ("release_answer_trailing_byte", "malformed", part("release-answer", &trailing(&answer))),
        ("release_answer_indefinite_array", "malformed", part("release-answer", &indefinite(&answer))),
        ("evaluation", "accepted", part("evaluation", &evaluation)),
        ("evaluation_point_with_another_tag", "malformed", part("evaluation", &compact)),
    ]
}

fn contexts() -> Vec<File> {
    let given = json!({
        "tests": "context",
        "locker": hex(locker().as_bytes()),
        "blinded": hex(point(0x45)),
        "method": hex([0x12; 16]),
        "oprf_key": hex(oprf_key().as_bytes()),
        "device": hex(device().as_bytes()),
        "registration": hex([0x14; 16]),
    });
    let of = |kind: &str| {
        let mut file = given.clone();
        file["kind"] = kind.into();
        file
    };
    vec![("context_release", "accepted", of("release")), ("context_evaluation", "accepted", of("evaluation"))]
}

/// HPKE info and associated data of a sealed answer.
pub(crate) fn context(file: &Value) -> Value {
    let blinded = BlindedElement::from_bytes(&unhex(&file["blinded"])).unwrap();
    let locker = LockerId::from_bytes(&unhex(&file["locker"])).unwrap();
    let context = if text(&file["kind"]) == "release" {
        let method = MethodId::from_bytes(&unhex(&file["method"])).unwrap();
        let device = DeviceId::from_bytes(&unhex(&file["device"])).unwrap();
        let key = OprfPublicKey::from_bytes(&unhex(&file["oprf_key"])).unwrap();
        release_context(locker, method, &key, device, &blinded)
    } else {
        let registration = RegistrationId::from_bytes(&unhex(&file["registration"])).unwrap();
        evaluation_context(locker, registration, &blinded)
    };
    json!({ "info": hex(context.info()), "associated_data": hex(context.associated_data()) })
}

fn ids() -> Vec<File> {
    let good = LockerId::from_array(*b"0123456789abcdef").to_string();
    let file = |kind: &str, text: &str| json!({ "tests": "id", "kind": kind, "text": text });
    let of = |kind: &str| file(kind, &good.replace("locker", kind));
    let last = &good[..good.len() - 1];
    vec![
        ("id_locker", "accepted", of("locker")),
        ("id_device", "accepted", of("device")),
        ("id_bank", "accepted", of("bank")),
        ("id_method", "accepted", of("method")),
        ("id_registration", "accepted", of("registration")),
        ("id_snapshot", "accepted", of("snapshot")),
        ("id_pack", "accepted", of("pack")),
        ("id_case", "accepted", of("case")),
        ("id_intent", "accepted", of("intent")),
        ("id_link", "accepted", of("link")),
        ("id_session", "accepted", of("session")),
        ("id_passkey", "accepted", of("passkey")),
        ("id_other_prefix", "malformed", file("device", &good)),
        ("id_without_prefix", "malformed", file("locker", &good[7..])),
        ("id_upper_case", "malformed", file("locker", &good.to_uppercase().replace("LOCKER", "locker"))),
        ("id_cut", "malformed", file("locker", last)),
        ("id_trailing_character", "malformed", file("locker", &format!("{good}a"))),
        ("id_padded", "malformed", file("locker", &format!("{good}======"))),
        ("id_stray_bits", "malformed", file("locker", &format!("{last}z"))),
    ]
}

/// The 16 bytes of an id's text form.
pub(crate) fn id(file: &Value) -> Result<Value, &'static str> {
    let id = text(&file["text"]);
    macro_rules! bytes {
        ($type:ty) => {
            id.parse::<$type>().map(|id| hex(id.as_bytes()))
        };
    }
    let bytes = match text(&file["kind"]) {
        "locker" => bytes!(LockerId),
        "device" => bytes!(DeviceId),
        "bank" => bytes!(TrusteeId),
        "method" => bytes!(MethodId),
        "registration" => bytes!(RegistrationId),
        "snapshot" => bytes!(SnapshotId),
        "pack" => bytes!(PackId),
        "intent" => bytes!(IntentId),
        "link" => bytes!(LinkId),
        "session" => bytes!(SessionId),
        "passkey" => bytes!(PasskeyId),
        _ => bytes!(CaseId),
    };
    bytes.map(|bytes| json!({ "bytes": bytes })).map_err(|_| "malformed")
}
