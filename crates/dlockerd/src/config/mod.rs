//! `bank.toml`: every setting, its default, and what is refused. `docs/operate/` lists the same for people.

mod duration;
mod file;
mod oidc;
mod recovery;
mod size;
mod telling;

pub use oidc::OidcConfig;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use dlocker_bank::Limits;
use dlocker_evidence::trust::{EntrySettings, TrustList};
use dlocker_protocol::passkey::RelyingParty;
use serde::Deserialize;

use crate::rates::RateSettings;

pub use telling::{MailConfig, MailSecurity, TellingConfig};

/// The settings of a bank, checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BankConfig {
    /// Bounds on recoveries, guesses and sizes.
    pub limits: Limits,
    /// How much one locker or one address may ask.
    pub rates: RateSettings,
    /// The page.
    pub page: PageConfig,
    /// By which ways owners and the bank's own systems are told.
    pub telling: TellingConfig,
    /// Certificate and key, if this program speaks TLS itself.
    pub tls: Option<TlsFiles>,
    /// The address by which owners reach the bank, if something in front of it speaks TLS.
    pub public_url: Option<String>,
    /// The bank's own certificate of the issuer key and what is above it, PEM; without it this program makes one.
    pub issuer_certificate: Option<PathBuf>,
    /// The identity provider through which staff sign in, if the bank has one.
    pub oidc: Option<OidcConfig>,
    /// What wallets are told.
    pub wallets: WalletConfig,
    /// Which issuers of credentials the bank believes, as written; files by their whole paths.
    pub trust: Vec<EntrySettings>,
}

/// What wallets of other makers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WalletConfig {
    /// How the bank names itself; where it is not said, by its address if that has a DNS name and TLS, else by its certificate.
    pub client_id: Option<ClientIdPrefix>,
    /// How they answer.
    pub response_mode: ResponseMode,
}

/// How wallets answer (OpenID4VP 1.0, section 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum ResponseMode {
    /// Encrypted.
    #[default]
    #[serde(rename = "direct_post.jwt")]
    DirectPostJwt,
    /// Plain.
    #[serde(rename = "direct_post")]
    DirectPost,
}

impl From<ResponseMode> for dlocker_bank::presentation::ResponseMode {
    fn from(mode: ResponseMode) -> Self {
        match mode {
            ResponseMode::DirectPostJwt => Self::Encrypted,
            ResponseMode::DirectPost => Self::Plain,
        }
    }
}

/// A client identifier prefix (OpenID4VP 1.0, section 5.9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientIdPrefix {
    /// A DNS name in the certificate.
    X509SanDns,
    /// The hash of the certificate.
    X509Hash,
    /// A DID.
    DecentralizedIdentifier,
}

/// The page, and who else may host one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageConfig {
    /// Where the page is reached, and so where passkeys count; derived where it is not said, see [`BankConfig::party`].
    pub party: Option<RelyingParty>,
    /// Whether this program serves it.
    pub serve: bool,
    /// Other origins whose pages may ask this bank.
    pub allow_origins: Vec<String>,
}

impl Default for PageConfig {
    fn default() -> Self {
        Self { party: None, serve: true, allow_origins: Vec::new() }
    }
}

/// Where certificate and key lie, both PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate and its chain.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// The configuration cannot be used; the words name the file, the line or the setting, and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadConfig(pub String);

impl BankConfig {
    /// Where passkeys count: `[page] origin`, else `public_url`, else `localhost` at the port of a loopback address. Nowhere, where none of
    /// these says a name.
    #[must_use]
    pub fn party(&self, listening: SocketAddr) -> Option<RelyingParty> {
        if let Some(party) = &self.page.party {
            return Some(party.clone());
        }
        if let Some(url) = &self.public_url {
            let host = url.strip_prefix("https://")?.split('/').next()?;
            return RelyingParty::of_origin(&format!("https://{host}")).ok();
        }
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let local = listening.ip().to_canonical().is_loopback();
        let party = || RelyingParty::of_origin(&format!("{scheme}://localhost:{}", listening.port())).ok();
        if local { party() } else { None }
    }

    /// Whether the page is reached by TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        let origin = self.page.party.as_ref().is_some_and(|party| party.origin().starts_with("https://"));
        self.tls.is_some() || self.public_url.is_some() || origin
    }

    /// Which issuers of credentials the bank believes, with the certificates that the list names.
    ///
    /// # Errors
    /// [`BadConfig`] if an entry is not right, or a file cannot be read.
    pub fn trust_list(&self) -> Result<TrustList, BadConfig> {
        let read = |file: &str| std::fs::read(file).map_err(|e| format!("{file} cannot be read: {e}"));
        TrustList::parse(&self.trust, read).map_err(|e| BadConfig(format!("identity.trust: {e}")))
    }

    /// Reads `path`.
    ///
    /// # Errors
    /// [`BadConfig`] if it cannot be read, or holds anything that [`BankConfig::parse`] refuses.
    pub fn read(path: &Path) -> Result<Self, BadConfig> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|e| BadConfig(format!("the configuration {shown} cannot be read: {e}")))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder).map_err(|e| BadConfig(format!("{shown}: {e}")))
    }

    /// Parses the text of a `bank.toml`; relative paths in it are taken from `folder`.
    ///
    /// # Errors
    /// [`BadConfig`] on unknown settings, values that are not of the documented form, and bounds that contradict each other.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, BadConfig> {
        let file: file::BankFile = toml::from_str(text).map_err(|e| BadConfig(e.to_string().trim_end().to_owned()))?;
        file.check(folder)
    }
}

#[cfg(test)]
mod tests;
