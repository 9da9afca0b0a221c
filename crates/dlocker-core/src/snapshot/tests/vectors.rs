//! The files of `spec/vectors/snapshot`: what they say is checked against the code, and that the code still writes them.
//!
//! `DLOCKER_BLESS=1` writes them anew.

use std::collections::BTreeMap;
use std::path::PathBuf;

use data_encoding::{BASE64, HEXLOWER};
use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::snapshot::SnapshotHeader;
use dlocker_protocol::{LockerId, SnapshotId, cbor};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::tree::Flat;
use super::{TestRng, Tree, Trustee};
use crate::snapshot::manifest::{Body, Contents, Entry, Node};
use crate::snapshot::segment::{self, Seat, SegmentKey};
use crate::snapshot::{Extent, ItemLabel, Location, PieceClass, PieceIndex, Stat};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../spec/vectors/snapshot")
}

#[test]
fn the_vectors_are_what_the_code_writes() {
    let bless = std::env::var_os("DLOCKER_BLESS").is_some();
    let all = all();
    for (name, value) in &all {
        let path = folder().join(format!("{name}.json"));
        let text = serde_json::to_string_pretty(value).unwrap() + "\n";
        if bless {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, text).unwrap();
        } else {
            // As values: the order of members is whatever the crates of this build make of it.
            let written = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                serde_json::from_str::<Value>(&written).is_ok_and(|written| written == *value),
                "{name}.json differs; if the format is meant to change, DLOCKER_BLESS=1 writes it anew"
            );
        }
    }
    assert_eq!(names().len(), all.len(), "a vector that nothing writes");
}

#[test]
fn every_vector_has_the_outcome_it_says() {
    let all: BTreeMap<String, Value> = names().into_iter().map(|name| (name.clone(), load(&name))).collect();
    assert!(all.values().filter(|vector| vector["expect"] == "refused").count() >= 20);
    for (name, vector) in &all {
        let opens = match vector["layer"].as_str().unwrap() {
            "snapshot" => snapshot_opens(vector, &all),
            "node" => Node::parse(&unhex(&vector["node"])).is_ok(),
            "segment" => segment_opens(vector),
            "index" => index_opens(vector),
            other => panic!("{other}"),
        };
        assert_eq!(opens, vector["expect"] == "opens", "{name}");
    }
}

fn names() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    entries.map(name).filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect()
}

fn load(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder().join(format!("{name}.json"))).unwrap()).unwrap()
}

fn hex(bytes: &[u8]) -> Value {
    HEXLOWER.encode(bytes).into()
}

fn unhex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn all() -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    all.extend(snapshots());
    all.extend(nodes());
    all.extend(segments());
    all.extend(indexes());
    all
}

fn small() -> (Trustee, SnapshotId) {
    let mut trustee = Trustee::new(1_000);
    let mut index = trustee.index();
    let wallet = Tree::folder([
        ("credentials", Tree::folder([("a.json", Tree::file(br#"{"type":"VerifiableCredential"}"#))])),
        ("key", Tree::RawKey((0..32).collect())),
        ("link", Tree::Link(b"credentials/a.json".to_vec())),
        ("sparse", Tree::Sparse(b"begin".to_vec(), 4096, b"end".to_vec())),
    ]);
    let (id, _) = trustee.backup(&mut index, &wallet);
    (trustee, id)
}

/// One snapshot that opens, and others that differ from it in one defect.
fn snapshots() -> Vec<(String, Value)> {
    let (trustee, id) = small();
    let header = &trustee.headers[&id];
    let packs: BTreeMap<String, String> =
        trustee.packs.iter().map(|(id, bytes)| (id.to_string(), BASE64.encode(bytes))).collect();
    let entries = trustee.restore(id).unwrap();
    let entry = |(path, (stat, flat)): (&Vec<Vec<u8>>, &(Stat, Flat))| {
        let (kind, bytes) = match flat {
            Flat::File(content) => ("file", content.clone()),
            Flat::Link(target) => ("link", target.clone()),
            Flat::Folder => ("folder", Vec::new()),
        };
        json!({"path": hex(&path.join(&b'/')), "kind": kind, "mode": stat.mode, "mtime": [stat.mtime_secs, stat.mtime_nanos],
            "bytes": hex(&bytes)})
    };
    let base = json!({
        "about": "One snapshot with its root pack and its data pack, the seed of the unsealing key, and what is in it. Compressed \
            segments may differ between versions of zstd; what they decompress to may not.",
        "layer": "snapshot",
        "expect": "opens",
        "unsealing_seed": hex(trustee.unsealing.seed()),
        "header": hex(&cbor::encode(header)),
        "packs_base64": packs,
        "entries": entries.iter().map(entry).collect::<Vec<_>>(),
    });
    let mut all = vec![("snapshot".to_owned(), base)];
    all.extend(pack_defects(header));
    all.extend(header_defects(header));
    all
}

fn pack_defects(header: &SnapshotHeader) -> Vec<(String, Value)> {
    let defect = |name: &str, about: &str, pack: usize, fit: bool, change: Value| {
        let value = json!({"about": about, "layer": "snapshot", "expect": "refused", "base": "snapshot",
            "pack": header.packs[pack].id, "change": change, "digest_made_to_fit": fit});
        (format!("snapshot_{name}"), value)
    };
    vec![
        defect("root_pack_altered", "One bit of the root pack differs.", 0, false, json!({"at": 1000, "xor": 1})),
        defect(
            "root_seal_altered",
            "One bit of the sealed root differs; the header's digest fits.",
            0,
            true,
            json!({"at": 1000, "xor": 1}),
        ),
        defect("root_pack_cut", "The last byte of the root pack is missing.", 0, false, json!({"cut": 1})),
        defect(
            "data_pack_altered",
            "One bit of the data pack's padding differs.",
            1,
            false,
            json!({"at": 65_000, "xor": 128}),
        ),
        defect(
            "segment_altered",
            "One bit of a sealed segment differs; the header's digest fits.",
            1,
            true,
            json!({"at": 3, "xor": 4}),
        ),
        defect("data_pack_cut", "The last byte of the data pack is missing.", 1, false, json!({"cut": 1})),
    ]
}

fn header_defects(header: &SnapshotHeader) -> Vec<(String, Value)> {
    let defect = |name: &str, about: &str, change: fn(&mut SnapshotHeader)| {
        let mut header = header.clone();
        change(&mut header);
        let value = json!({"about": about, "layer": "snapshot", "expect": "refused", "base": "snapshot",
            "header": hex(&cbor::encode(&header))});
        (format!("snapshot_{name}"), value)
    };
    vec![
        defect("other_locker", "The header names another locker.", |h| h.locker = LockerId::from_array([1; 16])),
        defect("other_epoch", "The header names another epoch.", |h| h.epoch = 2),
        defect("other_id", "The header names another snapshot.", |h| h.id = SnapshotId::from_array([1; 16])),
        defect("other_commitment", "The commitment is to another root key.", |h| {
            h.root_commitment = dlocker_protocol::Digest::from_array([1; 32]);
        }),
        defect("sealed_root_cut", "The last byte of the sealed root key is missing.", |h| {
            h.sealed_root.pop();
        }),
        defect("pack_missing", "The header does not name the data pack.", |h| h.packs.truncate(1)),
        defect("reference_added", "The header refers to a snapshot that the root does not name.", |h| {
            let digest = dlocker_protocol::Digest::from_array([2; 32]);
            h.refers.push(dlocker_protocol::snapshot::SnapshotRef {
                id: SnapshotId::from_array([1; 16]),
                digest,
                packs: dlocker_protocol::snapshot::PackSet::root(),
            });
        }),
    ]
}

fn snapshot_opens(vector: &Value, all: &BTreeMap<String, Value>) -> bool {
    let base = vector["base"].as_str().map_or(vector, |base| &all[base]);
    let header = if vector["header"].is_null() { &base["header"] } else { &vector["header"] };
    let mut header: SnapshotHeader = cbor::decode(&unhex(header), "header").unwrap();
    let mut trustee = Trustee::new(0);
    let seed: [u8; 32] = unhex(&base["unsealing_seed"]).try_into().unwrap();
    trustee.unsealing = UnsealingKey::from_seed(Zeroizing::new(seed)).unwrap();
    for (id, bytes) in base["packs_base64"].as_object().unwrap() {
        let mut bytes = BASE64.decode(bytes.as_str().unwrap().as_bytes()).unwrap();
        if vector["pack"] == id.as_str() {
            apply(&vector["change"], &mut bytes);
            if vector["digest_made_to_fit"] == true {
                let pack = header.packs.iter_mut().find(|pack| pack.id.to_string() == *id).unwrap();
                pack.digest = dlocker_protocol::Digest::plain(&bytes);
            }
        }
        trustee.packs.insert(id.parse().unwrap(), bytes);
    }
    let id = header.id;
    trustee.headers.insert(id, header);
    let Ok(restored) = trustee.restore(id) else { return false };
    let paths: Vec<Value> = restored.keys().map(|path| hex(&path.join(&b'/'))).collect();
    let expected: Vec<Value> = base["entries"].as_array().unwrap().iter().map(|entry| entry["path"].clone()).collect();
    let contents: Vec<Value> = restored
        .values()
        .map(|(_, flat)| match flat {
            Flat::File(bytes) | Flat::Link(bytes) => hex(bytes),
            Flat::Folder => hex(&[]),
        })
        .collect();
    let bytes: Vec<Value> = base["entries"].as_array().unwrap().iter().map(|entry| entry["bytes"].clone()).collect();
    assert_eq!((paths, contents), (expected, bytes));
    true
}

fn apply(change: &Value, bytes: &mut Vec<u8>) {
    if let Some(cut) = change["cut"].as_u64() {
        bytes.truncate(bytes.len() - cut as usize);
    } else {
        bytes[change["at"].as_u64().unwrap() as usize] ^= change["xor"].as_u64().unwrap() as u8;
    }
}

fn sample() -> Vec<(&'static str, Node)> {
    let place = |slot, entry| Location { slot, entry, offset: 70_000, len: 1000 };
    let stat = Stat { mode: 0o600, mtime_secs: -1, mtime_nanos: 999_999_999 };
    let label = ItemLabel {
        kind: 9,
        label: Some("key 1".into()),
        issuer: None,
        expires: Some("2030-01-01".into()),
        ..ItemLabel::default()
    };
    let inline = Contents::Inline(vec![Extent::Data(place(0, 3)), Extent::Hole(24)]);
    let entry = |name: &[u8], body| Entry { name: name.to_vec(), stat, body };
    vec![
        (
            "leaf",
            Node::Leaf(vec![
                entry(b"file", Body::File(1024, label.clone(), inline)),
                entry(b"folder", Body::Folder(place(1, 4))),
                entry(b"link\xff", Body::Link(b"../elsewhere".to_vec())),
                entry(b"long", Body::File(1 << 40, label, Contents::Listed(vec![place(2, 5)]))),
            ]),
        ),
        ("empty_leaf", Node::Leaf(vec![])),
        ("list", Node::List(2, vec![place(0, 1), place(7, 2)])),
        ("extents", Node::Extents(vec![Extent::Data(place(0, 1)), Extent::Hole(1 << 40)])),
    ]
}

fn nodes() -> Vec<(String, Value)> {
    let node = |name: String, about: &str, expect: &str, bytes: &[u8]| {
        (name, json!({"about": about, "layer": "node", "expect": expect, "node": hex(bytes)}))
    };
    let mut all = Vec::new();
    for (name, sound) in sample() {
        all.push(node(format!("node_{name}"), "A node in its canonical encoding.", "opens", &cbor::encode(&sound)));
    }
    let stat = Stat { mode: 0o600, mtime_secs: 0, mtime_nanos: 0 };
    let link =
        |name: &[u8], stat| Node::Leaf(vec![Entry { name: name.to_vec(), stat, body: Body::Link(b"t".to_vec()) }]);
    let sound = cbor::encode(&link(b"a", stat));
    let text_name = [&sound[..4], &[0x61], &sound[5..]].concat();
    assert_eq!(sound[4], 0x41);
    let refused: [(&str, &str, Vec<u8>); 11] = [
        ("name_empty", "A name without bytes.", cbor::encode(&link(b"", stat))),
        ("name_parent", "The name of the folder above.", cbor::encode(&link(b"..", stat))),
        ("name_slash", "A name of two steps.", cbor::encode(&link(b"a/b", stat))),
        ("name_nul", "A name with a zero byte.", cbor::encode(&link(b"a\0", stat))),
        ("name_as_text", "A name as a text string.", text_name),
        ("mode_too_large", "A mode beyond 0o7777.", cbor::encode(&link(b"a", Stat { mode: 0o10000, ..stat }))),
        (
            "nanoseconds_too_large",
            "10^9 nanoseconds.",
            cbor::encode(&link(b"a", Stat { mtime_nanos: 1_000_000_000, ..stat })),
        ),
        ("list_empty", "A list of nothing.", cbor::encode(&Node::List(1, vec![]))),
        (
            "list_of_height_0",
            "A list where a leaf should be.",
            cbor::encode(&Node::List(0, vec![Location { slot: 0, entry: 0, offset: 0, len: 1 }])),
        ),
        ("trailing_byte", "A byte after the node.", [sound.clone(), vec![0]].concat()),
        ("cut", "The last byte is missing.", sound[..sound.len() - 1].to_vec()),
    ];
    all.extend(refused.map(|(name, about, bytes)| node(format!("node_{name}"), about, "refused", &bytes)));
    all.push(node(
        "node_long_integer".into(),
        "An integer that is longer than it need be.",
        "refused",
        &[0x82, 0x18, 0x00, 0x80],
    ));
    all
}

const SEGMENT_KEY: [u8; 32] = [0x5e; 32];

fn seat() -> Seat {
    Seat { locker: LockerId::from_array([1; 16]), epoch: 3, snapshot: SnapshotId::from_array([2; 16]), entry: 5 }
}

fn segments() -> Vec<(String, Value)> {
    let plain = b"a stored segment".to_vec();
    let mut sealed = plain.clone();
    SegmentKey::from_bytes(&SEGMENT_KEY).seal(&seat().associated_data(), &mut sealed).unwrap();
    let vector = |name: &str, about: &str, expect: &str, sealed: &[u8], entry: u32| {
        let value = json!({"about": about, "layer": "segment", "expect": expect, "key": hex(&SEGMENT_KEY),
            "locker": hex(&[1; 16]), "epoch": 3, "snapshot": hex(&[2; 16]), "entry": entry,
            "associated_data": hex(&Seat { entry, ..seat() }.associated_data()), "plain": hex(&plain), "sealed": hex(sealed)});
        (name.to_owned(), value)
    };
    let mut altered = sealed.clone();
    altered[0] ^= 1;
    vec![
        vector("segment", "A segment that is stored as it is.", "opens", &sealed, 5),
        vector("segment_of_another_entry", "Sealed as entry 5, opened as entry 6.", "refused", &sealed, 6),
        vector("segment_bit_altered", "One bit differs.", "refused", &altered, 5),
        vector("segment_cut", "The last byte of the tag is missing.", "refused", &sealed[..sealed.len() - 1], 5),
    ]
}

fn segment_opens(vector: &Value) -> bool {
    let key: [u8; 32] = unhex(&vector["key"]).try_into().unwrap();
    let seat = Seat { entry: vector["entry"].as_u64().unwrap() as u32, ..seat() };
    assert_eq!(hex(&seat.associated_data()), vector["associated_data"]);
    let plain = unhex(&vector["plain"]);
    segment::open(&SegmentKey::from_bytes(&key), seat, &unhex(&vector["sealed"]), plain.len(), false)
        .is_ok_and(|opened| *opened == plain)
}

fn indexes() -> Vec<(String, Value)> {
    let mut trustee = Trustee::new(1_001);
    let mut index = trustee.index();
    trustee.backup(&mut index, &Tree::folder([("a", Tree::file(b"known"))]));
    trustee.put(&mut index, &Tree::folder([("a", Tree::file(b"known")), ("b", Tree::file(b"staged"))]));
    let bytes = index.to_bytes();
    let hash = index.hash(PieceClass::Content.code(), b"known");
    let mut checksum = bytes.to_vec();
    *checksum.last_mut().unwrap() ^= 1;
    let vector = |about: &str, expect: &str, bytes: &[u8]| json!({"about": about, "layer": "index", "expect": expect, "index": hex(bytes), "known_piece": hex(b"known"), "hash": hex(&hash)});
    vec![
        (
            "index".into(),
            vector(
                "An index with a committed and a staged snapshot; the keyed hash of one known piece.",
                "opens",
                &bytes,
            ),
        ),
        (
            "index_checksum".into(),
            vector("The checksum differs: an empty index with another key.", "refused", &checksum),
        ),
        ("index_cut".into(), vector("The last byte is missing.", "refused", &bytes[..bytes.len() - 1])),
    ]
}

fn index_opens(vector: &Value) -> bool {
    let bytes = unhex(&vector["index"]);
    let index = PieceIndex::from_bytes(&bytes, &mut TestRng::of(9));
    let hash = index.hash(PieceClass::Content.code(), &unhex(&vector["known_piece"]));
    hash.to_vec() == unhex(&vector["hash"]) && index.find(&hash).is_some() && *index.to_bytes() == bytes
}
