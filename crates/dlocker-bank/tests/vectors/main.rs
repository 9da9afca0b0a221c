//! `spec/vectors/wire` on the bank's side: its decisions take every good file and refuse every other one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod decide;
mod locker;

use std::path::PathBuf;

use data_encoding::HEXLOWER;
use serde_json::Value;

pub(crate) fn unhex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn load(name: &str) -> Value {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors/wire"));
    serde_json::from_slice(&std::fs::read(folder.join(format!("{name}.json"))).unwrap()).unwrap()
}

/// Every file whose name begins with `what`, with what `decide` says about it; at least `least` of them.
fn each(what: &str, least: usize, decide: impl Fn(&Value) -> Result<(), &'static str>) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors/wire"));
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".json").filter(|name| name.starts_with(what)) else { continue };
        let file = load(name);
        let expected = file["expect"].as_str().unwrap();
        let word = decide(&file).err().unwrap_or("accepted");
        assert_eq!(word == "malformed", expected == "malformed", "{name}: {word}");
        assert_eq!(word == "accepted", expected == "accepted", "{name}: {word}");
        seen += 1;
    }
    assert!(seen >= least, "only {seen} files of {what}");
}

#[test]
fn the_bank_publishes_the_good_rosters_and_no_other() {
    each("roster_", 25, decide::rosters);
}

#[test]
fn the_bank_commits_the_good_header_and_no_other() {
    each("snapshot_header", 9, decide::snapshot);
}

#[test]
fn the_bank_settles_with_the_good_proof_and_no_other() {
    each("proof_of_success", 8, decide::proof);
}

#[test]
fn the_bank_counts_the_good_approval_and_no_other() {
    let case = load("case_transcript");
    each("approval", 14, |file| decide::approval(file, &case));
}

#[test]
fn the_bank_counts_the_good_vouch_and_no_other() {
    let case = load("case_transcript");
    each("vouch", 9, |file| decide::vouch(file, &case));
}

#[test]
fn the_bank_opens_a_case_with_the_commitment_that_the_phone_made() {
    each("case_transcript", 6, |file| decide::reveal(file).map(|_| ()));
}

#[test]
fn the_bank_writes_the_log_of_the_vectors_and_none_with_a_defect() {
    each("log_", 10, |file| if file["tests"] == "log" { decide::log(file) } else { decide::head(file) });
    assert_eq!(decide::log(&load("log")), Ok(()));
}
