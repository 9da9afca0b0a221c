use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::{TestRng, Tree, Trustee};
use crate::snapshot::{ManifestWalk, OpenedSnapshots, Step, Totals, WalkedBody};

fn name() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>().prop_filter("one step", |byte| *byte != 0 && *byte != b'/'), 1..12)
        .prop_filter("a name", |name| name != b"." && name != b"..")
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        vec(any::<u8>(), 0..3000).prop_map(Tree::File),
        (any::<u8>(), 0_usize..300_000).prop_map(|(byte, len)| Tree::File(vec![byte; len])),
        (any::<u64>(), 0_usize..300_000).prop_map(|(seed, len)| Tree::File(TestRng::of(seed).bytes(len))),
        vec(any::<u8>(), 1..300).prop_map(Tree::RawKey),
        (vec(any::<u8>(), 0..50), 1_u64..100_000, vec(any::<u8>(), 0..50)).prop_map(|(a, b, c)| Tree::Sparse(a, b, c)),
        vec(1_u8..=255, 1..40).prop_map(Tree::Link),
    ];
    let folder = |inner| btree_map(name(), inner, 0..8).prop_map(Tree::Folder);
    leaf.prop_recursive(5, 60, 8, folder).prop_filter("a folder", |tree| matches!(tree, Tree::Folder(_)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_tree_comes_back_and_so_do_its_successors(first in tree(), second in tree(), seed in any::<u64>()) {
        let mut trustee = Trustee::new(seed);
        let mut index = trustee.index();
        let both = Tree::folder([("first", first.clone()), ("second", second.clone())]);
        for wallet in [first, both, second] {
            let (id, _) = trustee.backup(&mut index, &wallet);
            prop_assert_eq!(trustee.restore(id).unwrap(), wallet.paths());
        }
    }
}

#[test]
fn an_empty_wallet_comes_back() {
    let mut trustee = Trustee::new(1);
    let mut index = trustee.index();
    let (id, finished) = trustee.backup(&mut index, &Tree::folder([]));
    assert!(trustee.restore(id).unwrap().is_empty());
    assert_eq!(finished.totals, Totals::default());
}

#[test]
fn a_large_folder_and_a_long_file_come_back() {
    let mut wallet = Tree::credentials(3000);
    wallet.set("database", Tree::File([b"SQLite format 3\0".to_vec(), TestRng::of(3).bytes(10 << 20)].concat()));
    let mut trustee = Trustee::new(2);
    let mut index = trustee.index();
    let (id, finished) = trustee.backup(&mut index, &wallet);
    assert_eq!(trustee.restore(id).unwrap(), wallet.paths());
    assert_eq!(finished.totals.items, 3001);
}

#[test]
fn folders_a_thousand_deep_come_back() {
    let mut wallet = Tree::folder([("leaf", Tree::file(b"deep"))]);
    for _ in 0..1000 {
        wallet = Tree::folder([("down", wallet)]);
    }
    let mut trustee = Trustee::new(3);
    let mut index = trustee.index();
    let (id, finished) = trustee.backup(&mut index, &wallet);
    assert_eq!(trustee.restore(id).unwrap(), wallet.paths());
    assert_eq!(finished.totals, Totals { items: 1, folders: 1000, bytes: 4 });
}

#[test]
fn a_node_of_a_is_read_through_c_and_b() {
    let mut trustee = Trustee::new(4);
    let mut index = trustee.index();
    let mut wallet = Tree::folder([("kept", Tree::credentials(200)), ("note", Tree::file(b"one"))]);
    let (first, _) = trustee.backup(&mut index, &wallet);
    wallet.set("note", Tree::file(b"two"));
    // Leaves of b now hold content of a, and c reads it through b's references.
    let mut kept = Tree::credentials(200);
    kept.set("credential-000100.json", Tree::file(b"changed in b"));
    wallet.set("kept", kept);
    wallet.set("more", Tree::folder([("b", Tree::file(b"only in b"))]));
    let (second, _) = trustee.backup(&mut index, &wallet);
    wallet.set("note", Tree::file(b"three"));
    let (third, finished) = trustee.backup(&mut index, &wallet);
    let referred: Vec<_> = finished.refers.iter().map(|reference| reference.id).collect();
    assert!(referred.contains(&first) && referred.contains(&second));
    assert_eq!(trustee.restore(third).unwrap(), wallet.paths());
    assert_eq!(trustee.walk(third).unwrap().0.len(), 204);
    assert_eq!(Trustee::sizes(&finished).len(), 2, "the root and one pack for the note");
}

#[test]
fn a_skipped_folder_costs_nothing_and_the_rest_comes() {
    let mut trustee = Trustee::new(5);
    let mut index = trustee.index();
    let wallet = Tree::folder([("a", Tree::credentials(100)), ("b", Tree::file(b"wanted"))]);
    let (id, _) = trustee.backup(&mut index, &wallet);
    let mut opened = OpenedSnapshots::new();
    opened.insert(trustee.open(id).unwrap()).unwrap();
    let mut walk = ManifestWalk::new(opened.get(&id).unwrap()).unwrap();
    let mut seen = Vec::new();
    loop {
        match walk.step(&opened).unwrap() {
            Step::NeedSnapshot(_) => panic!("nothing earlier is referred to"),
            Step::NeedSegment { snapshot, entry } => {
                walk.give(&opened, &trustee.segment(&opened, snapshot, entry).unwrap()).unwrap();
            }
            Step::Entry(entry) => {
                if entry.body == WalkedBody::Folder {
                    walk.skip_folder();
                }
                seen.push(entry.path);
            }
            Step::Done => break,
        }
    }
    assert_eq!(seen, vec![vec![b"a".to_vec()], vec![b"b".to_vec()]]);
}
