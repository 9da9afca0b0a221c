use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::{LockerId, MethodId};

use super::*;
use crate::tests::TestRng;

const LOCKER: LockerId = LockerId::from_array([1; 16]);
const OTHER: LockerId = LockerId::from_array([2; 16]);
const METHOD: MethodId = MethodId::from_array([3; 16]);

fn seeds() -> (LockerSeed, LockerSeed, TestRng) {
    let mut rng = TestRng::of(6);
    (LockerSeed::random(&mut rng), LockerSeed::random(&mut rng), rng)
}

#[test]
fn keys_differ_by_seed_locker_epoch_and_purpose() {
    let (one, two, _) = seeds();
    let base = one.keys(LOCKER, 1);
    for other in [two.keys(LOCKER, 1), one.keys(OTHER, 1), one.keys(LOCKER, 2)] {
        assert_ne!(base.owner_key(), other.owner_key());
        assert_ne!(base.sealing_key(), other.sealing_key());
    }
    assert_ne!(base.owner.to_bytes().as_slice(), base.unsealing.seed().as_slice());
    assert_eq!(base.owner_key(), one.keys(LOCKER, 1).owner_key());
    assert_eq!(base.owner_key(), one.owner_key(LOCKER, 1));
}

#[test]
fn a_prior_seed_opens_under_the_seed_that_sealed_it_and_in_its_place_alone() {
    let (new, old, mut rng) = seeds();
    let sealed = new.seal_prior(LOCKER, 2, &old, &mut rng);
    assert_eq!(sealed.len(), 80);
    assert_eq!(new.open_prior(LOCKER, 2, &sealed).unwrap().as_bytes(), old.as_bytes());
    assert!(old.open_prior(LOCKER, 2, &sealed).is_err());
    assert!(new.open_prior(OTHER, 2, &sealed).is_err());
    assert!(new.open_prior(LOCKER, 3, &sealed).is_err());
}

#[test]
fn a_prior_seed_that_is_cut_extended_or_altered_does_not_open() {
    let (new, old, mut rng) = seeds();
    let sealed = new.seal_prior(LOCKER, 2, &old, &mut rng);
    for cut in 0..sealed.len() {
        assert!(new.open_prior(LOCKER, 2, &sealed[..cut]).is_err(), "{cut}");
    }
    assert!(new.open_prior(LOCKER, 2, &[sealed.as_slice(), &[0]].concat()).is_err());
    for bit in 0..sealed.len() * 8 {
        let mut altered = sealed.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        assert!(new.open_prior(LOCKER, 2, &altered).is_err(), "{bit}");
    }
}

#[test]
fn two_prior_seeds_are_never_sealed_under_one_key() {
    let (new, old, mut rng) = seeds();
    let one = new.seal_prior(LOCKER, 2, &old, &mut rng);
    let two = new.seal_prior(LOCKER, 2, &old, &mut rng);
    assert_ne!(one[..32], two[..32]);
    assert_ne!(one[32..], two[32..]);
}

#[test]
fn a_sealed_seed_opens_for_its_method_locker_and_epoch_alone() {
    let (seed, _, mut rng) = seeds();
    let key = UnsealingKey::random(&mut rng).unwrap();
    let sealed = seed.seal_to_method(LOCKER, 4, METHOD, &key.sealing_key(), &mut rng).unwrap();
    assert_eq!(sealed.len(), 1168);
    assert_eq!(LockerSeed::unseal(&key, LOCKER, 4, METHOD, &sealed).unwrap().as_bytes(), seed.as_bytes());
    let other_key = UnsealingKey::random(&mut rng).unwrap();
    assert!(LockerSeed::unseal(&other_key, LOCKER, 4, METHOD, &sealed).is_err());
    assert!(LockerSeed::unseal(&key, OTHER, 4, METHOD, &sealed).is_err());
    assert!(LockerSeed::unseal(&key, LOCKER, 5, METHOD, &sealed).is_err());
    assert!(LockerSeed::unseal(&key, LOCKER, 4, MethodId::from_array([4; 16]), &sealed).is_err());
}

#[test]
fn a_sealed_seed_that_is_cut_or_altered_does_not_open() {
    let (seed, _, mut rng) = seeds();
    let key = UnsealingKey::random(&mut rng).unwrap();
    let sealed = seed.seal_to_method(LOCKER, 4, METHOD, &key.sealing_key(), &mut rng).unwrap();
    let opens = |bytes: &[u8]| LockerSeed::unseal(&key, LOCKER, 4, METHOD, bytes).is_ok();
    assert!((0..sealed.len()).step_by(7).chain([1119, 1120, 1167]).all(|cut| !opens(&sealed[..cut])));
    assert!(!opens(&[sealed.as_slice(), &[0]].concat()));
    for byte in (0..sealed.len()).step_by(13).chain([0, 1119, 1120, 1167]) {
        let mut altered = sealed.clone();
        altered[byte] ^= 0x10;
        assert!(!opens(&altered), "{byte}");
    }
}
