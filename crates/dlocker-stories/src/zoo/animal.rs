//! What an animal is.

use super::Place;

/// What came of an attempt; in words why not.
pub type Tried = Result<(), String>;

/// One sort of material.
#[derive(Debug)]
pub struct Animal {
    /// Its name, and that of its folder in the wallet.
    pub name: &'static str,
    /// The sort of the list that it belongs to; stands in [`super::SORTS`].
    pub sort: &'static str,
    /// What [`Animal::works`] proves, and with which program, in words for the documents.
    pub proof: &'static str,
    /// Makes it with its own tool: what the owner has in the wallet, what others have in the world.
    pub make: fn(&Place) -> Tried,
    /// Uses it with its own tool: signs, decrypts, opens, presents.
    pub works: fn(&Place) -> Tried,
    /// What `items` must say of it.
    pub items: &'static [Item],
    /// The files without which it cannot work.
    pub vital: &'static [Vital],
}

/// What `items` must say of a file of an animal.
#[derive(Debug)]
pub struct Item {
    /// The path in the animal's folder. One `*` stands for anything, for names that the tool draws.
    pub path: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// The label, where it can be read without a secret.
    pub label: Option<&'static str>,
    /// How the issuer begins, where it can be read without a secret.
    pub issuer: Option<&'static str>,
    /// How the expiry begins, where it can be read without a secret.
    pub expires: Option<&'static str>,
    /// Whether a passphrase opens it, so that a wallet without that passphrase is warned of.
    pub locked: bool,
}

impl Item {
    /// A file of this kind.
    #[must_use]
    pub const fn new(path: &'static str, kind: &'static str) -> Self {
        Self { path, kind, label: None, issuer: None, expires: None, locked: false }
    }

    /// With this label.
    #[must_use]
    pub const fn label(mut self, label: &'static str) -> Self {
        self.label = Some(label);
        self
    }

    /// With an issuer that begins so.
    #[must_use]
    pub const fn issuer(mut self, issuer: &'static str) -> Self {
        self.issuer = Some(issuer);
        self
    }

    /// With an expiry that begins so.
    #[must_use]
    pub const fn expires(mut self, expires: &'static str) -> Self {
        self.expires = Some(expires);
        self
    }

    /// Which a passphrase opens.
    #[must_use]
    pub const fn locked(mut self) -> Self {
        self.locked = true;
        self
    }

    /// Whether a path in the animal's folder is meant.
    #[must_use]
    pub fn is_at(&self, path: &str) -> bool {
        match self.path.split_once('*') {
            None => path == self.path,
            Some((before, after)) => {
                path.len() >= before.len() + after.len() && path.starts_with(before) && path.ends_with(after)
            }
        }
    }
}

/// A file, or a folder with all its files, without which an animal cannot work.
#[derive(Debug)]
pub struct Vital {
    /// The path in the animal's folder.
    pub path: &'static str,
    /// Where one flipped bit does harm. Formats have slack: comments, free pages, public copies.
    pub at: Spot,
}

/// A place in a file.
#[derive(Clone, Copy, Debug)]
pub enum Spot {
    /// So many percent of the length from the beginning.
    Percent(usize),
    /// So many bytes behind the first place where this stands.
    Behind(&'static str, usize),
}

impl Vital {
    /// A file or folder whose middle counts.
    #[must_use]
    pub const fn new(path: &'static str) -> Self {
        Self::at(path, 50)
    }

    /// A file or folder in which this place counts, in percent of the length.
    #[must_use]
    pub const fn at(path: &'static str, percent: usize) -> Self {
        Self { path, at: Spot::Percent(percent) }
    }

    /// A file in which it counts what stands so many bytes behind a word.
    #[must_use]
    pub const fn behind(path: &'static str, word: &'static str, bytes: usize) -> Self {
        Self { path, at: Spot::Behind(word, bytes) }
    }
}

impl Spot {
    /// The number of the byte in `content`; past its end if the word is not there.
    #[must_use]
    pub fn within(self, content: &[u8]) -> usize {
        match self {
            Self::Percent(percent) => content.len() * percent / 100,
            Self::Behind(word, bytes) => {
                let found = content.windows(word.len()).position(|part| part == word.as_bytes());
                found.map_or(content.len(), |place| place + word.len() + bytes)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, Spot};

    #[test]
    fn a_star_stands_for_what_a_tool_draws() {
        let item = Item::new("keys/*.key", "file");
        assert!(item.is_at("keys/17.key") && !item.is_at("keys/17.pub") && !item.is_at("keys.key"));
        assert!(Item::new("a", "file").is_at("a") && !Item::new("a", "file").is_at("aa"));
    }

    #[test]
    fn a_spot_is_found_by_its_share_or_by_the_word_before_it() {
        assert_eq!(Spot::Percent(50).within(b"0123"), 2);
        assert_eq!(Spot::Behind("12", 1).within(b"01234"), 4);
        assert_eq!(Spot::Behind("x", 1).within(b"01234"), 5);
    }
}
