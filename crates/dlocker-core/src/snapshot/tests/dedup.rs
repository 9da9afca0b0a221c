use dlocker_protocol::snapshot::PackSize;

use super::tree::credential;
use super::{TestRng, Tree, Trustee};
use crate::snapshot::{PieceClass, PieceIndex, Stands};

#[test]
fn the_same_wallet_again_sends_the_root_and_nothing_else() {
    let mut trustee = Trustee::new(10);
    let mut index = trustee.index();
    let wallet = Tree::folder([("a", Tree::credentials(500)), ("b", Tree::File(TestRng::of(1).bytes(3 << 20)))]);
    trustee.backup(&mut index, &wallet);
    let (id, finished) = trustee.backup(&mut index, &wallet);
    assert_eq!(Trustee::sizes(&finished), [PackSize::Small]);
    assert_eq!(finished.bytes_new, 0);
    assert_eq!(trustee.restore(id).unwrap(), wallet.paths());
}

#[test]
fn one_percent_of_20_000_entries_changed_adds_little() {
    let mut trustee = Trustee::new(11);
    let mut index = trustee.index();
    let mut wallet = Tree::credentials(20_000);
    trustee.backup(&mut index, &wallet);
    for number in 0..200 {
        let number = number * 97 % 20_000;
        wallet.set(&format!("credential-{number:06}.json"), Tree::File(credential(number, 1)));
    }
    let (id, second) = trustee.backup(&mut index, &wallet);
    assert!(second.bytes_packed < 1 << 20, "{}", second.bytes_packed);
    assert!(index.to_bytes().len() < 2_000_000);
    assert_eq!(trustee.restore(id).unwrap(), wallet.paths());
}

#[test]
fn a_page_changed_in_a_database_sends_that_page_alone() {
    let mut trustee = Trustee::new(12);
    let mut index = trustee.index();
    let mut database = [b"SQLite format 3\0".to_vec(), TestRng::of(2).bytes(34 << 20)].concat();
    trustee.backup(&mut index, &Tree::folder([("db", Tree::File(database.clone()))]));
    database[30 << 20] ^= 1;
    let (id, finished) = trustee.backup(&mut index, &Tree::folder([("db", Tree::File(database.clone()))]));
    assert!(finished.bytes_packed <= 3 * (64 << 10), "{}", finished.bytes_packed);
    assert_eq!(trustee.restore(id).unwrap(), Tree::folder([("db", Tree::File(database))]).paths());
}

#[test]
fn equal_files_are_put_in_once() {
    let mut trustee = Trustee::new(13);
    let mut index = trustee.index();
    let big = TestRng::of(4).bytes(200 << 10);
    let (id, finished) =
        trustee.backup(&mut index, &Tree::folder([("a", Tree::File(big.clone())), ("b", Tree::File(big.clone()))]));
    assert!(finished.bytes_new < (201 << 10));
    assert_eq!(trustee.restore(id).unwrap().len(), 2);
}

#[test]
fn what_was_never_committed_is_never_referred_to() {
    let mut trustee = Trustee::new(14);
    let mut index = trustee.index();
    let wallet = Tree::folder([("a", Tree::File(TestRng::of(5).bytes(100_000)))]);
    trustee.put(&mut index, &wallet);
    let (_, finished) = trustee.backup(&mut index, &wallet);
    assert!(finished.refers.is_empty());
    assert!(finished.bytes_new > 100_000);
}

#[test]
fn a_commit_whose_answer_was_lost_counts_after_a_restart() {
    let mut trustee = Trustee::new(15);
    let mut index = trustee.index();
    let wallet = Tree::folder([("a", Tree::File(TestRng::of(5).bytes(100_000)))]);
    let (id, finished) = trustee.put(&mut index, &wallet);
    let digest = trustee.commit(id, &finished);
    let mut index = PieceIndex::from_bytes(&index.to_bytes(), &mut trustee.rng);
    index.committed(id, digest, &finished.layout);
    let (_, again) = trustee.backup(&mut index, &wallet);
    assert_eq!(again.bytes_new, 0);
    assert_eq!(again.refers.len(), 1);
}

#[test]
fn deleted_content_leaves_the_index_with_the_next_commit() {
    let mut trustee = Trustee::new(16);
    let mut index = trustee.index();
    let secret = TestRng::of(6).bytes(5000);
    let before = Tree::folder([("a", Tree::File(secret.clone())), ("b", Tree::file(b"stays"))]);
    trustee.backup(&mut index, &before);
    let hash = index.hash(PieceClass::Content.code(), &secret);
    assert!(index.find(&hash).is_some());
    trustee.backup(&mut index, &Tree::folder([("b", Tree::file(b"stays"))]));
    assert!(index.find(&hash).is_none());
    assert!(!index.to_bytes().windows(32).any(|window| window == hash));
    let (_, finished) = trustee.backup(&mut index, &before);
    assert!(finished.bytes_new >= 5000);
}

#[test]
fn a_damaged_index_is_an_empty_one() {
    let mut trustee = Trustee::new(17);
    let mut index = trustee.index();
    trustee.backup(&mut index, &Tree::credentials(3));
    let bytes = index.to_bytes().to_vec();
    assert_eq!(PieceIndex::from_bytes(&bytes, &mut trustee.rng).len(), index.len());
    assert_eq!(PieceIndex::from_bytes(&bytes, &mut trustee.rng).to_bytes().to_vec(), bytes);
    for cut in 0..bytes.len() {
        assert!(PieceIndex::from_bytes(&bytes[..cut], &mut trustee.rng).is_empty());
    }
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        assert!(PieceIndex::from_bytes(&flipped, &mut trustee.rng).is_empty());
    }
    let longer = [bytes, vec![0]].concat();
    assert!(PieceIndex::from_bytes(&longer, &mut trustee.rng).is_empty());
}

#[test]
fn a_count_that_is_not_there_is_an_empty_index() {
    let mut trustee = Trustee::new(18);
    let mut body = [b"dlocker-index\x02".as_slice(), &[9; 32], &[0], &[0xff; 4], &[0; 12]].concat();
    let checksum = *blake3::hash(&body).as_bytes();
    body.extend_from_slice(&checksum);
    assert!(PieceIndex::from_bytes(&body, &mut trustee.rng).is_empty());
}

#[test]
fn an_index_rebuilt_from_an_opened_snapshot_saves_sending() {
    let mut trustee = Trustee::new(19);
    let mut index = trustee.index();
    let content = TestRng::of(7).bytes(150_000);
    let wallet = Tree::folder([("a", Tree::File(content.clone()))]);
    let (id, _) = trustee.backup(&mut index, &wallet);
    let (entries, opened) = trustee.walk(id).unwrap();
    let crate::snapshot::WalkedBody::File { extents, .. } = &entries[0].body else { panic!("a file") };
    let crate::snapshot::PlacedExtent::Data(place) = extents[0] else { panic!("data") };
    let snapshot = opened.get(&id).unwrap();
    let mut rebuilt = trustee.index();
    rebuilt.insert_known(&content, place, snapshot).unwrap();
    let (next, finished) = trustee.backup(&mut rebuilt, &wallet);
    assert!(finished.bytes_new < 1000);
    assert_eq!(trustee.restore(next).unwrap(), wallet.paths());
}

#[test]
fn a_forgotten_snapshot_is_sent_again() {
    let mut trustee = Trustee::new(20);
    let mut index = trustee.index();
    let wallet = Tree::credentials(10);
    let (id, _) = trustee.backup(&mut index, &wallet);
    index.settle(|snapshot, _| if snapshot == id { Stands::Gone } else { Stands::Kept });
    let (_, finished) = trustee.backup(&mut index, &wallet);
    assert!(finished.refers.is_empty() && finished.bytes_new > 0);
}
