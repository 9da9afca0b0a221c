//! Looking for bytes where they must not be.

use std::fs;
use std::path::{Path, PathBuf};

/// The files under `folders` that hold one of `canaries` in their content, in their name, or in their name's other writings (hex,
/// base64, UTF-16): what a program would leave that encodes before it stores.
#[must_use]
pub fn seen(canaries: &[&[u8]], folders: &[&Path]) -> Vec<(String, PathBuf)> {
    let needles: Vec<(String, Vec<u8>)> = canaries.iter().flat_map(|c| writings(c)).collect();
    let mut found = Vec::new();
    for file in folders.iter().flat_map(|f| files(f)) {
        let bytes = fs::read(&file).unwrap_or_default();
        let name = file.file_name().map(|n| n.as_encoded_bytes().to_vec()).unwrap_or_default();
        let hit = |needle: &[u8]| contains(&bytes, needle) || contains(&name, needle);
        found.extend(needles.iter().filter(|(_, n)| hit(n)).map(|(what, _)| (what.clone(), file.clone())));
    }
    found
}

/// Every file under a folder, or the file itself.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return if folder.is_file() { vec![folder.to_owned()] } else { Vec::new() };
    };
    let mut all: Vec<PathBuf> = entries.flatten().flat_map(|e| files(&e.path())).collect();
    all.sort();
    all
}

/// Whether `needle` is somewhere in `hay`.
#[must_use]
pub fn contains(hay: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return true };
    let mut from = 0;
    while let Some(at) = hay[from..].iter().position(|b| b == first) {
        if hay[from + at..].starts_with(needle) {
            return true;
        }
        from += at + 1;
    }
    false
}

fn writings(canary: &[u8]) -> Vec<(String, Vec<u8>)> {
    let shown = String::from_utf8_lossy(canary).into_owned();
    let wide: Vec<u8> = canary.iter().flat_map(|b| [*b, 0]).collect();
    let hex: String = canary.iter().map(|b| format!("{b:02x}")).collect();
    let mut all = vec![
        (format!("{shown:?} as it is"), canary.to_vec()),
        (format!("{shown:?} in UTF-16"), wide),
        (format!("{shown:?} in hex"), hex.clone().into_bytes()),
        (format!("{shown:?} in upper-case hex"), hex.to_uppercase().into_bytes()),
    ];
    for skip in 0..3 {
        all.push((format!("{shown:?} in base64, shifted by {skip}"), base64_core(canary, skip)));
    }
    all
}

/// The characters of base64 that any text with `canary` in it must have when `skip` bytes before it belong to the same group of
/// three.
fn base64_core(canary: &[u8], skip: usize) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let lead = (3 - skip) % 3;
    let whole = &canary[lead.min(canary.len())..];
    let groups = whole.chunks_exact(3);
    groups
        .flat_map(|g| {
            let n = u32::from(g[0]) << 16 | u32::from(g[1]) << 8 | u32::from(g[2]);
            [18, 12, 6, 0].map(|s| ALPHABET[(n >> s & 63) as usize])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_is_found_plain_and_encoded_and_in_names() {
        let folder = tempfile::tempdir().unwrap();
        let canary = b"canary-in-the-mine";
        let cases: [(&str, &[u8]); 5] = [
            ("plain", b"....canary-in-the-mine...."),
            ("hex", b"63616e6172792d696e2d7468652d6d696e65"),
            ("base64", b"eHhjYW5hcnktaW4tdGhlLW1pbmU"), // of "xxcanary-in-the-mine"
            ("wide", b"c\0a\0n\0a\0r\0y\0-\0i\0n\0-\0t\0h\0e\0-\0m\0i\0n\0e\0"),
            ("canary-in-the-mine", b"nothing"),
        ];
        for (name, bytes) in cases {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            assert!(!seen(&[canary], &[folder.path()]).is_empty(), "{name}");
            fs::remove_file(path).unwrap();
        }
        fs::write(folder.path().join("other"), b"canary-in-the-min").unwrap();
        assert!(seen(&[canary], &[folder.path()]).is_empty());
    }
}
