use dlocker_protocol::roster::{BadRoster, ChainHead, DepartedDevice, Roster, RosterDraft, SignedRoster};
use dlocker_protocol::signature::{Draft, Signed, SigningKey};
use dlocker_protocol::snapshot::{LogPosition, SnapshotHeader};
use dlocker_protocol::{DeviceId, Digest, LockerId, SnapshotId, Timestamp};

use super::*;
use crate::seed::LockerSeed;
use crate::tests::{TestRng, World, device};

/// Epochs 1, 2 and 3, the device replaced each time; none had backed up.
fn history(seed: u64) -> World {
    let mut world = World::new(seed);
    for _ in 0..2 {
        let departed = world.leaving(None);
        world.rotate(departed);
    }
    world
}

fn chain_error(rosters: &[SignedRoster]) -> Option<BadChain> {
    RosterChain::from_first(rosters).err()
}

#[test]
fn rosters_that_follow_make_a_chain() {
    let world = history(20);
    let chain = world.chain();
    assert_eq!((chain.current().number, chain.current().epoch), (3, 3));
    assert_eq!(chain.current_digest(), world.rosters[2].digest());
    assert_eq!(chain.rosters().map(|roster| roster.epoch).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(chain.by_digest(&world.rosters[1].digest()).unwrap().number, 2);
    assert!(chain.by_digest(&Digest::plain(b"x")).is_none());
}

#[test]
fn p8_rosters_missing_mixed_or_out_of_order_make_no_chain() {
    let (one, two) = (history(20).rosters, history(21).rosters);
    let pick = |list: &[&SignedRoster]| chain_error(&list.iter().map(|&r| r.clone()).collect::<Vec<_>>());
    assert_eq!(pick(&[]), Some(BadChain::Empty));
    for list in [
        [&one[1], &one[2]].as_slice(),
        &[&one[0], &one[2]],
        &[&one[0], &one[2], &one[1]],
        &[&one[0], &one[0]],
        &[&one[0], &two[1]],
    ] {
        assert_eq!(pick(list), Some(BadChain::Roster(BadRoster::Chain)));
    }
    assert_eq!(pick(&[&one[0], &one[1]]), None);
}

#[test]
fn a_chain_that_was_refused_an_extension_stays_as_it_was() {
    let (world, other) = (history(20), history(21));
    let mut chain = world.chain();
    assert!(chain.extend(&other.rosters[1]).is_err());
    assert_eq!(chain.current_digest(), world.rosters[2].digest());
}

#[test]
fn p8_a_new_epoch_without_the_old_owners_signature_is_refused() {
    let mut world = World::new(22);
    let owner = world.keys().owner;
    let departed = world.leaving(None);
    let genuine = world.rotated(departed);
    let thief = LockerSeed::random(&mut world.rng);
    let keys = thief.keys(world.locker, 2);
    let forged =
        Roster { owner_key: keys.owner_key(), sealing_key: keys.sealing_key(), ..genuine.unverified().clone() };
    for prior in [None, Some(&keys.owner)] {
        let signed = RosterDraft::new(forged.clone()).sign(&keys.owner, prior);
        let error = chain_error(&[world.rosters[0].clone(), signed]);
        assert_eq!(error, Some(BadChain::Roster(BadRoster::Signature)));
    }
    // The same keys with the signature of the old owner would follow: it is that signature that was missing.
    let agreed = RosterDraft::new(forged).sign(&keys.owner, Some(&owner));
    assert_eq!(chain_error(&[world.rosters[0].clone(), agreed]), None);
}

fn second(world: &World, change: impl FnOnce(&mut Roster)) -> Option<BadChain> {
    let keys = world.keys();
    let mut roster = world.roster(&keys, 1);
    change(&mut roster);
    chain_error(&[world.rosters[0].clone(), RosterDraft::new(roster).sign(&keys.owner, None)])
}

#[test]
fn rosters_that_contradict_themselves_are_refused_though_the_owner_signed() {
    let world = World::new(23);
    let stranger = SigningKey::random(&mut TestRng::of(90));
    assert_eq!(second(&world, |_| ()), None);
    assert_eq!(second(&world, |r| r.devices.push(device(&stranger))), None);
    let bad = Some(BadChain::Roster(BadRoster::Contradiction));
    assert_eq!(second(&world, |r| r.devices[0].key = stranger.public_key()), bad);
    assert_eq!(second(&world, |r| r.devices.push(r.devices[0].clone())), bad);
    assert_eq!(second(&world, |r| r.methods.push(r.methods[0].clone())), bad);
    assert_eq!(second(&world, |r| r.trustees.push(r.trustees[0].clone())), bad);
    assert_eq!(second(&world, |r| r.trustees[0].log_key = stranger.public_key()), bad);
    assert_eq!(second(&world, |r| r.devices.clear()), bad, "a device dropped without a word");
    let gone = |id: DeviceId| DepartedDevice { id, last: None };
    assert_eq!(second(&world, |r| r.departed.push(gone(r.devices[0].id))), bad, "left and still there");
    let unknown = DeviceId::of(&stranger.public_key());
    assert_eq!(second(&world, |r| r.departed.push(gone(unknown))), bad, "left and never there");
    let left = |r: &mut Roster| r.departed = r.devices.drain(..).map(|device| gone(device.id)).collect();
    assert_eq!(second(&world, left), None);
}

#[test]
fn a_seed_counts_along_the_whole_chain_and_from_a_pinned_roster_of_its_epoch() {
    let mut world = history(24);
    let opened = world.open(&[1]).ok().unwrap();
    let seed = opened.unseal_seed(3, &world.sealed_seed).unwrap();
    let accepted = world.chain().accepts(&opened, &world.record, &world.sealed_seed, &seed).ok().unwrap();
    assert_eq!(accepted.owner_key(), world.keys().owner_key());
    let pinned = RosterChain::from_pinned(world.rosters[0].unverified().clone(), &world.rosters[1..]).unwrap();
    assert!(pinned.accepts(&opened, &world.record, &world.sealed_seed, &seed).is_ok());
    // The anchor is the owner key of epoch 1: a chain that begins later does not show that it descends from it.
    let later = RosterChain::from_pinned(world.rosters[1].unverified().clone(), &world.rosters[2..]).unwrap();
    let error = later.accepts(&opened, &world.record, &world.sealed_seed, &seed).err();
    assert_eq!(error, Some(BadChain::Anchor));
}

#[test]
fn p8_a_seed_record_or_sealed_seed_that_the_current_roster_does_not_name_is_refused() {
    let mut world = history(25);
    let opened = world.open(&[1]).ok().unwrap();
    let chain = world.chain();
    let (record, sealed, seed) = (world.record.clone(), world.sealed_seed.clone(), world.seed.clone());
    let error = |record, sealed: &[u8], seed| chain.accepts(&opened, record, sealed, seed).err();
    assert_eq!(error(&record, &sealed, &seed), None);
    let other = LockerSeed::random(&mut TestRng::of(91));
    assert_eq!(error(&record, &sealed, &other), Some(BadChain::Seed));
    assert_eq!(error(&record, &[sealed.as_slice(), &[0]].concat(), &seed), Some(BadChain::Method));
    let mut altered = record.clone();
    altered.envelope[0] ^= 1;
    assert_eq!(error(&altered, &sealed, &seed), Some(BadChain::Method));
    let mut elsewhere = record.clone();
    elsewhere.transcript.locker = LockerId::from_array([9; 16]);
    assert_eq!(error(&elsewhere, &sealed, &seed), Some(BadChain::Anchor));
    let mut stale = world;
    stale.rosters.pop();
    let behind = stale.chain().accepts(&opened, &record, &sealed, &seed).err();
    assert_eq!(behind, Some(BadChain::Seed), "an older roster with the newest seed");
}

#[test]
fn all_seeds_back_to_epoch_1_open_along_the_chain() {
    let mut world = World::new(26);
    let mut owner_keys = vec![world.keys().owner_key()];
    for _ in 0..3 {
        let departed = world.leaving(None);
        world.rotate(departed);
        // A second roster in the same epoch changes nothing about the seeds.
        let keys = world.keys();
        let next = RosterDraft::new(world.roster(&keys, world.epoch())).sign(&keys.owner, None);
        world.rosters.push(next);
        owner_keys.push(keys.owner_key());
    }
    let seeds = world.chain().seeds(world.seed.clone()).ok().unwrap();
    assert_eq!(seeds.iter().map(|(epoch, _)| *epoch).collect::<Vec<_>>(), [4, 3, 2, 1]);
    for (epoch, seed) in &seeds {
        let index = usize::try_from(*epoch).unwrap() - 1;
        assert_eq!(seed.keys(world.locker, *epoch).owner_key(), owner_keys[index]);
    }
    let wrong = world.chain().seeds(seeds[1].1.clone()).err();
    assert_eq!(wrong, Some(BadChain::Seed));
}

#[test]
fn a_prior_seed_that_is_not_the_one_of_its_epoch_is_refused() {
    let mut world = World::new(27);
    let owner = world.keys().owner;
    let departed = world.leaving(None);
    let genuine = world.rotated(departed);
    let stranger = LockerSeed::random(&mut world.rng);
    let exchanged = world.seed.seal_prior(world.locker, 2, &stranger, &mut world.rng);
    for prior_seed in [exchanged, vec![0; 80], vec![]] {
        let roster = Roster { prior_seed: Some(prior_seed), ..genuine.unverified().clone() };
        let signed = RosterDraft::new(roster).sign(&world.seed.keys(world.locker, 2).owner, Some(&owner));
        let chain = RosterChain::from_first(&[world.rosters[0].clone(), signed]).unwrap();
        assert_eq!(chain.seeds(world.seed.clone()).err(), Some(BadChain::PriorSeed));
    }
}

/// A header of `number` by `key` under the newest roster.
fn header(world: &World, key: &SigningKey, number: u64, previous: Option<Digest>) -> SnapshotHeader {
    let roster = world.rosters.last().unwrap();
    SnapshotHeader {
        locker: world.locker,
        id: SnapshotId::from_array([u8::try_from(number).unwrap(); 16]),
        device: DeviceId::of(&key.public_key()),
        number,
        previous,
        epoch: roster.unverified().epoch,
        roster: roster.digest(),
        log: LogPosition { number: 0, digest: Digest::from_array([0; 32]) },
        created: Timestamp::from_millis(1_800_000_000_000),
        sealed_root: vec![1, 2, 3],
        root_commitment: Digest::plain(b"root"),
        packs: vec![],
        refers: vec![],
        part: false,
        drops: vec![],
    }
}

fn device_chain(world: &World, len: u64) -> Vec<Signed<SnapshotHeader>> {
    let mut chain: Vec<Signed<SnapshotHeader>> = Vec::new();
    for number in 1..=len {
        let previous = chain.last().map(Signed::digest);
        chain.push(Draft::new(header(world, &world.device, number, previous)).sign(&world.device));
    }
    chain
}

#[test]
fn p8_a_snapshot_counts_only_from_a_device_on_the_roster_that_it_names() {
    let world = World::new(28);
    let chain = world.chain();
    let verify = |header: SnapshotHeader, key: &SigningKey| chain.verify_snapshot(&Draft::new(header).sign(key)).err();
    let genuine = || header(&world, &world.device, 1, None);
    let stranger = SigningKey::random(&mut TestRng::of(92));
    assert_eq!(verify(genuine(), &world.device), None);
    assert!(matches!(verify(genuine(), &stranger), Some(ForgedSnapshot::Signature(_))));
    assert_eq!(verify(header(&world, &stranger, 1, None), &stranger), Some(ForgedSnapshot::Device));
    let unknown = SnapshotHeader { roster: Digest::plain(b"x"), ..genuine() };
    assert_eq!(verify(unknown, &world.device), Some(ForgedSnapshot::Roster));
    assert_eq!(verify(SnapshotHeader { epoch: 2, ..genuine() }, &world.device), Some(ForgedSnapshot::Place));
    let elsewhere = SnapshotHeader { locker: LockerId::from_array([9; 16]), ..genuine() };
    assert_eq!(verify(elsewhere, &world.device), Some(ForgedSnapshot::Place));
}

#[test]
fn p6_what_a_replaced_device_signs_after_it_left_is_not_the_owners() {
    let mut world = World::new(29);
    let made = device_chain(&world, 4);
    let forked = Draft::new(SnapshotHeader { root_commitment: Digest::plain(b"evil"), ..made[1].unverified().clone() })
        .sign(&world.device);
    let early = Draft::new(SnapshotHeader { root_commitment: Digest::plain(b"evil"), ..made[0].unverified().clone() })
        .sign(&world.device);
    let departed = world.leaving(Some(ChainHead { number: 2, digest: made[1].digest() }));
    world.rotate(departed);
    let chain = world.chain();
    let results: Vec<bool> = made.iter().map(|header| chain.verify_snapshot(header).is_ok()).collect();
    assert_eq!(results, [true, true, false, false]);
    assert_eq!(chain.verify_snapshot(&forked).err(), Some(ForgedSnapshot::Departed), "the head itself, exchanged");
    // Below the head a single header cannot be judged; the whole chain can.
    assert_eq!(chain.verify_device_chain(&made[..2]).unwrap().len(), 2);
    let exchanged = [early, made[1].clone()];
    assert_eq!(chain.verify_device_chain(&exchanged).err(), Some(ForgedSnapshot::Chain));
    assert_eq!(chain.verify_device_chain(&made[..1]).err(), Some(ForgedSnapshot::Chain), "cut before the head");
    assert_eq!(chain.verify_device_chain(&made[..3]).err(), Some(ForgedSnapshot::Departed));
}

#[test]
fn p6_a_device_that_never_backed_up_left_nothing_that_counts() {
    let mut world = World::new(30);
    let made = device_chain(&world, 1);
    let departed = world.leaving(None);
    world.rotate(departed);
    assert_eq!(world.chain().verify_snapshot(&made[0]).err(), Some(ForgedSnapshot::Departed));
}

#[test]
fn p6_a_replaced_device_must_end_exactly_where_it_was_let_go() {
    let mut world = World::new(32);
    let made = device_chain(&world, 2);
    let head = |at: usize| ChainHead { number: at as u64 + 1, digest: made[at].digest() };
    let old = DeviceId::of(&world.device.public_key());
    let departed = world.leaving(Some(head(1)));
    world.rotate(departed);
    let silent = DeviceId::of(&world.device.public_key());
    let departed = world.leaving(None);
    world.rotate(departed);
    let new = DeviceId::of(&world.device.public_key());
    let chain = world.chain();
    let check = |heads: &[(DeviceId, ChainHead)]| {
        chain.check_departed_heads(|id| heads.iter().find(|(device, _)| *device == id).map(|(_, head)| *head))
    };
    assert_eq!(check(&[(old, head(1))]), Ok(()));
    assert_eq!(check(&[(old, head(1)), (new, head(0))]), Ok(()), "the present device may be anywhere");
    let forked = ChainHead { digest: Digest::plain(b"x"), ..head(1) };
    for wrong in [vec![], vec![(old, head(0))], vec![(old, forked)], vec![(old, head(1)), (silent, head(0))]] {
        assert_eq!(check(&wrong), Err(ForgedSnapshot::Chain), "{wrong:?}");
    }
}

#[test]
fn p8_a_device_chain_with_a_gap_an_exchange_or_two_devices_is_refused() {
    let world = World::new(31);
    let chain = world.chain();
    let made = device_chain(&world, 3);
    let error = |list: &[&Signed<SnapshotHeader>]| {
        let list: Vec<_> = list.iter().map(|&header| header.clone()).collect();
        chain.verify_device_chain(&list).err()
    };
    assert_eq!(error(&[&made[0], &made[1], &made[2]]), None);
    assert_eq!(error(&[]), None);
    for list in [[&made[1]].as_slice(), &[&made[0], &made[2]], &[&made[1], &made[0]], &[&made[0], &made[0]]] {
        assert_eq!(error(list), Some(ForgedSnapshot::Chain));
    }
}
