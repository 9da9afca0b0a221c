use dlocker_protocol::method::{MethodKind, MethodRecord, Stretch, TrusteePart};
use dlocker_protocol::release::{Opening, ProofOfSuccess};
use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::{DeviceId, Digest, LockerId, MethodId, PublicKey, RegistrationId, TrusteeId};

use super::*;
use crate::secret::{OwnerSecret, Pin, Stretched};
use crate::tests::{Bank, CHEAPEST, TestRng, World};

fn error(result: Result<OpenedMethod, OpenError>) -> Option<OpenError> {
    result.err()
}

#[test]
fn a_pin_opens_what_it_registered() {
    let secret = OwnerSecret::Pin(Pin::choose(b"4938").unwrap());
    let mut world = World::with(2, (1, 1), secret, Some(CHEAPEST));
    let opened = world.open(&[1]).ok().unwrap();
    assert_eq!(*opened.owner_key(), world.keys().owner_key());
    world.secret = OwnerSecret::Pin(Pin::guess(b"4939").unwrap());
    assert_eq!(error(world.open(&[1])), Some(OpenError::WrongSecret));
}

#[test]
fn any_two_of_three_trustees_open() {
    let mut world = World::shared(3, 2, 3);
    for pair in [[1, 2], [2, 3], [3, 1]] {
        assert!(world.open(&pair).is_ok(), "{pair:?}");
    }
    assert!(world.open(&[1, 2, 3]).is_ok());
    for few in [[].as_slice(), &[1], &[2, 2]] {
        assert_eq!(error(world.open(few)), Some(OpenError::Altered), "{few:?}");
    }
}

#[test]
fn a_trustee_that_answers_with_another_key_does_not_stop_the_others() {
    let mut world = World::shared(4, 2, 3);
    let w = world.w();
    for liar in 0..3 {
        let mut answers = world.answers(&[1, 2, 3], &w);
        answers[liar].output = Bank::new(&mut world.rng).output(&w, &mut world.rng);
        assert!(open(&world.record, &w, &answers).is_ok(), "{liar}");
    }
}

#[test]
fn a_masked_share_that_is_not_the_one_in_the_record_is_left_out() {
    let mut world = World::shared(5, 2, 3);
    let w = world.w();
    let mut answers = world.answers(&[1, 2, 3], &w);
    answers[0].masked_share[0] ^= 1;
    assert!(open(&world.record, &w, &answers).is_ok());
    answers[1].masked_share.push(0);
    assert_eq!(error(open(&world.record, &w, &answers)), Some(OpenError::Altered));
}

#[test]
fn every_choice_is_tried_once() {
    assert_eq!(super::open::choices(4, 2).collect::<Vec<_>>(), [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
    assert_eq!(super::open::choices(1, 1).count(), 1);
    assert_eq!(super::open::choices(5, 3).count(), 10);
    assert_eq!(super::open::choices(1, 2).count(), 0);
}

#[test]
fn an_answer_with_another_oprf_key_is_a_wrong_secret() {
    let mut world = World::new(6);
    let w = world.w();
    let mut answers = world.answers(&[1], &w);
    answers[0].output = Bank::new(&mut world.rng).output(&w, &mut world.rng);
    assert_eq!(error(open(&world.record, &w, &answers)), Some(OpenError::WrongSecret));
}

type Alteration = (&'static str, fn(&mut MethodRecord));

/// One for every field of the record.
const ALTERATIONS: [Alteration; 18] = [
    ("locker", |r| r.transcript.locker = LockerId::from_array([7; 16])),
    ("method", |r| r.transcript.method = MethodId::from_array([7; 16])),
    ("registration", |r| r.transcript.registration = RegistrationId::from_array([7; 16])),
    ("kind", |r| r.transcript.kind = MethodKind::Pin),
    ("kind and settings", |r| (r.transcript.kind, r.transcript.stretch) = (MethodKind::Pin, Some(CHEAPEST))),
    ("settings", |r| r.transcript.stretch = Some(CHEAPEST)),
    ("threshold 0", |r| r.transcript.threshold = 0),
    ("threshold 1", |r| r.transcript.threshold = 1),
    ("threshold 3", |r| r.transcript.threshold = 3),
    ("no trustees", |r| r.transcript.trustees.clear()),
    ("one trustee fewer", |r| r.transcript.trustees.truncate(2)),
    ("order of trustees", |r| r.transcript.trustees.swap(0, 1)),
    ("trustee", |r| r.transcript.trustees[2].trustee = TrusteeId::from_array([7; 16])),
    ("index", |r| r.transcript.trustees[2].index = 9),
    ("K", |r| r.transcript.trustees[2].oprf_key = Bank::new(&mut TestRng::of(77)).oprf_key()),
    ("digest of a masked share", |r| r.transcript.trustees[2].masked_share = Digest::plain(b"x")),
    ("sealing key", |r| r.transcript.sealing_key = another_sealing_key()),
    ("success key", |r| r.transcript.success_key = another_key()),
];

fn another_sealing_key() -> dlocker_protocol::sealed::SealingKey {
    UnsealingKey::random(&mut TestRng::of(78)).unwrap().sealing_key()
}

fn another_key() -> PublicKey {
    Bank::new(&mut TestRng::of(79)).log_public_key()
}

#[test]
fn p8_a_record_altered_in_any_field_does_not_open() {
    let mut world = World::shared(7, 2, 3);
    let w = world.w();
    let answers = world.answers(&[1, 2, 3], &w);
    assert!(open(&world.record, &w, &answers).is_ok());
    for (what, alter) in ALTERATIONS {
        let mut record = world.record.clone();
        alter(&mut record);
        assert_ne!(record, world.record, "{what}");
        assert!(open(&record, &w, &answers).is_err(), "{what}");
    }
}

#[test]
fn p8_an_envelope_that_is_cut_extended_or_altered_is_told_from_a_wrong_secret() {
    let mut world = World::new(8);
    let w = world.w();
    let answers = world.answers(&[1], &w);
    let with = |envelope: Vec<u8>| open(&MethodRecord { envelope, ..world.record.clone() }, &w, &answers).err();
    assert_eq!(world.record.envelope.len(), 81);
    for len in 0..81 {
        assert_eq!(with(world.record.envelope[..len].to_vec()), Some(OpenError::Altered), "{len}");
        let mut altered = world.record.envelope.clone();
        altered[len] ^= 0x80;
        assert_eq!(with(altered), Some(OpenError::Altered), "{len}");
    }
    assert_eq!(with([world.record.envelope.as_slice(), &[0]].concat()), Some(OpenError::Altered));
}

#[test]
fn a_commitment_altered_in_any_byte_does_not_open() {
    let mut world = World::new(9);
    let w = world.w();
    let answers = world.answers(&[1], &w);
    for byte in 0..32 {
        let mut commitment = *world.record.commitment.as_bytes();
        commitment[byte] ^= 1;
        let record = MethodRecord { commitment: Digest::from_array(commitment), ..world.record.clone() };
        assert_eq!(error(open(&record, &w, &answers)), Some(OpenError::WrongSecret), "{byte}");
    }
}

#[test]
fn settings_out_of_bounds_in_a_record_are_refused_though_the_secret_is_right() {
    let secret = OwnerSecret::Pin(Pin::choose(b"4938").unwrap());
    let mut world = World::with(10, (1, 1), secret, Some(CHEAPEST));
    let w = world.w();
    let answers = world.answers(&[1], &w);
    world.record.transcript.stretch = Some(Stretch { passes: 1, ..CHEAPEST });
    assert_eq!(error(open(&world.record, &w, &answers)), Some(OpenError::Altered));
}

#[test]
fn parts_of_another_locker_or_registration_do_not_fit() {
    let (mut one, mut two) = (World::new(11), World::new(12));
    let (w1, w2) = (one.w(), two.w());
    let (a1, a2) = (one.answers(&[1], &w1), two.answers(&[1], &w2));
    assert!(open(&one.record, &w2, &a2).is_err());
    assert!(open(&one.record, &w1, &a2).is_err());
    let mixed = MethodRecord { envelope: two.record.envelope.clone(), ..one.record.clone() };
    assert_eq!(error(open(&mixed, &w1, &a1)), Some(OpenError::Altered));
    let opened = open(&one.record, &w1, &a1).ok().unwrap();
    assert!(opened.unseal_seed(1, &two.sealed_seed).is_err());
    assert!(opened.unseal_seed(2, &one.sealed_seed).is_err());
}

fn registration(parts: Vec<RegistrationPart>, threshold: u8) -> Registration {
    Registration {
        locker: LockerId::from_array([1; 16]),
        method: MethodId::from_array([2; 16]),
        registration: RegistrationId::from_array([3; 16]),
        kind: MethodKind::Kit,
        stretch: None,
        threshold,
        parts,
        owner_key: another_key(),
    }
}

fn parts(banks: &[&Bank], w: &Stretched) -> Vec<RegistrationPart> {
    let rng = &mut TestRng::of(80);
    let part =
        |bank: &&Bank| RegistrationPart { trustee: bank.id(), oprf_key: bank.oprf_key(), output: bank.output(w, rng) };
    banks.iter().map(part).collect()
}

#[test]
fn registrations_that_protect_nothing_are_refused() {
    let rng = &mut TestRng::of(13);
    let (a, b, w) = (Bank::new(rng), Bank::new(rng), Stretched::of_bytes([5; 32]));
    let refused = |registration, rng: &mut TestRng| register(registration, &w, rng).err().unwrap();
    let threshold = |e| matches!(e, BadRegistration::Threshold(_));
    assert!(threshold(refused(registration(parts(&[&a, &b], &w), 1), rng)));
    assert!(threshold(refused(registration(parts(&[&a], &w), 2), rng)));
    assert!(threshold(refused(registration(vec![], 0), rng)));
    assert_eq!(refused(registration(parts(&[&a, &a], &w), 2), rng), BadRegistration::Trustees);
    let pin = Registration { kind: MethodKind::Pin, ..registration(parts(&[&a], &w), 1) };
    assert!(matches!(refused(pin, rng), BadRegistration::Stretch(_)));
    let kit = Registration { stretch: Some(CHEAPEST), ..registration(parts(&[&a], &w), 1) };
    assert!(matches!(refused(kit, rng), BadRegistration::Stretch(_)));
}

#[test]
fn two_registrations_of_one_secret_share_no_bytes() {
    let rng = &mut TestRng::of(14);
    let (bank, w) = (Bank::new(rng), Stretched::of_bytes([5; 32]));
    let one = register(registration(parts(&[&bank], &w), 1), &w, rng).ok().unwrap();
    let two = register(registration(parts(&[&bank], &w), 1), &w, rng).ok().unwrap();
    assert_ne!(one.masked_shares, two.masked_shares);
    assert_ne!(one.record.commitment, two.record.commitment);
    assert_ne!(one.record.transcript.sealing_key, two.record.transcript.sealing_key);
    assert_ne!(one.record.transcript.success_key, two.record.transcript.success_key);
}

#[test]
fn a_proof_of_success_is_verified_by_the_key_in_the_record() {
    let mut world = World::new(15);
    let TrusteePart { trustee, oprf_key, .. } = world.record.transcript.trustees[0].clone();
    let opened = world.open(&[1]).ok().unwrap();
    let opening = Opening { number: 3, nonce: [4; 16] };
    let device = DeviceId::of(&world.device.public_key());
    let proof = ProofOfSuccess { trustee, locker: world.locker, method: world.method, oprf_key, opening, device };
    let signed = opened.prove(proof.clone());
    assert_eq!(signed.verify(&world.record.transcript.success_key).unwrap(), &proof);
    assert!(signed.verify(&World::new(16).record.transcript.success_key).is_err());
}
