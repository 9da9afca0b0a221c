//! Where passkeys count: the origin of the page, and the domain that they belong to.

use crate::Digest;

/// The page's origin, and with it the relying party's id (WebAuthn, section 5.1.3): the host of that origin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelyingParty {
    origin: String,
    id: String,
}

/// The text is not an origin that passkeys can belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an origin is https:// and a host name in lower case, with a port if it is not 443, and nothing after it; http:// for localhost alone. \
     Passkeys belong to names, not to addresses such as 127.0.0.1"
)]
pub struct BadOrigin;

impl RelyingParty {
    /// The relying party of the page at `origin`, say `https://bank.example` or `http://localhost:8700`.
    ///
    /// # Errors
    /// [`BadOrigin`] on anything that is not written as a browser writes an origin.
    pub fn of_origin(origin: &str) -> Result<Self, BadOrigin> {
        let (host, usual) = match (origin.strip_prefix("https://"), origin.strip_prefix("http://")) {
            (Some(host), _) => (host, ":443"),
            (None, Some(host)) if host == "localhost" || host.starts_with("localhost:") => (host, ":80"),
            _ => return Err(BadOrigin),
        };
        let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
        let fits = is_name(name) && (port.is_empty() || is_port(port)) && port != usual;
        if fits { Ok(Self { origin: origin.to_owned(), id: name.to_owned() }) } else { Err(BadOrigin) }
    }

    /// The origin.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The relying party's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What stands at the beginning of authenticator data.
    pub(super) fn id_hash(&self) -> Digest {
        Digest::plain(self.id.as_bytes())
    }
}

/// A host name as browsers write it. One whose last label is a number would be read as an address.
fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(plain) && !label.starts_with('-') && !label.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    name.len() <= 253 && name.split('.').all(label) && !last.bytes().all(|b| b.is_ascii_digit())
}

fn is_port(port: &str) -> bool {
    let digits = &port[1..];
    !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse::<u16>().is_ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_gives_the_domain_that_passkeys_belong_to() {
        for (origin, id) in [
            ("https://bank.example", "bank.example"),
            ("https://bank.example:8443", "bank.example"),
            ("http://localhost:8700", "localhost"),
            ("https://localhost", "localhost"),
            ("https://xn--bnk-rla.example", "xn--bnk-rla.example"),
        ] {
            let party = RelyingParty::of_origin(origin).unwrap();
            assert_eq!((party.origin(), party.id()), (origin, id));
        }
    }

    #[test]
    fn what_a_browser_would_write_otherwise_is_no_origin() {
        for bad in [
            "",
            "bank.example",
            "http://bank.example",
            "http://localhost.example",
            "http://127.0.0.1:8700",
            "https://127.0.0.1",
            "https://[::1]:8700",
            "https://bank.example/",
            "https://bank.example:443",
            "http://localhost:80",
            "https://bank.example:",
            "https://bank.example:08443",
            "https://bank.example:99999",
            "https://bank.example:+1",
            "https://Bank.example",
            "https://bank..example",
            "https://-bank.example",
            "https://user@bank.example",
            "https://bank.example?x",
            "https://bänk.example",
            "https://",
        ] {
            assert!(RelyingParty::of_origin(bad).is_err(), "{bad}");
        }
    }
}
