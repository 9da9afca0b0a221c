//! Chains of rosters.

use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{ChainHead, DepartedDevice, Policy, Roster, RosterDevice, RosterMethod, RosterTrustee};
use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::signature::{Document, SigningKey};
use dlocker_protocol::{DeviceId, Digest, LockerId, MethodId, SnapshotId, Timestamp, TrusteeId, cbor};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::File;
use crate::bytes::{cut, extra_field, flipped, hex, indefinite, key, long_integer, message, pair, signed, trailing};

/// Where the number stands in the payload: after the array's head and the locker.
const NUMBER: usize = 18;

fn device(byte: u8) -> RosterDevice {
    let key = key(byte).public_key();
    RosterDevice { id: DeviceId::of(&key), key, name: format!("phone {byte}"), added: Timestamp::from_millis(1) }
}

fn first() -> Roster {
    let log_key = key(0x40).public_key();
    Roster {
        locker: LockerId::from_array([0x11; 16]),
        number: 1,
        epoch: 1,
        predecessor: None,
        signed_at: Timestamp::from_millis(1_763_000_000_000),
        owner_key: key(0x21).public_key(),
        sealing_key: UnsealingKey::from_seed(Zeroizing::new([0x51; 32])).unwrap().sealing_key(),
        prior_seed: None,
        trustees: vec![RosterTrustee { id: TrusteeId::of(&log_key), log_key }],
        devices: vec![device(0x31)],
        methods: vec![RosterMethod {
            id: MethodId::from_array([0x12; 16]),
            kind: MethodKind::Kit,
            record: Digest::of("method-record", b"record"),
            sealed_seed: Digest::of("sealed-seed", b"seed of epoch 1"),
            guesses: 10,
            renew: false,
            added: Timestamp::from_millis(2),
            device: None,
        }],
        policy: Policy::default(),
        departed: Vec::new(),
        deleted: Vec::new(),
    }
}

fn next(before: &Roster) -> Roster {
    let policy = Policy { recovery_wait: Some(86_400), ..Policy::default() };
    Roster { number: before.number + 1, predecessor: Some(before.digest()), policy, ..before.clone() }
}

/// After a recovery: other keys, the new device instead of the old one, the method kept without its secret at hand.
fn next_epoch(before: &Roster) -> Roster {
    let mut roster = next(before);
    roster.epoch += 1;
    roster.owner_key = key(0x22).public_key();
    roster.sealing_key = UnsealingKey::from_seed(Zeroizing::new([0x52; 32])).unwrap().sealing_key();
    roster.prior_seed = Some(vec![0x5a; 80]);
    roster.devices = vec![device(0x32)];
    roster.methods[0].renew = true;
    roster.methods[0].sealed_seed = Digest::of("sealed-seed", b"seed of epoch 2");
    let last = Some(ChainHead { number: 7, digest: Digest::plain(b"header") });
    roster.departed = vec![DepartedDevice { id: before.devices[0].id, last }];
    roster
}

fn wire(payload: &[u8], key: &SigningKey, prior: Option<&SigningKey>) -> Vec<u8> {
    let prior = prior.map(|prior| *prior.sign(&message("roster", payload)).as_bytes());
    pair(&signed("roster", payload, key), prior.as_ref().map(<[u8; 64]>::as_slice))
}

fn owned(roster: &Roster) -> Vec<u8> {
    wire(&cbor::encode(roster), &key(0x21), None)
}

fn rotated(roster: &Roster) -> Vec<u8> {
    wire(&cbor::encode(roster), &key(0x22), Some(&key(0x21)))
}

fn chain(rosters: &[Vec<u8>]) -> Value {
    json!({ "tests": "rosters", "rosters": rosters.iter().map(hex).collect::<Vec<_>>() })
}

pub(crate) fn files() -> Vec<File> {
    [good(), malformed(), chains(), contradictions(), signatures()].concat()
}

fn good() -> Vec<File> {
    let one = first();
    let two = next(&one);
    let three = next_epoch(&two);
    vec![
        ("roster_first", "accepted", chain(&[owned(&one)])),
        ("roster_next_in_epoch", "accepted", chain(&[owned(&one), owned(&two)])),
        ("roster_next_epoch", "accepted", chain(&[owned(&one), owned(&two), rotated(&three)])),
        ("roster_deletes_snapshots", "accepted", second(|two| two.deleted = vec![snapshot(1), snapshot(2)])),
    ]
}

fn malformed() -> Vec<File> {
    let payload = cbor::encode(&first());
    let good = owned(&first());
    let broken = |payload: &[u8]| chain(&[wire(payload, &key(0x21), None)]);
    vec![
        ("roster_cut", "malformed", chain(&[cut(&good)])),
        ("roster_trailing_byte", "malformed", chain(&[trailing(&good)])),
        ("roster_payload_cut", "malformed", broken(&cut(&payload))),
        ("roster_payload_trailing_byte", "malformed", broken(&trailing(&payload))),
        ("roster_long_integer", "malformed", broken(&long_integer(&payload, NUMBER))),
        ("roster_indefinite_array", "malformed", broken(&indefinite(&payload))),
        ("roster_extra_field", "malformed", broken(&extra_field(&payload))),
    ]
}

/// A second roster with one thing wrong, signed as it should be.
fn second(change: impl FnOnce(&mut Roster)) -> Value {
    let one = first();
    let mut two = next(&one);
    change(&mut two);
    chain(&[owned(&one), owned(&two)])
}

/// The first of a later epoch with one thing wrong, signed by both keys.
fn later(change: impl FnOnce(&mut Roster)) -> Value {
    let one = first();
    let mut two = next_epoch(&one);
    change(&mut two);
    chain(&[owned(&one), rotated(&two)])
}

fn chains() -> Vec<File> {
    let mut begins_at_two = first();
    begins_at_two.number = 2;
    let other = UnsealingKey::from_seed(Zeroizing::new([0x53; 32])).unwrap().sealing_key();
    vec![
        ("roster_first_has_number_two", "chain", chain(&[owned(&begins_at_two)])),
        ("roster_first_has_a_predecessor", "chain", chain(&[owned(&next(&Roster { number: 0, ..first() }))])),
        ("roster_number_gap", "chain", second(|two| two.number = 3)),
        ("roster_wrong_predecessor", "chain", second(|two| two.predecessor = Some(Digest::plain(b"")))),
        ("roster_no_predecessor", "chain", second(|two| two.predecessor = None)),
        ("roster_other_locker", "chain", second(|two| two.locker = LockerId::from_array([0x13; 16]))),
        ("roster_sealing_key_changed_within_epoch", "chain", second(|two| two.sealing_key = other)),
        ("roster_prior_seed_changed_within_epoch", "chain", second(|two| two.prior_seed = Some(vec![0; 80]))),
        ("roster_epoch_jump", "chain", later(|two| two.epoch = 3)),
        ("roster_epoch_without_prior_seed", "chain", later(|two| two.prior_seed = None)),
    ]
}

fn snapshot(byte: u8) -> SnapshotId {
    SnapshotId::from_array([byte; 16])
}

/// What no roster may say, though the owner key signed it.
fn contradictions() -> Vec<File> {
    let of_a_stranger = Some(DeviceId::of(&key(0x35).public_key()));
    let mut later = device(0x33);
    later.id = DeviceId::of(&key(0x34).public_key());
    let file = |change: &dyn Fn(&mut Roster)| second(|two| change(two));
    vec![
        ("roster_device_id_of_another_key", file(&|two| two.devices.push(later.clone()))),
        ("roster_device_renamed", file(&|two| two.devices[0].name = "mine".into())),
        ("roster_device_dropped_without_a_word", file(&|two| two.devices.clear())),
        ("roster_method_twice", file(&|two| two.methods.push(two.methods[0].clone()))),
        ("roster_kit_of_one_device", file(&|two| two.methods[0].device = Some(two.devices[0].id))),
        ("roster_device_method_of_a_stranger", file(&|two| device_method(two, of_a_stranger))),
        ("roster_guesses_raised", file(&|two| two.methods[0].guesses += 1)),
        ("roster_sealed_seed_changed_within_epoch", file(&|two| two.methods[0].sealed_seed = Digest::plain(b"x"))),
        ("roster_record_changed_without_renewal", file(&|two| two.methods[0].record = Digest::plain(b"x"))),
        ("roster_deletes_out_of_order", file(&|two| two.deleted = vec![snapshot(2), snapshot(1)])),
    ]
    .into_iter()
    .map(|(name, file)| (name, "contradiction", file))
    .collect()
}

fn device_method(roster: &mut Roster, device: Option<DeviceId>) {
    let added = RosterMethod {
        id: MethodId::from_array([0x13; 16]),
        kind: MethodKind::Device,
        device,
        ..roster.methods[0].clone()
    };
    roster.methods.push(added);
}

fn signatures() -> Vec<File> {
    let one = first();
    let (same, new) = (cbor::encode(&next(&one)), cbor::encode(&next_epoch(&one)));
    let payload = cbor::encode(&one);
    let other_label = pair(&signed("snapshot", &payload, &key(0x21)), None);
    let altered = pair(&flipped(&signed("roster", &payload, &key(0x21))), None);
    let mut owner_changed = next(&one);
    owner_changed.owner_key = key(0x22).public_key();
    let owner_changed = wire(&cbor::encode(&owner_changed), &key(0x22), None);
    let after = |wire: Vec<u8>| chain(&[owned(&one), wire]);
    vec![
        ("roster_signature_altered", "bad signature", chain(&[altered])),
        ("roster_other_label", "bad signature", chain(&[other_label])),
        ("roster_other_key", "bad signature", chain(&[wire(&payload, &key(0x23), None)])),
        ("roster_next_other_key", "bad signature", after(wire(&same, &key(0x23), None))),
        ("roster_owner_key_changed_within_epoch", "chain", after(owner_changed)),
        ("roster_prior_signature_within_epoch", "chain", after(wire(&same, &key(0x21), Some(&key(0x21))))),
        ("roster_prior_signature_missing", "bad signature", after(wire(&new, &key(0x22), None))),
        ("roster_prior_signature_other_key", "bad signature", after(wire(&new, &key(0x22), Some(&key(0x23))))),
        ("roster_epoch_signed_by_the_old_key_alone", "bad signature", after(wire(&new, &key(0x21), Some(&key(0x21))))),
    ]
}
