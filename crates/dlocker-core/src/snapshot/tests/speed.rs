use super::{TestRng, Trustee};
use crate::snapshot::{Cut, Extent, File, FolderBuilder, ItemLabel, PieceClass, SnapshotBuilder, cut_len};

/// `DLOCKER_SPEED_MIB` sets how much, for whoever times it.
#[test]
fn at_most_two_packs_wait_whatever_the_size_and_random_content_hardly_grows() {
    let mib = std::env::var("DLOCKER_SPEED_MIB").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let content = TestRng::of(1).bytes(mib << 20);
    let mut trustee = Trustee::new(60);
    let mut index = trustee.index();
    let id = dlocker_protocol::SnapshotId::random(&mut trustee.rng);
    let mut snapshot = SnapshotBuilder::new(trustee.locker, id, 1);
    let mut extents = Vec::new();
    for piece in content.chunks(cut_len(Cut::Plain)) {
        extents.push(Extent::Data(snapshot.put(&mut index, PieceClass::Content, piece, &mut trustee.rng).unwrap()));
        let waiting = core::iter::from_fn(|| snapshot.take_pack()).count();
        assert!(waiting <= 2);
    }
    let mut folder = FolderBuilder::new();
    let file = File { len: content.len() as u64, label: ItemLabel::default(), extents };
    folder.add_file(b"big", super::tree::stat(b"big"), file).unwrap();
    let node = folder.finish(&mut snapshot, &mut index, &mut trustee.rng).unwrap();
    let finished = snapshot.finish(node, &trustee.unsealing.sealing_key(), &mut trustee.rng).unwrap();
    assert!(finished.bytes_packed < content.len() as u64 * 102 / 100 + (2 << 20));
}
