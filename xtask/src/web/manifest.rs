//! What is served, to be compared by anyone.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// Writes `manifest.json`: the version, the compiler, and the SHA-256 of each file below `dist`.
///
/// # Errors
/// In words, what cannot be read or written.
pub(super) fn write(web: &Path, compiler: &str) -> Result<(), String> {
    let dist = web.join("dist");
    let mut files = Map::new();
    for file in below(&dist)? {
        let name = file.strip_prefix(&dist).unwrap_or(&file).to_string_lossy().into_owned();
        files.insert(name, Value::String(digest(&file)?));
    }
    let manifest = json!({ "version": env!("CARGO_PKG_VERSION"), "compiler": compiler, "files": files });
    let text = format!("{}\n", serde_json::to_string_pretty(&manifest).map_err(|e| e.to_string())?);
    let path = web.join("manifest.json");
    std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))
}

/// SHA-256 of a file, as lower-case hex.
///
/// # Errors
/// In words, if it cannot be read.
pub(super) fn digest(file: &Path) -> Result<String, String> {
    let bytes = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Every file below a folder, by name.
fn below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_has_each_file_with_its_hash() {
        let web = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(web.path().join("dist/a")).unwrap();
        std::fs::write(web.path().join("dist/a/b.js"), "abc").unwrap();
        write(web.path(), "rustc").unwrap();
        let manifest: Value =
            serde_json::from_slice(&std::fs::read(web.path().join("manifest.json")).unwrap()).unwrap();
        // FIPS 180-4, the example for "abc".
        assert_eq!(manifest["files"]["a/b.js"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(manifest["files"].as_object().unwrap().len(), 1);
    }
}
