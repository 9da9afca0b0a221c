//! `spec/vectors/evidence`: one presentation, one outcome.
//!
//! `DLOCKER_BLESS=1` writes anew what comes from this code; what lies in `others/` was made by other people's libraries and is only read.

mod jwt_vcs;
mod mdocs;
mod run;
mod sd_jwts;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub(crate) use run::{Case, run};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors/evidence"))
}

fn cases() -> Vec<Case> {
    [sd_jwts::cases(), jwt_vcs::cases(), mdocs::cases()].concat()
}

#[test]
fn the_vectors_are_what_this_code_makes_from_fixed_keys() {
    let bless = std::env::var_os("DLOCKER_BLESS").is_some();
    for Case { name, mut file, .. } in cases() {
        let (word, gives) = run(&file);
        file["expect"] = word.into();
        file["gives"] = gives;
        let path = folder().join(format!("{name}.json"));
        if bless {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&file).unwrap())).unwrap();
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
fn every_good_presentation_is_believed_and_every_defect_is_refused_for_its_own_reason() {
    for Case { name, expect, file } in cases() {
        assert_eq!(run(&file).0, expect, "{name}");
    }
}

#[test]
fn each_stored_vector_ends_as_its_file_says_and_none_is_made_by_nothing() {
    let made: BTreeSet<String> = cases().into_iter().map(|case| case.name.to_owned()).collect();
    assert_eq!(all_end_as_they_say(&folder()), made);
}

#[test]
fn what_other_libraries_made_ends_as_its_file_says() {
    let names = all_end_as_they_say(&folder().join("others"));
    for library in ["jwt_vc_jose", "mdoc_iso_annex_d", "mdoc_owf", "mdoc_pymdoccbor", "sd_jwt_js", "sd_jwt_python"] {
        assert!(names.contains(library), "{library}");
    }
}

fn all_end_as_they_say(folder: &Path) -> BTreeSet<String> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let (word, gives) = run(&file);
            assert_eq!((word, &gives), (file["expect"].as_str().unwrap(), &file["gives"]), "{name}");
            name
        })
        .collect()
}
