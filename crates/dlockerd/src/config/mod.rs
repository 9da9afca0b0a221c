//! `bank.toml`: every setting, its default, and what is refused. `docs/operate/` lists the same for people.

mod duration;
mod file;
mod size;

use std::path::{Path, PathBuf};

use dlocker_bank::Limits;

use crate::rates::RateSettings;

/// The settings of a bank, checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BankConfig {
    /// Bounds on recoveries, guesses and sizes.
    pub limits: Limits,
    /// How much one locker or one address may ask.
    pub rates: RateSettings,
    /// Certificate and key, if this program speaks TLS itself.
    pub tls: Option<TlsFiles>,
    /// The address by which owners reach the bank, if something in front of it speaks TLS.
    pub public_url: Option<String>,
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
