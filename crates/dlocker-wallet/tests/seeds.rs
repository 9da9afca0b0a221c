//! What real tools made is recognised for what it is: each seed of the fuzz targets lies in a folder with the name of its kind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;

use dlocker_wallet::{ItemInfo, recognise};

/// Kind, name and bytes of each seed.
fn seeds() -> Vec<(String, String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let names = |folder: &PathBuf| {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let of = |kind: &PathBuf| {
        names(kind).into_iter().map(|path| (name(kind), name(&path), fs::read(&path).unwrap())).collect()
    };
    names(&folder).iter().flat_map(|kind| -> Vec<_> { of(kind) }).collect()
}

fn of(bytes: &[u8]) -> ItemInfo {
    recognise(bytes, bytes.len() as u64)
}

#[test]
fn every_seed_is_recognised_as_what_its_tool_made() {
    let wrong: Vec<String> = seeds()
        .iter()
        .map(|(kind, name, bytes)| (kind, name, of(bytes).kind))
        .filter(|(kind, _, found)| found.name() != kind.as_str())
        .map(|(kind, name, found)| format!("{kind}/{name} is {found}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
