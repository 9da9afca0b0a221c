//! Where the issuer is reached.

use std::net::{IpAddr, SocketAddr};

/// The address of the issuer, and the host in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerPlace {
    url: String,
    host: String,
}

impl IssuerPlace {
    /// At this URL: a scheme, a host, and perhaps a port and a path. A trailing slash is dropped.
    #[must_use]
    pub fn at(url: &str) -> Self {
        let url = url.trim_end_matches('/').to_owned();
        let authority = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let authority = authority.split('/').next().unwrap_or_default();
        let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((v6, _)) => v6,
            None => authority.split(':').next().unwrap_or_default(),
        };
        let host = host.to_ascii_lowercase();
        Self { url, host }
    }

    /// What the settings say, else the address at which this program listens.
    #[must_use]
    pub fn of(public_url: Option<&str>, scheme: &str, listening: SocketAddr) -> Self {
        Self::at(public_url.unwrap_or(&format!("{scheme}://{listening}")))
    }

    /// The URL, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The host as a name; `localhost` for an address of this machine.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self.address() {
            None => Some(&self.host),
            Some(address) if address.is_loopback() => Some("localhost"),
            Some(_) => None,
        }
    }

    /// The URL with the host as a name, where it has one: what a name in a certificate is compared with.
    #[must_use]
    pub fn named_url(&self) -> Option<String> {
        let name = self.name()?;
        let written = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        Some(self.url.to_ascii_lowercase().replacen(&written, name, 1))
    }

    /// The host as an address, if it is one.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_is_found() {
        for (url, name, address) in [
            ("https://Bank.example", Some("bank.example"), None),
            ("https://bank.example:8443/dlocker/", Some("bank.example"), None),
            ("http://127.0.0.1:8700", Some("localhost"), Some("127.0.0.1")),
            ("http://[::1]:8700", Some("localhost"), Some("::1")),
            ("http://192.0.2.1", None, Some("192.0.2.1")),
        ] {
            let place = IssuerPlace::at(url);
            assert_eq!(place.name(), name, "{url}");
            assert_eq!(place.address(), address.map(|text| text.parse().unwrap()), "{url}");
        }
        assert_eq!(IssuerPlace::at("https://bank.example/").url(), "https://bank.example");
        for (url, named) in [
            ("https://Bank.example:8443", Some("https://bank.example:8443")),
            ("http://127.0.0.1:8700", Some("http://localhost:8700")),
            ("http://[::1]:8700", Some("http://localhost:8700")),
            ("http://192.0.2.1", None),
        ] {
            assert_eq!(IssuerPlace::at(url).named_url().as_deref(), named, "{url}");
        }
    }
}
