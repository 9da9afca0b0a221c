//! What an item of the wallet is: its kind, its label, its permissions and times.

/// The kinds of items that can be told apart from their bytes.
///
/// Name and code of a kind are stored in manifests: they never change, and a code is never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// Any file that nothing more is known about.
    File,
    /// A symbolic link.
    Link,
    /// The SQLite store of Aries Askar (ACA-Py, Credo).
    AskarStore,
    /// Any other SQLite database.
    Sqlite,
    /// A key in PEM (RFC 7468): PKCS #8 (encrypted or not), PKCS #1, SEC 1, or a public key. With its certificate if that is in the same file.
    PemKey,
    /// A key of OpenSSH: a private key (`openssh-key-v1`) or a single public key line.
    OpensshKey,
    /// One or more X.509 certificates in PEM without a key.
    PemCertificate,
    /// A JSON Web Key (RFC 7517).
    Jwk,
    /// A set of JSON Web Keys (RFC 7517, section 5).
    Jwks,
    /// A signed JSON Web Token in compact form (RFC 7519).
    Jwt,
    /// A credential as SD-JWT VC, with its disclosures.
    SdJwtVc,
    /// A W3C Verifiable Credential as JSON (data model 1.1 or 2.0).
    W3cVc,
}

/// Every kind with its stable code and name.
const KINDS: [(Kind, u8, &str); 12] = [
    (Kind::File, 0, "file"),
    (Kind::Link, 1, "link"),
    (Kind::AskarStore, 2, "askar-store"),
    (Kind::Sqlite, 3, "sqlite"),
    (Kind::PemKey, 4, "pem-key"),
    (Kind::OpensshKey, 5, "openssh-key"),
    (Kind::PemCertificate, 6, "pem-certificate"),
    (Kind::Jwk, 7, "jwk"),
    (Kind::Jwks, 8, "jwks"),
    (Kind::Jwt, 9, "jwt"),
    (Kind::SdJwtVc, 10, "sd-jwt-vc"),
    (Kind::W3cVc, 11, "w3c-vc"),
];

impl Kind {
    /// All kinds, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Kind> {
        KINDS.iter().map(|entry| entry.0)
    }

    /// The stable code of this kind, as it stands in manifests.
    #[must_use]
    pub fn code(self) -> u8 {
        self.entry().1
    }

    /// The stable name of this kind, as `items` shows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().2
    }

    /// The kind with this code; `None` for a code that this version does not know.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Kind> {
        KINDS.iter().find(|entry| entry.1 == code).map(|entry| entry.0)
    }

    /// The kind with this name; `None` for a name that this version does not know.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Kind> {
        KINDS.iter().find(|entry| entry.2 == name).map(|entry| entry.0)
    }

    fn entry(self) -> &'static (Kind, u8, &'static str) {
        // A test holds that every kind is listed; `file` is the honest answer otherwise.
        KINDS.iter().find(|entry| entry.0 == self).unwrap_or(&KINDS[0])
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

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
}

impl ItemInfo {
    /// The most characters that a label, issuer or expiry has.
    pub const TEXT_LIMIT: usize = 200;

    /// An item of this kind about which nothing else is known.
    #[must_use]
    pub fn of(kind: Kind) -> ItemInfo {
        ItemInfo { kind, label: None, issuer: None, expires: None, raw_key: false }
    }

    /// The same item with this label, cleaned of control characters and cut to the limit.
    #[must_use]
    pub fn labelled(mut self, label: Option<&str>) -> ItemInfo {
        self.label = label.and_then(clean);
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
    fn every_kind_is_found_by_its_code_and_by_its_name() {
        for (i, kind) in Kind::all().enumerate() {
            assert_eq!(usize::from(kind.code()), i);
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(Kind::all().count(), 12);
        assert_eq!(Kind::from_code(12), None);
        assert_eq!(Kind::from_name("File"), None);
    }

    #[test]
    fn names_and_codes_are_pinned() {
        let pinned: Vec<String> = Kind::all().map(|k| format!("{} {}", k.code(), k)).collect();
        let expected = "0 file,1 link,2 askar-store,3 sqlite,4 pem-key,5 openssh-key,6 pem-certificate,7 jwk,8 jwks,9 jwt,10 sd-jwt-vc,11 w3c-vc";
        assert_eq!(pinned.join(","), expected);
    }

    #[test]
    fn a_label_carries_no_terminal_commands_and_is_cut() {
        let info = ItemInfo::of(Kind::File).labelled(Some("\u{1b}[31mred\r\n"));
        assert_eq!(info.label.as_deref(), Some("[31mred"));
        let long = ItemInfo::of(Kind::File).labelled(Some(&"x".repeat(500)));
        assert_eq!(long.label.map(|l| l.len()), Some(ItemInfo::TEXT_LIMIT));
        assert_eq!(ItemInfo::of(Kind::File).labelled(Some(" \u{7} ")).label, None);
    }
}
