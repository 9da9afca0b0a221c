//! Backups that were interrupted.

use std::collections::BTreeSet;

use dlocker_protocol::{PackId, SnapshotId};

use super::tree::{Flat, Putter, label, stat};
use super::{TestRng, Tree, Trustee};
use crate::snapshot::{Extent, File, FolderBuilder, PieceClass, PieceIndex, SnapshotBuilder, Unfinished};

/// Files of 1 MiB, and a few raw keys between them.
fn wallet(files: u64) -> Tree {
    let mut wallet = Tree::folder([("key", Tree::RawKey(vec![7; 32]))]);
    for number in 0..files {
        wallet.set(&format!("file-{number:02}"), Tree::File(TestRng::of(number).bytes(1 << 20)));
    }
    wallet
}

/// Puts a wallet in until it is interrupted: only the first `arrive` packs arrive.
fn interrupted(trustee: &mut Trustee, index: &mut PieceIndex, tree: &Tree, arrive: usize) -> Option<Unfinished> {
    let Tree::Folder(entries) = tree else { panic!("the top is a folder") };
    let mut builder = SnapshotBuilder::new(trustee.locker, SnapshotId::random(&mut trustee.rng), trustee.epoch);
    Putter { builder: &mut builder, index, rng: &mut trustee.rng }.folder(entries).unwrap();
    let mut arrived = BTreeSet::new();
    while let Some(pack) = builder.take_pack().filter(|_| arrived.len() < arrive) {
        arrived.insert(pack.id);
        trustee.keep(pack);
    }
    let key = trustee.unsealing.sealing_key();
    builder.unfinished(index, &arrived, &key, &mut trustee.rng).unwrap()
}

#[test]
fn what_had_arrived_is_not_sent_again() {
    let mut trustee = Trustee::new(90);
    let mut index = trustee.index();
    let small = Tree::folder([("before", Tree::File(TestRng::of(99).bytes(50_000)))]);
    trustee.backup(&mut index, &small);
    let mut tree = wallet(20);
    tree.set("before", Tree::File(TestRng::of(99).bytes(50_000)));
    let part = interrupted(&mut trustee, &mut index, &tree, 3).unwrap();
    assert_eq!(part.bytes_sent(), 3 * (4 << 20));
    let part = Unfinished::from_bytes(&part.to_bytes()).unwrap();
    assert!(part.fits(trustee.locker, trustee.epoch, &index));
    trustee.commit_part(&mut index, &part);
    let mut index = PieceIndex::from_bytes(&index.to_bytes(), &mut trustee.rng);
    let (id, finished) = trustee.backup(&mut index, &tree);
    let rest = (20 << 20) - 3 * (4 << 20);
    assert!(finished.bytes_new < rest + (600 << 10), "{} of {rest}", finished.bytes_new);
    trustee.let_go(part.id());
    assert_eq!(trustee.restore(id).unwrap(), tree.paths());
}

#[test]
fn a_backup_goes_on_from_a_part_that_goes_on_from_a_part() {
    let mut trustee = Trustee::new(91);
    let mut index = trustee.index();
    let tree = wallet(20);
    let mut parts = Vec::new();
    for _ in 0..4 {
        let part = interrupted(&mut trustee, &mut index, &tree, 1).unwrap();
        trustee.commit_part(&mut index, &part);
        parts.push(part.id());
    }
    let (id, finished) = trustee.backup(&mut index, &tree);
    assert!(finished.bytes_new < (5 << 20), "{}", finished.bytes_new);
    parts.into_iter().for_each(|part| trustee.let_go(part));
    assert_eq!(trustee.restore(id).unwrap(), tree.paths());
}

#[test]
fn packs_may_arrive_in_any_order() {
    let mut trustee = Trustee::new(92);
    let mut index = trustee.index();
    let tree = wallet(20);
    let Tree::Folder(entries) = &tree else { panic!("a folder") };
    let mut builder = SnapshotBuilder::new(trustee.locker, SnapshotId::random(&mut trustee.rng), trustee.epoch);
    Putter { builder: &mut builder, index: &mut index, rng: &mut trustee.rng }.folder(entries).unwrap();
    let all: Vec<_> = core::iter::from_fn(|| builder.take_pack()).collect();
    let arrived: BTreeSet<PackId> = all.iter().skip(1).step_by(2).map(|pack| pack.id).collect();
    let key = trustee.unsealing.sealing_key();
    let part = builder.unfinished(&index, &arrived, &key, &mut trustee.rng).unwrap().unwrap();
    all.into_iter().filter(|pack| arrived.contains(&pack.id)).for_each(|pack| trustee.keep(pack));
    trustee.commit_part(&mut index, &part);
    let (id, finished) = trustee.backup(&mut index, &tree);
    assert!(finished.bytes_new < (13 << 20), "{}", finished.bytes_new);
    assert_eq!(trustee.restore(id).unwrap(), tree.paths());
}

#[test]
fn a_snapshot_that_goes_on_after_a_look_at_it_is_whole() {
    let mut trustee = Trustee::new(93);
    let mut index = trustee.index();
    assert!(interrupted(&mut trustee, &mut index, &wallet(9), 0).is_none(), "nothing has arrived");
    let part = interrupted(&mut trustee, &mut index, &wallet(9), 1).unwrap();
    // Another snapshot is begun instead: what was staged for the first is not taken for its.
    let (id, _) = trustee.backup(&mut index, &wallet(9));
    assert_eq!(trustee.restore(id).unwrap(), wallet(9).paths());
    assert!(part.fits(trustee.locker, trustee.epoch, &index));
}

#[test]
fn a_part_of_another_locker_epoch_or_index_or_a_damaged_one_is_no_use() {
    let mut trustee = Trustee::new(94);
    let mut index = trustee.index();
    let part = interrupted(&mut trustee, &mut index, &wallet(5), 1).unwrap();
    let other = PieceIndex::new(&mut trustee.rng);
    assert!(!part.fits(trustee.locker, trustee.epoch, &other) && !part.fits(trustee.locker, 2, &index));
    assert!(!part.fits(dlocker_protocol::LockerId::from_array([1; 16]), trustee.epoch, &index));
    let bytes = part.to_bytes();
    for at in (0..bytes.len()).step_by(997) {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        assert!(Unfinished::from_bytes(&altered).is_none() && Unfinished::from_bytes(&bytes[..at]).is_none());
    }
}

#[test]
fn p1_what_is_left_in_the_home_has_no_key_and_no_content_in_it() {
    let mut trustee = Trustee::new(95);
    let mut index = trustee.index();
    let secret = TestRng::of(3).bytes(64);
    let mut tree = wallet(9);
    tree.set("a-secret", Tree::RawKey(secret.clone()));
    let part = interrupted(&mut trustee, &mut index, &tree, 2).unwrap();
    let bytes = part.to_bytes();
    assert!(!bytes.windows(64).any(|window| window == secret));
    // The keys are in the root, which opens with the private key alone.
    trustee.commit_part(&mut index, &part);
    let opened = trustee.open(part.id()).unwrap();
    let keys = opened.root.table.iter().filter(|entry| !entry.is_absent()).map(|entry| *entry.key.as_bytes());
    assert!(keys.into_iter().all(|key| !bytes.windows(32).any(|window| window == key)));
}

#[test]
fn a_part_in_the_middle_changes_nothing_of_what_comes_back() {
    let mut trustee = Trustee::new(96);
    let mut index = trustee.index();
    trustee.backup(&mut index, &Tree::folder([("known", Tree::File(TestRng::of(50).bytes(90_000)))]));
    let contents: Vec<Vec<u8>> = (50..54).map(|seed| TestRng::of(seed).bytes(90_000)).collect();
    let id = SnapshotId::random(&mut trustee.rng);
    let mut builder = SnapshotBuilder::new(trustee.locker, id, trustee.epoch);
    let key = trustee.unsealing.sealing_key();
    let (mut top, mut inner) = (FolderBuilder::new(), FolderBuilder::new());
    let mut extents = Vec::new();
    let mut parts = Vec::new();
    for (at, content) in contents.iter().enumerate() {
        let rng = &mut trustee.rng;
        let location = builder.put(&mut index, PieceClass::Content, content, rng).unwrap();
        extents.push(Extent::Data(location));
        let file = File { len: 90_000, label: label(b"x"), extents: vec![Extent::Data(location)] };
        let (folder, name) = if at % 2 == 0 { (&mut top, "a") } else { (&mut inner, "b") };
        folder.add_file(format!("{name}{at}").as_bytes(), stat(b"x"), file).unwrap();
        if at < 3 {
            let mut part = builder.part(SnapshotId::random(rng), &key, rng).unwrap();
            [&mut top, &mut inner].into_iter().for_each(|folder| folder.follow(part.moved));
            part.moved.follow(&mut extents);
            core::mem::take(&mut part.finished.packs).into_iter().for_each(|pack| trustee.keep(pack));
            let digest = trustee.commit_as(part.id, &part.finished, true);
            builder.part_committed(&mut index, &part, digest);
            parts.push(part.id);
        }
    }
    let rng = &mut trustee.rng;
    let file = File { len: 4 * 90_000, label: label(b"x"), extents };
    top.add_file(b"all", stat(b"x"), file).unwrap();
    let node = inner.finish(&mut builder, &mut index, rng).unwrap();
    top.add_folder(b"inner", stat(b"x"), node).unwrap();
    let node = top.finish(&mut builder, &mut index, rng).unwrap();
    let last = builder.id();
    let mut finished = builder.finish(node, &key, rng).unwrap();
    core::mem::take(&mut finished.packs).into_iter().for_each(|pack| trustee.keep(pack));
    let digest = trustee.commit(last, &finished);
    index.committed(last, digest, &finished.layout);
    parts.into_iter().for_each(|part| trustee.let_go(part));
    let restored = trustee.restore(last).unwrap();
    let file =
        |path: &[&str]| restored[&path.iter().map(|name| name.as_bytes().to_vec()).collect::<Vec<_>>()].1.clone();
    assert_eq!(file(&["all"]), Flat::File(contents.concat()));
    assert_eq!(file(&["inner", "b1"]), Flat::File(contents[1].clone()));
    assert_eq!((finished.refers.len(), restored.len()), (4, 6), "the first snapshot and three parts");
    for content in &contents {
        let hash = index.hash(PieceClass::Content.code(), content);
        assert!(index.find(&hash).is_some(), "what an earlier part holds is known to the next backup");
    }
}
