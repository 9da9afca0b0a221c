//! A Markdown document, taken apart line by line.

use std::fs;
use std::path::{Path, PathBuf};

use dlocker_stories::canary::files;

/// A line, and what it stands in.
pub(super) struct Line {
    /// From 1.
    pub(super) number: usize,
    pub(super) text: String,
    /// The language of the code block around it; `None` outside of one.
    pub(super) block: Option<String>,
}

/// A document of the project.
pub(super) struct Document {
    /// Relative to the workspace.
    pub(super) name: String,
    pub(super) folder: PathBuf,
    pub(super) lines: Vec<Line>,
}

impl Document {
    /// All documents that are checked.
    pub(super) fn all(workspace: &Path) -> Result<Vec<Self>, String> {
        let mut paths = vec![workspace.join("README.md"), workspace.join("ARCHITECTURE.md")];
        paths.retain(|p| p.exists());
        for folder in ["docs", "spec"] {
            paths.extend(
                files(&workspace.join(folder)).into_iter().filter(|p| p.extension().is_some_and(|e| e == "md")),
            );
        }
        paths.iter().map(|path| Self::read(workspace, path)).collect()
    }

    fn read(workspace: &Path, path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
        let name = path.strip_prefix(workspace).unwrap_or(path).display().to_string();
        Ok(Self { name, folder: path.parent().unwrap_or(workspace).to_owned(), lines: lines(&text) })
    }
}

pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut block: Option<String> = None;
    let mut lines = Vec::new();
    for (n, text) in text.lines().enumerate() {
        match (text.trim_start().strip_prefix("```"), &block) {
            (Some(language), None) => block = Some(language.trim().to_owned()),
            (Some(_), Some(_)) => block = None,
            _ => lines.push(Line { number: n + 1, text: text.to_owned(), block: block_of(text, block.as_ref()) }),
        }
    }
    lines
}

/// Four spaces make a code block too, where nothing else does.
fn block_of(text: &str, block: Option<&String>) -> Option<String> {
    let indented = text.starts_with("    ") && !text.trim_start().starts_with(['-', '*', '|']);
    block.cloned().or_else(|| indented.then(String::new))
}

/// What stands in backticks on a line.
pub(super) fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_prose() {
        let lines = lines("prose\n```toml\nkey = 1\n```\n    indented\nmore `code` and `other`");
        let blocks: Vec<Option<&str>> = lines.iter().map(|l| l.block.as_deref()).collect();
        assert_eq!(blocks, [None, Some("toml"), Some(""), None]);
        assert_eq!(quoted(&lines[3].text), ["code", "other"]);
    }
}
