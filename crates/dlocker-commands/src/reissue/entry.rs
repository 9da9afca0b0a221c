//! One line of the list: credentials of one type from one issuer.

use dlocker_wallet::Kind;
use serde_json::{Value, json};

/// Types that say who somebody is, as they begin: the PID of the EU wallet (SD-JWT VC and mdoc), the driving licence and photo ID of ISO, the ID pass
/// of Google's wallet, the verifiable ID of EBSI, the resident card and driving licence of W3C's vocabularies.
const IDENTITY: [&str; 9] = [
    "urn:eudi:pid:",
    "urn:eu.europa.ec.eudi:pid:",
    "eu.europa.ec.eudi.pid.",
    "org.iso.18013.5.1.mDL",
    "org.iso.23220.photoid.",
    "com.google.wallet.idcard.",
    "VerifiableId",
    "PermanentResidentCard",
    "Iso18013DriversLicense",
];

/// What is the same of all credentials of one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sort {
    /// False sorts before true: identity first.
    pub(super) other: bool,
    pub(super) name: String,
    pub(super) issuer: String,
    pub(super) kind: Kind,
}

impl Sort {
    pub(super) fn new(kind: Kind, name: Option<&str>, issuer: Option<&str>) -> Self {
        let name = name.unwrap_or_default().to_owned();
        let other = !IDENTITY.iter().any(|start| name.starts_with(start));
        Self { other, name, issuer: issuer.unwrap_or_default().to_owned(), kind }
    }

    /// Where an OpenID4VCI wallet reads what this issuer issues (OpenID4VCI 1.0, section 12.2.2): the well-known path stands between host and path.
    /// `None` for an issuer that is not known by an https URL.
    pub(super) fn metadata(&self) -> Option<String> {
        let rest = self.issuer.strip_prefix("https://")?.trim_end_matches('/');
        let (host, path) =
            rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
        let plain = !host.is_empty() && !rest.contains(['?', '#', '@', ' ']);
        plain.then(|| format!("https://{host}/.well-known/openid-credential-issuer{path}"))
    }
}

/// How far a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Still to be issued again.
    Open,
    /// A later backup has a new one.
    CameIn,
    /// Ticked by hand.
    Done,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) sort: Sort,
    /// How many there are; issuers give several at once.
    pub(super) count: usize,
    /// False where the key may be in a store of the backup that can't be looked into.
    pub(super) certain: bool,
    pub(super) state: State,
}

impl Entry {
    pub(super) fn json(&self, number: usize) -> Value {
        json!({
            "number": number,
            "kind": self.sort.kind.name(),
            "type": self.sort.name,
            "identity": !self.sort.other,
            "issuer": self.sort.issuer,
            "issuer_metadata": self.sort.metadata(),
            "credentials": self.count,
            "bound": if self.certain { "yes" } else { "perhaps" },
            "state": match self.state { State::Open => "open", State::CameIn => "came-in", State::Done => "done" },
        })
    }

    pub(super) fn line(&self, number: usize) -> String {
        let tick = if self.state == State::Open { " " } else { "x" };
        let or = |text: &str, none: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
        let name = or(&self.sort.name, self.sort.kind.name());
        let issuer = or(&self.sort.issuer, "an issuer that the credential does not name");
        let perhaps = if self.certain { "" } else { " (perhaps: its key may be in a store of this backup)" };
        let way = match self.sort.metadata() {
            Some(url) => format!("issuer's entry point for wallet apps: {url}"),
            None => "the credential names no address of its issuer: ask there how it is issued again".to_owned(),
        };
        format!("[{tick}] {number:>2}  {name}, by {issuer}{perhaps}\n        {way}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_point_lies_between_host_and_path() {
        let of = |issuer| Sort::new(Kind::SdJwtVc, Some("t"), Some(issuer)).metadata();
        let known = |end: &str| Some(format!("https://i.example/.well-known/openid-credential-issuer{end}"));
        assert_eq!(of("https://i.example"), known(""));
        assert_eq!(of("https://i.example/"), known(""));
        assert_eq!(of("https://i.example/a/b"), known("/a/b"));
        for none in ["did:web:i.example", "http://i.example", "https://", "https://a@i.example", "The Licence Office"] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn identity_comes_first() {
        let mut sorts = ["a degree", "org.iso.18013.5.1.mDL", "urn:eudi:pid:de:1"]
            .map(|name| Sort::new(Kind::SdJwtVc, Some(name), None));
        sorts.sort();
        assert_eq!(sorts.map(|sort| sort.name), ["org.iso.18013.5.1.mDL", "urn:eudi:pid:de:1", "a degree"]);
    }
}
