//! Manifests that a well-behaved program never writes, well sealed by a device that may: a stolen phone, say.

use dlocker_protocol::{SnapshotId, cbor};

use super::tree::stat;
use super::{TestRng, Trustee};
use crate::snapshot::manifest::{Body, Contents, Entry, Node};
use crate::snapshot::{
    Extent, ItemLabel, Location, NodeRef, PieceClass, PieceIndex, SnapshotBuilder, Totals, WalkedBody, WalkedEntry,
};

/// A snapshot under construction whose nodes are written by hand.
struct Hostile {
    trustee: Trustee,
    index: PieceIndex,
    builder: SnapshotBuilder,
}

impl Hostile {
    fn new() -> Self {
        let mut trustee = Trustee::new(70);
        let id = SnapshotId::random(&mut trustee.rng);
        let index = trustee.index();
        Self { builder: SnapshotBuilder::new(trustee.locker, id, 1), index, trustee }
    }

    fn put(&mut self, node: &Node) -> Location {
        self.put_bytes(&cbor::encode(node))
    }

    fn put_bytes(&mut self, bytes: &[u8]) -> Location {
        self.builder.put(&mut self.index, PieceClass::Manifest, bytes, &mut self.trustee.rng).unwrap()
    }

    fn read(mut self, top: Location, items: u64, folders: u64, bytes: u64) -> Option<Vec<WalkedEntry>> {
        let node = NodeRef { location: top, totals: Totals { items, folders, bytes }, depth: 0 };
        let id = self.builder.id();
        let mut finished =
            self.builder.finish(node, &self.trustee.unsealing.sealing_key(), &mut self.trustee.rng).unwrap();
        for pack in core::mem::take(&mut finished.packs) {
            self.trustee.packs.insert(pack.id, pack.bytes);
        }
        self.trustee.commit(id, &finished);
        self.trustee.walk(id).ok().map(|(entries, _)| entries)
    }
}

fn link(name: &str) -> Entry {
    Entry { name: name.as_bytes().to_vec(), stat: stat(b"x"), body: Body::Link(b"target".to_vec()) }
}

fn file(name: &str, len: u64, contents: Contents) -> Entry {
    Entry { name: name.as_bytes().to_vec(), stat: stat(b"x"), body: Body::File(len, ItemLabel::default(), contents) }
}

fn folder(name: &str, node: Location) -> Entry {
    Entry { name: name.as_bytes().to_vec(), stat: stat(b"x"), body: Body::Folder(node) }
}

fn leaf(names: &[&str]) -> Node {
    Node::Leaf(names.iter().map(|name| link(name)).collect())
}

#[test]
fn a_manifest_written_by_hand_is_read_if_it_is_sound() {
    let mut hostile = Hostile::new();
    let (a, b) = (hostile.put(&leaf(&["a", "b"])), hostile.put(&leaf(&["c"])));
    let top = hostile.put(&Node::List(1, vec![a, b]));
    assert_eq!(hostile.read(top, 3, 0, 0).unwrap().len(), 3);
}

#[test]
fn names_out_of_order_or_twice_are_refused_within_a_leaf_and_across_leaves() {
    for names in [["b", "a"], ["a", "a"]] {
        let mut hostile = Hostile::new();
        let top = hostile.put(&leaf(&names));
        assert!(hostile.read(top, 2, 0, 0).is_none());
        let mut hostile = Hostile::new();
        let leaves = names.map(|name| hostile.put(&leaf(&["0", name])));
        let top = hostile.put(&Node::List(1, leaves.to_vec()));
        assert!(hostile.read(top, 4, 0, 0).is_none());
    }
}

#[test]
fn a_name_that_would_leave_the_folder_is_refused() {
    for name in ["..", ".", "a/b", "/etc", "", "a\0"] {
        let mut hostile = Hostile::new();
        let top = hostile.put(&leaf(&[name]));
        assert!(hostile.read(top, 1, 0, 0).is_none(), "{name:?}");
    }
}

#[test]
fn totals_must_be_exact() {
    for (items, folders, bytes) in [(1, 1, 5), (3, 1, 5), (2, 0, 5), (2, 2, 5), (2, 1, 4), (2, 1, 6)] {
        assert!(read_totals(items, folders, bytes).is_none());
    }
    assert!(read_totals(2, 1, 5).is_some());
}

fn read_totals(items: u64, folders: u64, bytes: u64) -> Option<Vec<WalkedEntry>> {
    let mut hostile = Hostile::new();
    let inner = hostile.put(&leaf(&["l"]));
    let hole = Contents::Inline(vec![Extent::Hole(5)]);
    let top = hostile.put(&Node::Leaf(vec![file("a", 5, hole), folder("b", inner)]));
    hostile.read(top, items, folders, bytes)
}

#[test]
fn a_list_of_the_wrong_height_is_refused() {
    for height in [0, 2, 3, 255] {
        let mut hostile = Hostile::new();
        let a = hostile.put(&leaf(&["a"]));
        let top = hostile.put(&Node::List(height, vec![a]));
        assert!(hostile.read(top, 1, 0, 0).is_none());
    }
}

#[test]
fn a_node_of_another_sort_is_refused() {
    let extents = || Node::Extents(vec![Extent::Hole(5)]);
    let mut hostile = Hostile::new();
    let top = hostile.put(&extents());
    assert!(hostile.read(top, 0, 0, 0).is_none());
    for list in [extents(), leaf(&["a"]), Node::Extents(vec![Extent::Hole(4)])] {
        let sound = list == extents();
        let mut hostile = Hostile::new();
        let list = hostile.put(&list);
        let top = hostile.put(&Node::Leaf(vec![file("f", 5, Contents::Listed(vec![list]))]));
        assert_eq!(hostile.read(top, 1, 0, 5).is_some(), sound);
    }
}

#[test]
fn a_place_outside_is_refused() {
    let changes: [fn(&mut Location); 5] = [
        |location| location.slot = 1,
        |location| location.entry = 9,
        |location| location.offset += 1,
        |location| location.len += 1,
        |location| location.len = 0,
    ];
    for change in changes {
        let mut hostile = Hostile::new();
        let mut inner = hostile.put(&leaf(&["a"]));
        change(&mut inner);
        let top = hostile.put(&Node::List(1, vec![inner]));
        assert!(hostile.read(top, 1, 0, 0).is_none());
    }
}

#[test]
fn the_extents_of_a_file_must_add_up() {
    for (len, parts) in [(4, vec![5]), (6, vec![5]), (5, vec![5, 0]), (3, vec![u64::MAX, 4]), (1, vec![])] {
        let mut hostile = Hostile::new();
        let contents = Contents::Inline(parts.into_iter().map(Extent::Hole).collect());
        let top = hostile.put(&Node::Leaf(vec![file("f", len, contents)]));
        assert!(hostile.read(top, 1, 0, len).is_none());
    }
}

#[test]
fn folders_that_multiply_end_at_the_totals() {
    let mut hostile = Hostile::new();
    let mut node = hostile.put(&leaf(&["bottom"]));
    for _ in 0..40 {
        node = hostile.put(&Node::Leaf(vec![folder("a", node), folder("b", node)]));
    }
    assert!(hostile.read(node, 100, 100, 0).is_none());
}

#[test]
fn a_cut_or_extended_node_is_refused_and_an_altered_one_never_panics() {
    let place = Location { slot: 1, entry: 300, offset: 70_000, len: 1000 };
    let contents = Contents::Inline(vec![Extent::Data(place), Extent::Hole(24)]);
    for node in [
        Node::Leaf(vec![file("a", 1024, contents), folder("b", place), link("c")]),
        Node::List(2, vec![place, place]),
        Node::Extents(vec![Extent::Data(place), Extent::Hole(1 << 40)]),
    ] {
        let bytes = cbor::encode(&node);
        assert_eq!(Node::parse(&bytes).unwrap(), node);
        for cut in 0..bytes.len() {
            assert!(Node::parse(&bytes[..cut]).is_err());
        }
        assert!(Node::parse(&[bytes.clone(), vec![0]].concat()).is_err());
        for bit in 0..bytes.len() * 8 {
            let mut altered = bytes.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(Node::parse(&altered).is_err() || cbor::encode(&Node::parse(&altered).unwrap()) == altered);
        }
    }
}

#[test]
fn junk_for_a_node_is_refused() {
    for seed in 0..200 {
        let junk = TestRng::of(seed).bytes(1 + seed as usize);
        assert!(Node::parse(&junk).is_err());
    }
    let mut hostile = Hostile::new();
    let top = hostile.put_bytes(&[0x82, 0x00, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert!(hostile.read(top, 0, 0, 0).is_none(), "a count that is not there");
}

#[test]
fn a_file_may_be_all_hole() {
    let mut hostile = Hostile::new();
    let top = hostile.put(&Node::Leaf(vec![file("f", 1 << 40, Contents::Inline(vec![Extent::Hole(1 << 40)]))]));
    let entries = hostile.read(top, 1, 0, 1 << 40).unwrap();
    assert!(matches!(entries[0].body, WalkedBody::File { len, .. } if len == 1 << 40));
}
