//! How well packs are filled.

use dlocker_protocol::snapshot::PackSize;

use super::{TestRng, Trustee};
use crate::snapshot::{Extent, File, FolderBuilder, ItemLabel, PieceClass, SnapshotBuilder};

const PIECE: usize = 2000;

/// Text of which a segment takes a little more than a ninth of a full pack: eight of them leave a large part of it empty.
fn text(pieces: usize) -> Vec<u8> {
    let line = |random: &[u8]| format!("{}aaaaaa", random.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    TestRng::of(80).bytes(pieces * PIECE / 64 * 29).chunks(29).flat_map(|random| line(random).into_bytes()).collect()
}

#[test]
fn full_packs_of_what_compresses_are_all_but_full() {
    let mut trustee = Trustee::new(81);
    let mut index = trustee.index();
    let id = dlocker_protocol::SnapshotId::random(&mut trustee.rng);
    let mut snapshot = SnapshotBuilder::new(trustee.locker, id, 1);
    let (mut extents, content) = (Vec::new(), text(14_000));
    for piece in content.chunks(PIECE) {
        extents.push(Extent::Data(snapshot.put(&mut index, PieceClass::Content, piece, &mut trustee.rng).unwrap()));
        core::iter::from_fn(|| snapshot.take_pack()).for_each(|pack| trustee.keep(pack));
    }
    let mut folder = FolderBuilder::new();
    let file = File { len: content.len() as u64, label: ItemLabel::default(), extents };
    folder.add_file(b"text", super::tree::stat(b"text"), file).unwrap();
    let node = folder.finish(&mut snapshot, &mut index, &mut trustee.rng).unwrap();
    let mut finished = snapshot.finish(node, &trustee.unsealing.sealing_key(), &mut trustee.rng).unwrap();
    core::mem::take(&mut finished.packs).into_iter().for_each(|pack| trustee.keep(pack));
    trustee.commit(id, &finished);
    let opened = trustee.open(id).unwrap();
    let mut filled = vec![0_usize; finished.pack_refs.len() - 1];
    opened.root.table.iter().for_each(|row| filled[row.pack as usize] += row.sealed_len as usize);
    let full = finished.pack_refs.iter().skip(1).zip(filled).filter(|(pack, _)| pack.size == PackSize::Full);
    let filled: Vec<usize> = full.map(|(_, bytes)| bytes * 100 / PackSize::Full.bytes()).collect();
    assert!(filled.len() >= 2 && filled[..2].iter().all(|percent| *percent >= 97), "{filled:?}");
}
