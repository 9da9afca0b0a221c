//! Paths inside the wallet: shown to people, and selected by them.

use std::collections::HashMap;

/// A path as it is shown: parts joined by `/`, valid UTF-8 as it is, every other byte as `\xNN`.
///
/// The result is for showing and selecting. It is not a way back to the bytes: a name may itself contain the text `\xff`.
pub fn display_path<P: AsRef<[u8]>>(parts: &[P]) -> String {
    let mut shown = String::new();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            shown.push('/');
        }
        push_shown(&mut shown, part.as_ref());
    }
    shown
}

fn push_shown(shown: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        shown.push_str(chunk.valid());
        for byte in chunk.invalid() {
            shown.push_str(&format!("\\x{byte:02x}"));
        }
    }
}

/// Which items the owner wants, as named on the command line.
///
/// An argument selects an item when it equals the raw path or the shown path ([`display_path`]) of the item or of a folder
/// above it. Slashes at the end are ignored. No arguments select everything.
#[derive(Debug, Clone)]
pub struct Selection {
    wanted: HashMap<Vec<u8>, usize>,
    args: Vec<Vec<u8>>,
    matched: Vec<bool>,
}

impl Selection {
    /// Takes the arguments as bytes (on Unix: what stands on the command line, which need not be UTF-8).
    pub fn parse<I>(args: I) -> Selection
    where
        I: IntoIterator,
        I::Item: Into<Vec<u8>>,
    {
        let args: Vec<Vec<u8>> = args.into_iter().map(Into::into).collect();
        let wanted = args.iter().enumerate().map(|(i, arg)| (without_end_slashes(arg).to_vec(), i)).collect();
        let matched = vec![false; args.len()];
        Selection { wanted, args, matched }
    }

    /// True when nothing was named and so everything is wanted.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.args.is_empty()
    }

    /// Says whether the item at this path is wanted, and remembers which argument it answered.
    pub fn matches<P: AsRef<[u8]>>(&mut self, parts: &[P]) -> bool {
        if self.is_everything() {
            return true;
        }
        let (mut raw, mut shown) = (Vec::new(), String::new());
        let mut hit = false;
        for part in parts {
            if !raw.is_empty() {
                raw.push(b'/');
                shown.push('/');
            }
            raw.extend_from_slice(part.as_ref());
            push_shown(&mut shown, part.as_ref());
            // Every prefix is looked at, so that each argument that names something is counted as answered.
            hit |= self.answered(&raw) | self.answered(shown.as_bytes());
        }
        hit
    }

    /// The arguments that no item has answered so far, as they were given.
    pub fn unmatched(&self) -> impl Iterator<Item = &[u8]> {
        self.args.iter().zip(self.matched()).filter(|(_, matched)| !matched).map(|(arg, _)| arg.as_slice())
    }

    fn answered(&mut self, path: &[u8]) -> bool {
        let Some(&i) = self.wanted.get(path) else { return false };
        if let Some(matched) = self.matched.get_mut(i) {
            *matched = true;
        }
        true
    }

    /// One flag per argument; arguments that mean the same path share the last one's.
    fn matched(&self) -> impl Iterator<Item = bool> {
        self.args.iter().map(|arg| {
            let i = self.wanted.get(without_end_slashes(arg));
            i.and_then(|&i| self.matched.get(i)).copied().unwrap_or(false)
        })
    }
}

fn without_end_slashes(mut path: &[u8]) -> &[u8] {
    while let [rest @ .., b'/'] = path {
        path = rest;
    }
    path
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn selects(arg: &[u8], parts: &[&[u8]]) -> bool {
        Selection::parse([arg]).matches(parts)
    }

    #[test]
    fn valid_utf8_is_shown_as_is_and_other_bytes_as_hex() {
        assert_eq!(display_path(&[b"wallet".as_slice(), "schlüssel\n".as_bytes()]), "wallet/schlüssel\n");
        assert_eq!(display_path(&[b"a\xff\xc3".as_slice(), b"b"]), "a\\xff\\xc3/b");
        assert_eq!(display_path::<&[u8]>(&[]), "");
    }

    #[test]
    fn an_item_is_selected_by_its_raw_or_shown_path_or_a_folder_above() {
        let item: &[&[u8]] = &[b"w", b"k\xff", b"id"];
        for arg in [b"w".as_slice(), b"w/", b"w/k\xff", b"w/k\\xff//", b"w/k\xff/id", b"w/k\\xff/id"] {
            assert!(selects(arg, item), "{arg:?}");
        }
        for arg in [b"".as_slice(), b"k\xff", b"w/k", b"w/k\xff/i", b"w/k\xff/id/x", b"/w", b"W"] {
            assert!(!selects(arg, item), "{arg:?}");
        }
    }

    #[test]
    fn nothing_named_means_everything() {
        let mut all = Selection::parse(Vec::<Vec<u8>>::new());
        assert!(all.matches(&[b"x"]));
        assert_eq!(all.unmatched().count(), 0);
    }

    #[test]
    fn arguments_that_name_nothing_are_told() {
        let mut selection = Selection::parse(["w/a", "w/typo", "w", "w/"]);
        assert!(selection.matches(&[b"w".as_slice(), b"a"]));
        assert_eq!(selection.unmatched().collect::<Vec<_>>(), vec![b"w/typo".as_slice()]);
    }
}
