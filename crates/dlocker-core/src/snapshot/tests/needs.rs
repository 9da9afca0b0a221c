//! A snapshot names everything that it needs, and nothing besides is kept.

use proptest::prelude::*;

use super::{TestRng, Tree, Trustee};

#[test]
fn what_is_needed_only_through_a_node_that_was_taken_over_is_named() {
    let mut trustee = Trustee::new(80);
    let mut index = trustee.index();
    let mut wallet = Tree::folder([("kept", Tree::credentials(50)), ("note", Tree::file(b"one"))]);
    let (first, _) = trustee.backup(&mut index, &wallet);
    wallet.set("more", Tree::File(TestRng::of(1).bytes(100_000)));
    let (second, _) = trustee.backup(&mut index, &wallet);
    wallet.set("note", Tree::file(b"three"));
    let (third, finished) = trustee.backup(&mut index, &wallet);
    assert_eq!(finished.refers.len(), 2);
    assert!(finished.refers.iter().all(|earlier| earlier.packs.contains(0) && earlier.packs.contains(1)));
    trustee.let_go(first);
    trustee.let_go(second);
    assert_eq!(trustee.restore(third).unwrap(), wallet.paths());
}

#[test]
fn packs_of_a_kept_snapshot_stay_however_little_of_them_is_in_use() {
    let mut trustee = Trustee::new(81);
    let mut index = trustee.index();
    let mut wallet = Tree::folder([("a", Tree::File(TestRng::of(2).bytes(3 << 20))), ("b", Tree::file(b"small"))]);
    trustee.backup(&mut index, &wallet);
    wallet.set("a", Tree::file(b"gone"));
    trustee.backup(&mut index, &wallet);
    index.settle(|id, _| trustee.stands(id));
    let (_, again) = trustee.backup(&mut index, &wallet);
    assert_eq!(again.bytes_new, 0);
}

#[test]
fn of_a_hidden_snapshot_packs_with_less_than_half_in_use_are_sent_anew_and_the_others_are_not() {
    let mut trustee = Trustee::new(82);
    let mut index = trustee.index();
    let [large, small] = [TestRng::of(3).bytes(12 << 20), TestRng::of(4).bytes(200_000)];
    let mut wallet = Tree::folder([
        ("a", Tree::File(large)),
        ("b", Tree::File(TestRng::of(5).bytes(3_800_000))),
        ("c", Tree::File(small.clone())),
    ]);
    let (first, _) = trustee.backup(&mut index, &wallet);
    wallet.set("b", Tree::file(b"gone"));
    let (second, _) = trustee.backup(&mut index, &wallet);
    trustee.let_go(first);
    index.settle(|id, _| trustee.stands(id));
    let (third, finished) = trustee.backup(&mut index, &wallet);
    assert!(finished.bytes_new >= 200_000, "the small file lay beside what is gone");
    assert!(finished.bytes_new < 1 << 20, "{} bytes: the large file stays where it is", finished.bytes_new);
    let before: usize = trustee.packs.values().map(Vec::len).sum();
    trustee.let_go(second);
    let after: usize = trustee.packs.values().map(Vec::len).sum();
    assert!(after + (3 << 20) < before, "the half-dead pack went with the last that named it");
    assert_eq!(trustee.restore(third).unwrap(), wallet.paths());
}

/// Backs up, changes and lets go as told; every kept snapshot restores to what it was made of.
fn walk(seed: u64, steps: Vec<(u8, u8)>) {
    let mut trustee = Trustee::new(seed);
    let mut index = trustee.index();
    let mut wallet = Tree::folder([("many", Tree::credentials(60))]);
    let mut made = Vec::new();
    for (what, which) in steps {
        match what {
            0..4 => wallet.set(&format!("file-{}", which % 6), Tree::File(TestRng::of(which.into()).bytes(70_000))),
            4 => wallet.set("many", Tree::credentials(30 + usize::from(which) % 60)),
            5 => wallet.set("folder", Tree::folder([("inner", Tree::RawKey(vec![which; 40]))])),
            6 if made.len() > 1 => {
                let (gone, _) = made.remove(usize::from(which) % (made.len() - 1));
                trustee.let_go(gone);
            }
            _ => {
                index.settle(|id, _| trustee.stands(id));
                let (id, _) = trustee.backup(&mut index, &wallet);
                made.push((id, wallet.paths()));
            }
        }
    }
    for (id, paths) in made {
        assert_eq!(trustee.restore(id).unwrap(), paths);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_let_go_each_kept_snapshot_restores(
        seed in 0..1_000_u64,
        steps in prop::collection::vec((0..12_u8, any::<u8>()), 1..30),
    ) {
        walk(seed, steps);
    }
}
