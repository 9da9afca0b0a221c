//! Settings: each key of a TOML block must be one that the bank's program reads.

use std::fs;
use std::path::Path;

use dlocker_stories::canary::files;

use super::Complaint;
use super::document::Document;

/// Checks the keys and sections of TOML blocks against the words in the program's configuration code.
pub(super) fn check(document: &Document, workspace: &Path) -> Vec<Complaint> {
    let lines = document.lines.iter().filter(|l| l.block.as_deref() == Some("toml"));
    let named: Vec<(usize, &str)> = lines.filter_map(|l| Some((l.number, name(&l.text)?))).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let code =
        ["crates/dlockerd/src/config", "crates/dlocker-evidence/src/trust"].map(|folder| code(&workspace.join(folder)));
    let is_known = |name: &str| name.split('.').all(|part| code.iter().any(|code| has_word(code, part)));
    let unknown = named.into_iter().filter(|(_, name)| !is_known(name));
    unknown.map(|(line, name)| (line, format!("the bank's program has no setting {name}"))).collect()
}

/// The section or the key that a line of TOML begins with.
fn name(line: &str) -> Option<&str> {
    let line = line.trim();
    let section = line.strip_prefix("[[").or(line.strip_prefix('[')).and_then(|l| l.split(']').next());
    let key = line.split_once('=').map(|(key, _)| key.trim());
    section.or(key).filter(|name| !line.starts_with('#') && !name.is_empty())
}

fn code(folder: &Path) -> String {
    files(folder).iter().filter_map(|f| fs::read_to_string(f).ok()).collect()
}

fn has_word(code: &str, word: &str) -> bool {
    code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|w| w == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_keys_are_read_and_comments_are_not() {
        assert_eq!(name("[recovery]"), Some("recovery"));
        assert_eq!(name("[[identity.trust]]"), Some("identity.trust"));
        assert_eq!(name("wait = \"72h\"   # note"), Some("wait"));
        assert_eq!(name("# wait = 1"), None);
        assert_eq!(name(""), None);
        assert!(has_word("pub wait: Span,", "wait") && !has_word("pub wait_min: Span,", "wait"));
    }
}
