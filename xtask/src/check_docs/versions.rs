//! Versions: the Rust that a document names must be the one that the workspace asks for.

use std::fs;
use std::path::Path;

use super::Complaint;
use super::document::Document;

/// Checks each `Rust 1.xx`.
pub(super) fn check(document: &Document, workspace: &Path) -> Vec<Complaint> {
    let manifest = fs::read_to_string(workspace.join("Cargo.toml")).unwrap_or_default();
    let wanted = manifest.lines().find_map(|l| l.strip_prefix("rust-version = ")).unwrap_or_default().trim_matches('"');
    let named = document.lines.iter().flat_map(|l| rust_versions(&l.text).into_iter().map(|v| (l.number, v)));
    let wrong = named.filter(|(_, version)| version != wanted);
    wrong.map(|(line, version)| (line, format!("Rust {version} is named, the workspace asks for {wanted}"))).collect()
}

fn rust_versions(text: &str) -> Vec<String> {
    let after = text.split("Rust ").skip(1);
    let numbers = after.map(|rest| rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect::<String>());
    numbers.map(|n| n.trim_end_matches('.').to_owned()).filter(|n| n.contains('.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_rust_are_found_in_prose() {
        assert_eq!(rust_versions("needs Rust 1.95. Not Rust alone, nor Rust 2024"), ["1.95"]);
    }
}
