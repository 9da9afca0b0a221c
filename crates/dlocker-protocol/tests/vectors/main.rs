//! `spec/vectors/wire`: every encoding that both sides of the wall read, and one defect a file that must be refused.
//!
//! `DLOCKER_BLESS=1` writes the files anew from fixed keys.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bytes;
mod documents;
mod passkeys;
mod plain;
mod requests;
mod rosters;
mod run;

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

/// Name, how it must end, and what is given.
pub(crate) type File = (&'static str, &'static str, Value);

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors/wire"))
}

fn files() -> Vec<File> {
    [rosters::files(), documents::files(), requests::files(), plain::files(), passkeys::files()].concat()
}

#[test]
fn the_vectors_are_what_this_code_makes_from_fixed_keys() {
    let bless = std::env::var_os("DLOCKER_BLESS").is_some();
    for (name, _, mut file) in files() {
        let (word, gives) = run::run(&file);
        file["expect"] = word.into();
        file["gives"] = gives;
        let path = folder().join(format!("{name}.json"));
        let made = format!("{}\n", serde_json::to_string_pretty(&file).unwrap());
        if bless {
            std::fs::write(&path, &made).unwrap();
        }
        // As values: the order of members is whatever the crates of this build make of it.
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            serde_json::from_str::<Value>(&written).is_ok_and(|written| written == file),
            "{name}.json differs; if the format is meant to change, DLOCKER_BLESS=1 writes it anew"
        );
    }
}

#[test]
fn every_good_file_is_accepted_and_every_defect_is_refused_for_its_own_reason() {
    for (name, expected, file) in files() {
        assert_eq!(run::run(&file).0, expected, "{name}");
    }
}

#[test]
fn each_stored_vector_ends_as_its_file_says_and_none_is_made_by_nothing() {
    let names: BTreeSet<String> = files().iter().map(|(name, ..)| (*name).to_owned()).collect();
    let mut seen = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let (word, gives) = run::run(&file);
        assert_eq!((word, &gives), (file["expect"].as_str().unwrap(), &file["gives"]), "{name}");
        seen.insert(name);
    }
    assert_eq!(seen, names);
}
