//! The promises that can be broken in this crate, on the stored bytes.

use dlocker_protocol::method::MethodRecord;
use dlocker_protocol::roster::{Roster, RosterDraft};

use super::{Bank, CHEAPEST, TestRng, World};
use crate::method::{Answer, OpenError, open};
use crate::oprf::OprfOutput;
use crate::roster::{BadChain, RosterChain};
use crate::secret::{KitSecret, OwnerSecret, Pin, Stretched, stretch};
use crate::seed::{LockerSeed, sealed_seed_digest};

fn pin_world(seed: u64) -> World {
    World::with(seed, (1, 1), OwnerSecret::Pin(Pin::choose(b"4938").unwrap()), Some(CHEAPEST))
}

#[test]
fn p1_with_k_record_share_and_sealed_seed_the_bank_opens_nothing_but_by_guessing_the_secret() {
    let mut world = pin_world(40);
    for guess in ["0000", "1234", "4937", "4939", "49380", ""] {
        let w = if guess.is_empty() {
            Stretched::of_bytes([0; 32])
        } else {
            stretch(&OwnerSecret::Pin(Pin::guess(guess.as_bytes()).unwrap()), Some(&CHEAPEST)).unwrap()
        };
        let answers = world.answers(&[1], &w);
        assert_eq!(open(&world.record, &w, &answers).err(), Some(OpenError::WrongSecret), "{guess}");
    }
    // The bound, stated as it is: each guess costs Argon2id and an OPRF, and the right one opens.
    assert!(world.open(&[1]).is_ok());
}

#[test]
fn p1_the_output_for_the_right_secret_without_w_itself_opens_nothing() {
    // Someone who learns F, and with it r, but not w: the envelope needs both.
    let mut world = World::new(41);
    let w = world.w();
    let answers = world.answers(&[1], &w);
    let error = open(&world.record, &Stretched::of_bytes([0; 32]), &answers).err();
    assert_eq!(error, Some(OpenError::WrongSecret));
}

#[test]
fn p1_no_trustee_alone_can_test_a_guess_of_a_shared_secret() {
    // Trustee 1 of 3 tries the right secret and a wrong one. With one share, both lead to 32 bytes that nothing in the record
    // tells apart: opening needs a second share, and a made-up one gives another r.
    let mut world = World::shared(42, 2, 3);
    let (right, wrong) = (world.w(), Stretched::of_bytes([1; 32]));
    for w in [&right, &wrong] {
        let alone = world.answers(&[1], w);
        assert_eq!(open(&world.record, w, &alone).err(), Some(OpenError::Altered));
        let mut with_made_up = world.answers(&[1, 2], w);
        with_made_up[1].output = OprfOutput::from_bytes([3; 32]);
        assert_eq!(open(&world.record, w, &with_made_up).err(), Some(OpenError::WrongSecret));
    }
}

#[test]
fn p2_the_owners_secret_without_the_banks_answer_opens_nothing() {
    let world = World::new(43);
    let w = world.w();
    let rng = &mut world_rng();
    for output in
        [OprfOutput::from_bytes([0; 32]), OprfOutput::from_bytes(*w.as_bytes()), Bank::new(rng).output(&w, rng)]
    {
        let answer = Answer { index: 1, output, masked_share: world.masked_shares[0].to_vec() };
        assert_eq!(open(&world.record, &w, &[answer]).err(), Some(OpenError::WrongSecret));
    }
    assert_eq!(open(&world.record, &w, &[]).err(), Some(OpenError::Altered));
}

fn world_rng() -> TestRng {
    TestRng::of(99)
}

#[test]
fn p3_all_that_an_approval_releases_opens_nothing_without_the_owners_half() {
    // Record, sealed seed and the bank's evaluations, as many as it likes: but of another kit.
    let mut world = World::new(44);
    world.secret = OwnerSecret::Kit(KitSecret::random(&mut world_rng()));
    assert_eq!(world.open(&[1]).err(), Some(OpenError::WrongSecret));
}

/// The bank's own locker on top of the owner's method: a seed of its own, sealed to the method's public key.
fn bank_seed(world: &mut World) -> (LockerSeed, Vec<u8>) {
    let seed = LockerSeed::random(&mut world.rng);
    let key = world.record.transcript.sealing_key.clone();
    let sealed = seed.seal_to_method(world.locker, 1, world.method, &key, &mut world.rng).unwrap();
    (seed, sealed)
}

#[test]
fn p8_a_seed_sealed_by_the_bank_to_the_owners_method_is_refused() {
    let mut world = World::new(45);
    let genuine = world.rosters[0].unverified().clone();
    let (bank_seed, bank_sealed) = bank_seed(&mut world);
    let opened = world.open(&[1]).ok().unwrap();
    // It opens: sealing to a public key proves nothing.
    let seed = opened.unseal_seed(1, &bank_sealed).unwrap();
    let keys = bank_seed.keys(world.locker, 1);

    // A first roster of the bank's own, well-formed, naming the method as it is and the bank's seed.
    let mut forged = Roster { owner_key: keys.owner_key(), sealing_key: keys.sealing_key(), ..genuine.clone() };
    forged.methods[0].sealed_seed = sealed_seed_digest(&bank_sealed);
    let signed = RosterDraft::new(forged.clone()).sign(&keys.owner, None);
    let chain = RosterChain::from_first(&[signed]).unwrap();
    let refused = chain.accepts(&opened, &world.record, &bank_sealed, &seed).err();
    assert_eq!(refused, Some(BadChain::Anchor));

    // The owner's own chain, with the bank's seed beside it.
    let refused = world.chain().accepts(&opened, &world.record, &bank_sealed, &seed).err();
    assert_eq!(refused, Some(BadChain::Seed));

    // The owner's first roster, and the bank's as its next epoch: there is no owner's signature for it.
    let next = Roster {
        number: 2,
        epoch: 2,
        predecessor: Some(world.rosters[0].digest()),
        prior_seed: Some(vec![1]),
        ..forged
    };
    for prior in [None, Some(&keys.owner)] {
        let signed = RosterDraft::new(next.clone()).sign(&keys.owner, prior);
        assert!(RosterChain::from_first(&[world.rosters[0].clone(), signed]).is_err());
    }

    // The owner's name on the bank's roster, signed by the bank.
    let borrowed = Roster { owner_key: genuine.owner_key, ..next };
    let signed = RosterDraft::new(borrowed).sign(&keys.owner, None);
    assert!(RosterChain::from_first(&[world.rosters[0].clone(), signed]).is_err());
}

#[test]
fn p8_a_record_of_the_banks_own_making_does_not_pass_for_the_owners() {
    // The bank registers a method of its own under the owner's ids. Without the owner's w it must guess; with its own w, the owner's secret does not open it.
    let (mut world, bank) = (World::new(46), World::new(47));
    let mut record: MethodRecord = bank.record.clone();
    record.transcript.locker = world.locker;
    record.transcript.method = world.method;
    let w = world.w();
    let answers = world.answers(&[1], &w);
    assert!(open(&record, &w, &answers).is_err());
}

#[test]
fn p10_with_every_discrete_logarithm_known_the_stored_record_and_the_secret_open_nothing_without_the_masked_share() {
    // What a quantum computer makes of K is k, and so F even for the right secret. The masked share lies wrapped under a symmetric key.
    let mut world = World::new(48);
    let w = world.w();
    let mut answers = world.answers(&[1], &w);
    answers[0].masked_share = vec![0; 32];
    assert_eq!(open(&world.record, &w, &answers).err(), Some(OpenError::Altered));
    // The digest alone is not what stops it: naming the made-up share in the record does not help.
    world.record.transcript.trustees[0].masked_share = crate::method::masked_share_digest(&[0; 32]);
    assert_eq!(open(&world.record, &w, &answers).err(), Some(OpenError::WrongSecret));
}

#[test]
fn p10_a_sealed_seed_is_kept_shut_by_both_halves_of_its_key() {
    // X-Wing: 1088 bytes of ML-KEM-768 and 32 of X25519. Spoiling either spoils the whole, so neither half alone opens it.
    let mut world = World::new(49);
    let opened = world.open(&[1]).ok().unwrap();
    for byte in [0, 500, 1087, 1088, 1100] {
        let mut sealed = world.sealed_seed.clone();
        sealed[byte] ^= 1;
        assert!(opened.unseal_seed(1, &sealed).is_err(), "{byte}");
    }
    assert!(opened.unseal_seed(1, &world.sealed_seed).is_ok());
}
