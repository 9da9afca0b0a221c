//! The order in which a wallet is fed in: depth first, by name.

use std::collections::BTreeMap;

use dlocker_wallet::display_path;

/// A file or an empty folder, as the page names it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Parts joined by `/`.
    pub path: String,
    /// A folder.
    pub folder: bool,
}

/// What comes next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A folder begins.
    Enter(String),
    /// The folder entered last ends.
    Leave,
    /// The file with this number in the list.
    File(String, usize),
}

/// The steps through what is listed; words for the owner if two entries are in each other's way, or a path is none.
///
/// # Errors
/// What is wrong with the list.
pub fn steps(listed: &[Listed]) -> Result<Vec<Step>, String> {
    let mut top = Folder::default();
    for (number, entry) in listed.iter().enumerate() {
        let parts: Vec<&str> = entry.path.split('/').collect();
        if !parts.iter().all(|part| is_name(part)) {
            return Err(format!("\"{}\" is not the path of a file", display_path(&parts)));
        }
        top.put(&parts, (!entry.folder).then_some(number)).ok_or_else(|| format!("{} is there twice", entry.path))?;
    }
    let mut steps = Vec::new();
    top.walk(&mut steps);
    Ok(steps)
}

fn is_name(part: &str) -> bool {
    !part.is_empty() && part != "." && part != ".." && !part.contains('\0')
}

#[derive(Default)]
struct Folder(BTreeMap<String, Node>);

enum Node {
    File(usize),
    Folder(Folder),
}

impl Folder {
    /// Puts a file, or makes sure that a folder is there.
    fn put(&mut self, parts: &[&str], file: Option<usize>) -> Option<()> {
        let (name, rest) = parts.split_first()?;
        if let (true, Some(number)) = (rest.is_empty(), file) {
            return match self.0.insert((*name).to_owned(), Node::File(number)) {
                None => Some(()),
                Some(_) => None,
            };
        }
        match self.0.entry((*name).to_owned()).or_insert_with(|| Node::Folder(Self::default())) {
            Node::File(_) => None,
            Node::Folder(_) if rest.is_empty() => Some(()),
            Node::Folder(folder) => folder.put(rest, file),
        }
    }

    fn walk(self, steps: &mut Vec<Step>) {
        for (name, node) in self.0 {
            match node {
                Node::File(number) => steps.push(Step::File(name, number)),
                Node::Folder(folder) => {
                    steps.push(Step::Enter(name));
                    folder.walk(steps);
                    steps.push(Step::Leave);
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn list(paths: &[&str]) -> Vec<Listed> {
        let entry = |path: &&str| Listed { path: path.trim_end_matches('/').to_owned(), folder: path.ends_with('/') };
        paths.iter().map(entry).collect()
    }

    fn shown(paths: &[&str]) -> Result<String, String> {
        let words = steps(&list(paths))?.into_iter().map(|step| match step {
            Step::Enter(name) => format!("{name}("),
            Step::Leave => ")".to_owned(),
            Step::File(name, number) => format!("{name}#{number}"),
        });
        Ok(words.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn folders_come_from_paths_and_empty_ones_from_themselves() {
        assert_eq!(shown(&["w/b/x", "top", "w/a", "w/empty/", "w/"]).unwrap(), "top#1 w( a#2 b( x#0 ) empty( ) )");
        assert_eq!(shown(&[]).unwrap(), "");
    }

    #[test]
    fn what_is_in_each_others_way_is_refused() {
        for paths in [["a", "a"], ["a", "a/b"], ["a/b", "a"], ["a", "a/"]] {
            assert!(shown(&paths).unwrap_err().contains("twice"), "{paths:?}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for path in ["", "/a", "a//b", "a/../b", ".", "a/.", "a\0"] {
            assert!(steps(&[Listed { path: path.into(), folder: false }]).is_err(), "{path:?}");
        }
    }
}
