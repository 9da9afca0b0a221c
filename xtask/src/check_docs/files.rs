//! Links and file names: what they point at must be there.

use std::path::Path;

use super::Complaint;
use super::document::{Document, quoted};

/// Folders of the workspace: a name in backticks that begins with one of them is a file's or a folder's.
const ROOTS: [&str; 8] = ["bindings/", "crates/", "docs/", "web/", "spec/", "xtask/", ".ci/", ".cargo/"];

/// Checks links everywhere, and names in backticks outside of code blocks.
pub(super) fn check(document: &Document, workspace: &Path) -> Vec<Complaint> {
    let prose = document.lines.iter().filter(|l| l.block.is_none());
    let mut complaints = Vec::new();
    for line in prose {
        let links = links(&line.text).into_iter().filter(|l| !exists(&document.folder, l));
        complaints.extend(links.map(|l| (line.number, format!("the link {l} leads nowhere"))));
        let names = quoted(&line.text).into_iter().filter(|n| names_a_file(n) && !exists(workspace, n));
        complaints.extend(names.map(|n| (line.number, format!("there is no {n}"))));
    }
    complaints
}

fn names_a_file(text: &str) -> bool {
    ROOTS.iter().any(|root| text.starts_with(root)) && !text.contains(['*', '<', '{', ' ', '…'])
}

fn exists(base: &Path, name: &str) -> bool {
    let name = name.split(['#', ':']).next().unwrap_or(name);
    name.is_empty() || base.join(name).exists()
}

/// Targets of links to places in this repository.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|t| !t.contains("://") && !t.starts_with("mailto:")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_into_the_repository_are_followed() {
        let text = "[a](docs/a.md) and [b](https://example.com) and [c](../c.md#part)";
        assert_eq!(links(text), ["docs/a.md", "../c.md#part"]);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("c.md"), "").unwrap();
        assert!(exists(folder.path(), "c.md#part") && !exists(folder.path(), "d.md"));
        assert!(names_a_file("crates/dlocker") && !names_a_file("crates/*") && !names_a_file("target/x"));
    }
}
