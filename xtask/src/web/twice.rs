//! `cargo xtask web --twice`: whether anybody who builds the page gets the same bytes. All of it is built from nothing in two folders whose names
//! differ in length, since a path that slips into a file often changes what comes after it.

use std::path::Path;
use std::time::Instant;

use serde_json::{Map, Value};

use super::{folder, manifest, page, wasm};
use crate::clock;
use crate::install::{Toolchain, node, toolchain};

/// Where the two builds lie below `target/web`.
const FOLDERS: [&str; 2] = ["twice/one", "twice/the-other"];

/// Builds twice, and compares every file that a browser would load.
///
/// # Errors
/// In words, what does not build, or which files differ.
pub(crate) fn twice() -> Result<(), String> {
    let begun = Instant::now();
    node()?;
    let toolchain = toolchain()?;
    let [one, other] = FOLDERS.map(|name| folder().join(name));
    let (first, second) = (fresh(&toolchain, &one)?, fresh(&toolchain, &other)?);
    let differ = differing(&first, &second);
    if !differ.is_empty() {
        return Err(format!(
            "two builds differ in {}: see {} and {}",
            differ.join(", "),
            one.display(),
            other.display()
        ));
    }
    std::fs::remove_dir_all(folder().join("twice")).map_err(|e| format!("{}: {e}", folder().display()))?;
    println!(
        "two builds by {} are the same, byte for byte: {} files, after {}",
        toolchain.version(),
        first.len(),
        clock::words(begun.elapsed())
    );
    Ok(())
}

/// Builds in this folder, in which nothing is; gives the SHA-256 of each file by its name.
fn fresh(toolchain: &Toolchain, web: &Path) -> Result<Map<String, Value>, String> {
    if web.exists() {
        std::fs::remove_dir_all(web).map_err(|e| format!("{}: {e}", web.display()))?;
    }
    std::fs::create_dir_all(web).map_err(|e| format!("{}: {e}", web.display()))?;
    wasm::build(toolchain, web)?;
    page::build(web)?;
    manifest::write(web, &toolchain.version())?;
    let path = web.join("manifest.json");
    let text = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut manifest: Value = serde_json::from_slice(&text).map_err(|e| format!("{}: {e}", path.display()))?;
    match manifest["files"].take() {
        Value::Object(files) if !files.is_empty() => Ok(files),
        _ => Err(format!("{}: it lists no files", path.display())),
    }
}

/// The names that only one of them has, or whose files are not the same.
fn differing(first: &Map<String, Value>, second: &Map<String, Value>) -> Vec<String> {
    let mut names: Vec<_> =
        first.keys().chain(second.keys()).filter(|name| first.get(*name) != second.get(*name)).collect();
    names.sort();
    names.dedup();
    names.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn files(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_file_that_differs_or_is_missing_is_named_once() {
        let first = files(&json!({ "a": "1", "b": "2", "c": "3" }));
        assert!(differing(&first, &first).is_empty());
        assert_eq!(differing(&first, &files(&json!({ "a": "1", "b": "0", "d": "4" }))), ["b", "c", "d"]);
    }
}
