use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::snapshot::PackSize;
use dlocker_protocol::{cbor, sealed};

use super::{TestRng, Tree, Trustee};
use crate::snapshot::{OpenedSnapshot, PieceClass};

const CANARIES: [&[u8]; 4] = [b"canary-name-5f1", b"canary-content-77a", b"canary-target-0c3", b"canary-raw-key-e41"];

fn canary_wallet() -> Tree {
    let content = CANARIES[1].repeat(40);
    Tree::folder([
        ("canary-name-5f1", Tree::File(content.clone())),
        ("folder-canary-name-5f1", Tree::folder([("canary-name-5f1", Tree::Link(CANARIES[2].to_vec()))])),
        ("key", Tree::RawKey([CANARIES[3], &TestRng::of(1).bytes(64)].concat())),
        ("noise", Tree::File([TestRng::of(2).bytes(500_000), content].concat())),
    ])
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn p1_without_the_unsealing_key_nothing_opens() {
    let mut trustee = Trustee::new(40);
    let mut index = trustee.index();
    let (id, _) = trustee.backup(&mut index, &canary_wallet());
    let header = &trustee.headers[&id];
    let pack = &trustee.packs[&header.packs[0].id];
    assert!(OpenedSnapshot::open(header, &trustee.unsealing, pack).is_ok());
    for seed in 0..20 {
        let other = UnsealingKey::random(&mut TestRng::of(seed)).unwrap();
        assert!(OpenedSnapshot::open(header, &other, pack).is_err());
    }
}

#[test]
fn p1_no_key_of_a_segment_is_in_what_the_device_or_the_bank_keeps() {
    let mut trustee = Trustee::new(41);
    let mut index = trustee.index();
    let (id, _) = trustee.backup(&mut index, &canary_wallet());
    let kept: Vec<Vec<u8>> = trustee
        .packs
        .values()
        .cloned()
        .chain([index.to_bytes().to_vec(), cbor::encode(&trustee.headers[&id])])
        .collect();
    let opened = trustee.open(id).unwrap();
    assert!(opened.root.table.len() >= 3);
    for row in &opened.root.table {
        assert!(!kept.iter().any(|bytes| holds(bytes, row.key.as_bytes())));
    }
}

#[test]
fn p9_names_and_contents_are_nowhere_in_packs_headers_or_the_index() {
    let mut trustee = Trustee::new(42);
    let mut index = trustee.index();
    let (id, _) = trustee.backup(&mut index, &canary_wallet());
    let header = cbor::encode(&trustee.headers[&id]);
    let index = index.to_bytes();
    for canary in CANARIES {
        assert!(trustee.packs.values().all(|pack| !holds(pack, canary)));
        assert!(!holds(&header, canary) && !holds(&index, canary));
    }
    assert_eq!(trustee.restore(id).unwrap(), canary_wallet().paths(), "the canaries were really in it");
}

#[test]
fn p9_two_wallets_of_one_padded_size_look_alike() {
    let one = Tree::folder([("a", Tree::File(TestRng::of(1).bytes(30_000)))]);
    let many: Tree = Tree::folder([
        ("b", Tree::folder([("c", Tree::RawKey(TestRng::of(2).bytes(100))), ("d", Tree::Link(b"target".to_vec()))])),
        ("e", Tree::File(TestRng::of(3).bytes(20_000))),
        ("f", Tree::credentials(5)),
    ]);
    let shape = |wallet: &Tree| {
        let mut trustee = Trustee::new(43);
        let mut index = trustee.index();
        let (_, finished) = trustee.backup(&mut index, wallet);
        (Trustee::sizes(&finished), finished.sealed_root.len(), finished.refers.len())
    };
    assert_eq!(shape(&one), shape(&many));
    assert_eq!(shape(&one).0, [PackSize::Small, PackSize::Small]);
}

#[test]
fn p9_padding_is_random() {
    let mut trustee = Trustee::new(44);
    let mut index = trustee.index();
    let (_, finished) = trustee.backup(&mut index, &Tree::folder([("a", Tree::file(b"x"))]));
    for pack in &finished.pack_refs {
        let bytes = &trustee.packs[&pack.id];
        let mut counts = [0_u32; 256];
        bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
        let expected = bytes.len() as f64 / 256.0;
        let chi: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        assert!(chi < 400.0, "{chi}");
    }
}

#[test]
fn p9_raw_keys_lie_in_segments_of_their_own_uncompressed() {
    let mut trustee = Trustee::new(45);
    let mut index = trustee.index();
    let same = vec![b'k'; 700];
    let wallet = Tree::folder([
        ("a", Tree::File(same.clone())),
        ("b", Tree::RawKey(same.clone())),
        ("c", Tree::RawKey(vec![b'q'; 900])),
        ("d", Tree::File(vec![b'r'; 900])),
    ]);
    let (id, _) = trustee.backup(&mut index, &wallet);
    let opened = trustee.open(id).unwrap();
    let raw: Vec<_> = opened.root.table.iter().filter(|row| row.class == PieceClass::RawKey).collect();
    assert_eq!(raw.iter().map(|row| row.plain_len).collect::<Vec<_>>(), [700, 900]);
    assert!(raw.iter().all(|row| !row.compressed && row.sealed_len == row.plain_len + 16));
    assert!(opened.root.table.iter().any(|row| row.class == PieceClass::Content && row.compressed));
    assert_eq!(trustee.restore(id).unwrap(), wallet.paths());
}

#[test]
fn p10_the_root_key_is_sealed_to_the_hybrid_key_alone() {
    let mut trustee = Trustee::new(46);
    let mut index = trustee.index();
    let (_, finished) = trustee.backup(&mut index, &canary_wallet());
    assert_eq!(finished.sealed_root.len(), sealed::OVERHEAD + 32);
}
