//! P8 inside a snapshot: what was altered, cut, swapped or mixed does not open. The digests of the header would notice most of it; here they
//! are made to fit, so that each layer is tested alone.

use dlocker_protocol::snapshot::{PackRef, SnapshotHeader};
use dlocker_protocol::{Digest, LockerId, SnapshotId};

use super::{TestRng, Tree, Trustee};
use crate::snapshot::root::Root;
use crate::snapshot::{OpenedSnapshot, OpenedSnapshots, ReadError, VerifiedPack};

/// A trustee with two snapshots, the second of which refers to the first.
fn two() -> (Trustee, SnapshotId, SnapshotId) {
    let mut trustee = Trustee::new(30);
    let mut index = trustee.index();
    let mut wallet = Tree::folder([("a", Tree::file(b"first")), ("b", Tree::File(TestRng::of(1).bytes(300_000)))]);
    let (first, _) = trustee.backup(&mut index, &wallet);
    wallet.set("a", Tree::file(b"second"));
    let (second, _) = trustee.backup(&mut index, &wallet);
    (trustee, first, second)
}

fn open(trustee: &Trustee, header: &SnapshotHeader, pack: &[u8]) -> Result<OpenedSnapshot, ReadError> {
    OpenedSnapshot::open(header, &trustee.unsealing, pack)
}

/// The header with the digest of this root pack.
fn fitted(header: &SnapshotHeader, pack: &[u8]) -> SnapshotHeader {
    let mut header = header.clone();
    header.packs[0].digest = Digest::plain(pack);
    header
}

#[test]
fn p8_an_altered_root_pack_is_noticed_by_its_digest_and_by_its_seal() {
    let (trustee, first, _) = two();
    let header = &trustee.headers[&first];
    let pack = trustee.packs[&header.packs[0].id].clone();
    assert!(open(&trustee, header, &pack).is_ok());
    for at in (0..pack.len()).step_by(331).chain([pack.len() - 1]) {
        let mut altered = pack.clone();
        altered[at] ^= 1;
        assert!(open(&trustee, header, &altered).is_err());
        assert!(open(&trustee, &fitted(header, &altered), &altered).is_err());
    }
    for cut in [0, 1, 15, 16, 17, 1000, pack.len() - 1] {
        assert!(open(&trustee, header, &pack[..cut]).is_err());
        assert!(open(&trustee, &fitted(header, &pack[..cut]), &pack[..cut]).is_err());
    }
    let longer = [pack, vec![0]].concat();
    assert!(open(&trustee, &fitted(header, &longer), &longer).is_err());
}

#[test]
fn p8_every_field_of_the_header_that_the_root_depends_on_is_bound() {
    let (trustee, first, second) = two();
    let header = &trustee.headers[&second];
    let pack = &trustee.packs[&header.packs[0].id];
    let other = &trustee.headers[&first];
    type Change = fn(&mut SnapshotHeader, &SnapshotHeader);
    let changes: [(&str, Change); 9] = [
        ("locker", |header, _| header.locker = LockerId::from_array([1; 16])),
        ("id", |header, other| header.id = other.id),
        ("epoch", |header, _| header.epoch += 1),
        ("sealed root of another", |header, other| header.sealed_root = other.sealed_root.clone()),
        ("commitment of another", |header, other| header.root_commitment = other.root_commitment),
        ("no references", |header, _| header.refers.clear()),
        ("another reference", |header, _| header.refers[0].digest = Digest::from_array([5; 32])),
        ("fewer packs", |header, _| header.packs.truncate(1)),
        ("no packs", |header, _| header.packs.clear()),
    ];
    for (what, change) in changes {
        let mut altered = header.clone();
        change(&mut altered, other);
        assert!(open(&trustee, &altered, pack).is_err(), "{what}");
    }
    for cut in 0..header.sealed_root.len() {
        let mut altered = header.clone();
        altered.sealed_root.truncate(cut);
        assert!(open(&trustee, &altered, pack).is_err());
    }
    for at in (0..header.sealed_root.len()).step_by(13) {
        let mut altered = header.clone();
        altered.sealed_root[at] ^= 0x40;
        assert!(open(&trustee, &altered, pack).is_err());
    }
}

#[test]
fn p8_a_root_of_another_snapshot_is_refused() {
    let (trustee, first, second) = two();
    let (header, other) = (&trustee.headers[&second], &trustee.headers[&first]);
    let pack = &trustee.packs[&other.packs[0].id];
    assert!(open(&trustee, header, pack).is_err());
    assert!(open(&trustee, &fitted(header, pack), pack).is_err());
    let mut mixed = fitted(header, pack);
    mixed.sealed_root = other.sealed_root.clone();
    mixed.root_commitment = other.root_commitment;
    assert!(open(&trustee, &mixed, pack).is_err());
}

#[test]
fn p8_an_altered_or_swapped_data_pack_is_noticed() {
    let (trustee, first, second) = two();
    let header = &trustee.headers[&first];
    let root = &trustee.packs[&header.packs[0].id];
    let opened = open(&trustee, header, root).unwrap();
    for entry in 0..opened.segments() as u32 {
        let pack = *opened.where_is(entry).unwrap();
        let bytes = trustee.packs[&pack.id].clone();
        assert!(VerifiedPack::check(&pack, bytes[..bytes.len() - 1].to_vec()).is_err());
        let strange = &trustee.headers[&second].packs[1];
        let strange = VerifiedPack::check(strange, trustee.packs[&strange.id].clone()).unwrap();
        assert!(opened.open_segment(entry, &strange).is_err());
        every_flip_in_a_segment_is_noticed(&trustee, header, entry, pack, &bytes);
    }
    assert!(opened.where_is(opened.segments() as u32).is_err());
}

/// Alters the pack and makes header and digest fit.
fn every_flip_in_a_segment_is_noticed(t: &Trustee, header: &SnapshotHeader, entry: u32, pack: PackRef, bytes: &[u8]) {
    let root = &t.packs[&header.packs[0].id];
    let row = &open(t, header, root).unwrap().root.table[entry as usize];
    let (start, len) = (row.offset as usize, row.sealed_len as usize);
    for at in [start, start + len / 2, start + len - 17, start + len - 1] {
        let mut altered = bytes.to_vec();
        altered[at] ^= 2;
        assert!(VerifiedPack::check(&pack, altered.clone()).is_err());
        let fitted = PackRef { digest: Digest::plain(&altered), ..pack };
        let mut header = header.clone();
        let place = header.packs.iter().position(|other| other.id == pack.id).unwrap();
        header.packs[place] = fitted;
        let verified = VerifiedPack::check(&fitted, altered).unwrap();
        assert!(open(t, &header, root).unwrap().open_segment(entry, &verified).is_err());
    }
}

#[test]
fn p8_a_segment_does_not_open_as_another_entry() {
    let (trustee, first, _) = two();
    let header = &trustee.headers[&first];
    let mut opened = open(&trustee, header, &trustee.packs[&header.packs[0].id]).unwrap();
    opened.root.table.swap(0, 1);
    let pack = *opened.where_is(0).unwrap();
    let verified = VerifiedPack::check(&pack, trustee.packs[&pack.id].clone()).unwrap();
    assert!(opened.open_segment(0, &verified).is_err());
}

#[test]
fn p8_two_snapshots_under_one_id_are_never_mixed() {
    let (mut trustee, first, second) = two();
    let mut forged = trustee.headers[&first].clone();
    forged.number += 7;
    let pack = trustee.packs[&forged.packs[0].id].clone();
    let forged = open(&trustee, &forged, &pack).unwrap();
    let mut opened = OpenedSnapshots::new();
    opened.insert(trustee.open(second).unwrap()).unwrap();
    assert!(opened.insert(forged).is_err());
    let mut opened = OpenedSnapshots::new();
    trustee.headers.get_mut(&first).unwrap().number += 7;
    opened.insert(trustee.open(first).unwrap()).unwrap();
    assert!(opened.insert(trustee.open(second).unwrap()).is_err());
}

#[test]
fn a_cut_extended_or_altered_root_document_is_refused() {
    let (trustee, first, _) = two();
    let header = &trustee.headers[&first];
    let root = open(&trustee, header, &trustee.packs[&header.packs[0].id]).unwrap().root;
    let (bytes, _) = root.padded().unwrap();
    assert!(Root::from_padded(&bytes).is_ok());
    let len = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
    for cut in 0..4 + len {
        assert!(Root::from_padded(&bytes[..cut]).is_err());
    }
    let mut version = bytes.to_vec();
    version[5] = 2;
    assert!(Root::from_padded(&version).is_err());
    for (at, byte) in [(0, 0xff), (3, bytes[3] + 1), (3, bytes[3] - 1), (4 + len, 1), (bytes.len() - 1, 1)] {
        let mut altered = bytes.to_vec();
        altered[at] = byte;
        assert!(Root::from_padded(&altered).is_err(), "{at}");
    }
}

#[test]
fn an_impossible_key_table_is_refused() {
    let (trustee, first, _) = two();
    let header = &trustee.headers[&first];
    let data = &header.packs[1..];
    let opened = || open(&trustee, header, &trustee.packs[&header.packs[0].id]).unwrap().root.table;
    let check = crate::snapshot::table::check;
    assert!(check(&opened(), data, false).is_ok());
    type Change = fn(&mut crate::snapshot::table::TableEntry);
    let changes: [(&str, Change); 7] = [
        ("pack", |row| row.pack = 99),
        ("offset", |row| row.offset = 64 << 10),
        ("offset at the end of numbers", |row| row.offset = u32::MAX),
        ("no plain bytes", |row| row.plain_len = 0),
        ("a bomb", |row| row.plain_len = 2 << 20),
        ("the other form", |row| row.compressed = !row.compressed),
        ("no sealed bytes", |row| row.sealed_len = 16),
    ];
    for (what, change) in changes {
        for entry in 0..opened().len() {
            let mut table = opened();
            let pack = &data[table[entry].pack as usize];
            if what == "offset" {
                table[entry].offset = pack.size.bytes() as u32;
            } else {
                change(&mut table[entry]);
            }
            assert!(check(&table, data, false).is_err(), "{what}");
        }
    }
}
