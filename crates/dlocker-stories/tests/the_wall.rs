//! The wall between the owner's side and the bank's, and the purity of what lies on both: read from the dependency trees.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use dlocker_stories::program::workspace;
use serde_json::Value;

/// Package names by id, and for each id the ids it depends on to be built (not for its tests).
struct Trees {
    names: BTreeMap<String, String>,
    needs: BTreeMap<String, Vec<String>>,
}

impl Trees {
    fn read() -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let args = ["metadata", "--format-version", "1", "--offline"];
        let output = Command::new(cargo).args(args).current_dir(workspace()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |v: &Value| v.as_str().unwrap().to_owned();
        let packages = metadata["packages"].as_array().unwrap();
        let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
        Self {
            names: packages.iter().map(|p| (text(&p["id"]), text(&p["name"]))).collect(),
            needs: nodes.iter().map(|n| (text(&n["id"]), needed(n))).collect(),
        }
    }

    /// Names of everything that `package` is built with, itself included.
    fn of(&self, package: &str) -> BTreeSet<&str> {
        let root =
            self.names.iter().find(|(_, name)| *name == package).unwrap_or_else(|| panic!("there is no {package}")).0;
        let (mut seen, mut todo) = (BTreeSet::new(), vec![root]);
        while let Some(id) = todo.pop() {
            if seen.insert(id.as_str()) {
                todo.extend(&self.needs[id]);
            }
        }
        seen.into_iter().map(|id| self.names[id].as_str()).collect()
    }
}

fn needed(node: &Value) -> Vec<String> {
    let for_more_than_tests = |d: &&Value| d["dep_kinds"].as_array().unwrap().iter().any(|k| k["kind"] != "dev");
    let deps = node["deps"].as_array().unwrap().iter().filter(for_more_than_tests);
    deps.map(|d| d["pkg"].as_str().unwrap().to_owned()).collect()
}

/// What only the owner may compute, and the SDK over it.
const OWNERS: [&str; 5] = ["dlocker-core", "dlocker-client", "dlocker-wallet", "dlocker-commands", "dlocker"];

/// What only a trustee may compute or keep. `dlocker-evidence` has no secret, but an owner's program judges nobody's credentials, and a page need not load
/// what that takes.
const TRUSTEES: [&str; 5] = ["dlocker-custody", "dlocker-evidence", "dlocker-bank", "dlocker-store", "dlockerd"];

#[test]
fn p1_the_banks_program_contains_nothing_that_only_the_owner_may_compute() {
    let trees = Trees::read();
    for crate_of_the_bank in TRUSTEES {
        let tree = trees.of(crate_of_the_bank);
        assert!(tree.contains("dlocker-protocol"), "the tree of {crate_of_the_bank} is not read right: {tree:?}");
        for forbidden in OWNERS {
            assert!(!tree.contains(forbidden), "{crate_of_the_bank} contains {forbidden}: the wall is broken");
        }
    }
}

#[test]
fn the_owners_program_contains_nothing_that_only_a_trustee_may_compute() {
    let trees = Trees::read();
    for crate_of_the_owner in ["dlocker-core", "dlocker-client", "dlocker-commands", "dlocker", "dlocker-wasm"] {
        let tree = trees.of(crate_of_the_owner);
        for forbidden in TRUSTEES {
            assert!(!tree.contains(forbidden), "{crate_of_the_owner} contains {forbidden}: the wall is broken");
        }
    }
}

/// Keeps the test above honest: the same reading finds the owner's crates where they are.
#[test]
fn the_walk_through_the_tree_would_see_a_breach() {
    let trees = Trees::read();
    let tree = trees.of("dlocker");
    assert!(OWNERS.iter().all(|name| tree.contains(name)), "{tree:?}");
}

/// So has what runs in a browser: what the wallet on a disk needs is only named there, and not built.
#[test]
fn what_runs_in_a_browser_reaches_no_network_or_runtime() {
    for browsers in ["dlocker-commands", "dlocker-wasm", "dlocker-look"] {
        let tree = alone(browsers);
        for forbidden in ["tokio", "reqwest", "hyper", "axum", "rand", "rustls", "indicatif", "rusqlite"] {
            assert!(!tree.contains(forbidden), "{browsers} contains {forbidden}");
        }
    }
}

/// Names of everything that `package` is built with where nothing else of this workspace is: what others ask of a shared crate does not count.
fn alone(package: &str) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let args =
        ["tree", "--offline", "-p", package, "-e", "normal", "--prefix", "none", "--target", "wasm32-unknown-unknown"];
    let output = Command::new(cargo).args(args).current_dir(workspace()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let names: BTreeSet<String> = lines.lines().filter_map(|line| Some(line.split(' ').next()?.to_owned())).collect();
    assert!(names.contains(package) && names.contains("serde"), "{names:?}");
    names
}

/// The pure crates have no way to a network, a clock of their own, a database or the system's randomness.
#[test]
fn the_pure_crates_reach_no_network_database_or_runtime() {
    let trees = Trees::read();
    for pure in [
        "dlocker-protocol",
        "dlocker-core",
        "dlocker-client",
        "dlocker-bank",
        "dlocker-custody",
        "dlocker-identity",
        "dlocker-evidence",
    ] {
        let tree = trees.of(pure);
        for forbidden in ["tokio", "reqwest", "hyper", "axum", "rusqlite", "rand", "rustls"] {
            assert!(!tree.contains(forbidden), "{pure} contains {forbidden}");
        }
    }
}
