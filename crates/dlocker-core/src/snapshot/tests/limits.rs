use dlocker_protocol::SnapshotId;
use dlocker_protocol::snapshot::PackSize;

use super::tree::{label, stat};
use super::{TestRng, Trustee};
use crate::snapshot::{
    BuildError, Extent, File, FolderBuilder, ItemLabel, MAX_PIECE, MAX_REFERS, MAX_SEGMENTS, PieceClass, PieceIndex,
    Place, SnapshotBuilder,
};

fn builder(trustee: &mut Trustee) -> (SnapshotBuilder, PieceIndex) {
    let id = SnapshotId::random(&mut trustee.rng);
    (SnapshotBuilder::new(trustee.locker, id, 1), trustee.index())
}

fn is_bad<T>(result: Result<T, BuildError>) -> bool {
    matches!(result, Err(BuildError::BadEntry { .. }))
}

#[test]
fn a_piece_has_1_byte_to_1_mib() {
    let mut trustee = Trustee::new(50);
    let (mut snapshot, mut index) = builder(&mut trustee);
    for class in [PieceClass::Content, PieceClass::RawKey] {
        assert!(is_bad(snapshot.put(&mut index, class, &[], &mut trustee.rng)));
        assert!(is_bad(snapshot.put(&mut index, class, &vec![1; MAX_PIECE + 1], &mut trustee.rng)));
        assert!(snapshot.put(&mut index, class, &vec![1; MAX_PIECE], &mut trustee.rng).is_ok());
    }
}

#[test]
fn the_largest_snapshot_has_a_root_that_fits_and_one_segment_more_is_refused() {
    let mut trustee = Trustee::new(51);
    let (mut snapshot, mut index) = builder(&mut trustee);
    let rng = &mut TestRng::of(1);
    for number in 0..=MAX_REFERS as u32 {
        let mut id = [0xee; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let earlier = SnapshotId::from_array(id);
        let place = Place { snapshot: earlier, entry: 1 << 20, offset: 1 << 20, len: 4 };
        index.pretend_known(PieceClass::RawKey, &number.to_be_bytes(), (place, number % 4000));
    }
    let mut last = None;
    for number in 0..=MAX_REFERS as u32 {
        last = Some(snapshot.put(&mut index, PieceClass::RawKey, &number.to_be_bytes(), rng).unwrap());
    }
    assert_eq!(last.unwrap().slot, 0, "the reference beyond the last is put in anew");
    let folder = FolderBuilder::new().finish(&mut snapshot, &mut index, rng).unwrap();
    for number in 2..MAX_SEGMENTS as u64 {
        snapshot.put(&mut index, PieceClass::RawKey, &(number << 32).to_be_bytes(), rng).unwrap();
        while snapshot.take_pack().is_some() {}
    }
    let more = snapshot.put(&mut index, PieceClass::RawKey, b"one more", rng);
    assert!(matches!(more, Err(BuildError::TooMuch { .. })));
    let finished = snapshot.finish(folder, &trustee.unsealing.sealing_key(), rng).unwrap();
    assert_eq!(finished.pack_refs[0].size, PackSize::Full);
    assert_eq!(finished.refers.len(), MAX_REFERS);
}

#[test]
fn names_that_are_not_one_step_are_refused() {
    let mut folder = FolderBuilder::new();
    for name in [&b""[..], b".", b"..", b"a/b", b"/", b"a\0b", &[b'n'; 4097]] {
        assert!(is_bad(folder.add_link(name, stat(name), b"target")));
    }
    for name in [&b"..."[..], b" ", b"\n", b"\xff\xfe", &[b'n'; 4096]] {
        assert!(folder.add_link(name, stat(name), b"target").is_ok());
    }
}

#[test]
fn entries_that_contradict_themselves_are_refused() {
    let mut folder = FolderBuilder::new();
    let file = |len, extents| File { len, label: ItemLabel::default(), extents };
    assert!(is_bad(folder.add_file(b"a", stat(b"a"), file(1, vec![]))));
    assert!(is_bad(folder.add_file(b"a", stat(b"a"), file(0, vec![Extent::Hole(0)]))));
    assert!(is_bad(folder.add_file(b"a", stat(b"a"), file(1, vec![Extent::Hole(u64::MAX), Extent::Hole(2)]))));
    let long = ItemLabel { label: Some("x".repeat(257)), ..ItemLabel::default() };
    assert!(is_bad(folder.add_file(b"a", stat(b"a"), File { len: 0, label: long, extents: vec![] })));
    for target in [&b""[..], b"a\0", &[b't'; 65_537]] {
        assert!(is_bad(folder.add_link(b"a", stat(b"a"), target)));
    }
    let mut odd = stat(b"a");
    odd.mtime_nanos = 1_000_000_000;
    assert!(is_bad(folder.add_link(b"a", odd, b"target")));
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let mut trustee = Trustee::new(52);
    let (mut snapshot, mut index) = builder(&mut trustee);
    let mut folder = FolderBuilder::new();
    folder.add_link(b"a", stat(b"a"), b"one").unwrap();
    folder.add_link(b"a", stat(b"a"), b"two").unwrap();
    assert!(is_bad(folder.finish(&mut snapshot, &mut index, &mut trustee.rng)));
}

#[test]
fn a_location_that_was_never_given_out_is_refused() {
    let mut trustee = Trustee::new(53);
    let (mut snapshot, mut index) = builder(&mut trustee);
    let mut location = snapshot.put(&mut index, PieceClass::Content, b"x", &mut trustee.rng).unwrap();
    location.slot = 1;
    let mut folder = FolderBuilder::new();
    let file = File { len: 1, label: label(b"a"), extents: vec![Extent::Data(location)] };
    folder.add_file(b"a", stat(b"a"), file).unwrap();
    assert!(is_bad(folder.finish(&mut snapshot, &mut index, &mut trustee.rng)));
}

#[test]
fn more_than_4096_folders_inside_one_another_are_refused() {
    let mut trustee = Trustee::new(54);
    let (mut snapshot, mut index) = builder(&mut trustee);
    let mut node = FolderBuilder::new().finish(&mut snapshot, &mut index, &mut trustee.rng).unwrap();
    for _ in 0..4096 {
        let mut folder = FolderBuilder::new();
        folder.add_folder(b"d", stat(b"d"), node).unwrap();
        node = folder.finish(&mut snapshot, &mut index, &mut trustee.rng).unwrap();
    }
    assert!(is_bad(FolderBuilder::new().add_folder(b"d", stat(b"d"), node)));
}
