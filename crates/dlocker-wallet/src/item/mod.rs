//! What an item of the wallet is: its kind, its label, its permissions and times.

mod facets;
mod kind;
mod passing;
mod public;

pub use facets::Facets;
pub use kind::Kind;
pub use public::KeyMark;

/// What could be found out about an item without any secret.
///
/// Texts are at most [`ItemInfo::TEXT_LIMIT`] characters and hold no control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemInfo {
    /// What it is.
    pub kind: Kind,
    /// What a person would call it: a common name, a key's comment, a credential's type.
    pub label: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// When it expires, as RFC 3339 date or date-time.
    pub expires: Option<String>,
    /// It holds unencrypted private key material and must never be compressed together with anything else.
    /// Errs on the side of `true`.
    pub raw_key: bool,
    /// What else there is to say: encrypted, only a public half, bound to hardware.
    pub facets: Facets,
    /// Marks the key pair it belongs to, where the public key can be read.
    pub key: Option<KeyMark>,
}

impl ItemInfo {
    /// The most characters that a label, issuer or expiry has.
    pub const TEXT_LIMIT: usize = 200;

    /// An item of this kind about which nothing else is known.
    #[must_use]
    pub fn of(kind: Kind) -> ItemInfo {
        ItemInfo { kind, label: None, issuer: None, expires: None, raw_key: false, facets: Facets::NONE, key: None }
    }

    /// The same item with this label, cleaned of control characters and cut to the limit.
    #[must_use]
    pub fn labelled(mut self, label: Option<&str>) -> ItemInfo {
        self.label = label.and_then(clean);
        self
    }

    /// The same item, holding secrets in the open.
    #[must_use]
    pub fn raw(mut self) -> ItemInfo {
        self.raw_key = true;
        self
    }

    /// The same item with these facets besides those it has.
    #[must_use]
    pub fn with(mut self, facets: Facets) -> ItemInfo {
        self.facets = self.facets | facets;
        self
    }

    /// The same item with this mark of its key pair.
    #[must_use]
    pub fn of_key(mut self, key: Option<KeyMark>) -> ItemInfo {
        self.key = key;
        self
    }

    /// The same credential, bound to this key of its holder; as it was where none is known.
    #[must_use]
    pub fn held_by(self, key: Option<KeyMark>) -> ItemInfo {
        if key.is_some() { self.with(Facets::HOLDER_KEY).of_key(key) } else { self }
    }

    /// The same item that expires then: an RFC 3339 date or date-time.
    #[must_use]
    pub fn expiring(mut self, expires: Option<String>) -> ItemInfo {
        self.expires = expires;
        self
    }

    /// The same item with this issuer, cleaned of control characters and cut to the limit.
    #[must_use]
    pub fn issued_by(mut self, issuer: Option<&str>) -> ItemInfo {
        self.issuer = issuer.and_then(clean);
        self
    }
}

/// A text fit for showing: no control characters, no more than the limit; `None` when nothing is left.
fn clean(text: &str) -> Option<String> {
    let shown: String = text.trim().chars().filter(|c| !c.is_control()).take(ItemInfo::TEXT_LIMIT).collect();
    (!shown.is_empty()).then_some(shown)
}

/// Permission bits and modification time of a file, folder or link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Permission bits with setuid, setgid and sticky: `0o7777` at most. Of a link: whatever the system says (0o777 on Linux).
    pub mode: u32,
    /// Modification time, whole seconds since 1970-01-01 UTC, negative before.
    pub mtime_secs: i64,
    /// Nanoseconds past `mtime_secs`, 0 to 999,999,999.
    pub mtime_nanos: u32,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_label_carries_no_terminal_commands_and_is_cut() {
        let info = ItemInfo::of(Kind::File).labelled(Some("\u{1b}[31mred\r\n"));
        assert_eq!(info.label.as_deref(), Some("[31mred"));
        let long = ItemInfo::of(Kind::File).labelled(Some(&"x".repeat(500)));
        assert_eq!(long.label.map(|l| l.len()), Some(ItemInfo::TEXT_LIMIT));
        assert_eq!(ItemInfo::of(Kind::File).labelled(Some(" \u{7} ")).label, None);
    }
}
