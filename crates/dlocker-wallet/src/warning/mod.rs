//! Warnings that save a wallet: what would be found out too late, when the backup is all that is left.
//!
//! One pure function over what is known of the items, so that `backup` and `items` say the same. Each thing is said once.
//!
//! A public key whose private half is missing is the hard case: most public keys in a wallet are other people's. It is told only where nothing
//! speaks against it. See [`others`].

mod gather;
mod others;

use std::fmt;

pub use gather::Gatherer;

use crate::item::{Facets, KeyMark, Kind};

/// What is known of one item.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Its path, parts joined by `/`, as it is shown.
    pub path: &'a str,
    /// What it is.
    pub kind: Kind,
    /// What else there is to say.
    pub facets: Facets,
    /// The key pair that it belongs to.
    pub key: Option<KeyMark>,
}

/// What a warning is about; its name stands in `--json` and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// AnonCreds credentials, and no link secret.
    NoLinkSecret,
    /// Encrypted, and the passphrase was not found.
    PassphraseNotHere,
    /// A public key without its private half.
    OnlyPublicHalf,
    /// A `-wal` or journal without its database.
    JournalWithoutDatabase,
    /// Nothing where a store was.
    Emptied,
    /// Of no use without hardware that no backup holds.
    HardwareBound,
}

impl Code {
    /// Its name, in kebab-case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Code::NoLinkSecret => "no-link-secret",
            Code::PassphraseNotHere => "passphrase-not-here",
            Code::OnlyPublicHalf => "only-public-half",
            Code::JournalWithoutDatabase => "journal-without-database",
            Code::Emptied => "emptied",
            Code::HardwareBound => "hardware-bound",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One warning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The item, or the first of several.
    pub path: String,
    /// What it is about.
    pub code: Code,
    /// What happened, what it means for the wallet, and what to do, as the end of a sentence that begins with the path.
    pub text: String,
}

/// The warnings about these items, in the order of their paths.
#[must_use]
pub fn warnings<'a>(items: impl IntoIterator<Item = Seen<'a>>) -> Vec<Warning> {
    let mut gatherer = Gatherer::default();
    items.into_iter().for_each(|item| gatherer.add(&item));
    gatherer.finish()
}

/// The kinds that a passphrase opens. What is encrypted *to a key* is not among them: messages need a key, and keys are items too. A message that
/// a passphrase opens all the same has [`Facets::PASSPHRASE`].
#[must_use]
pub fn has_passphrase(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AskarStore
            | Kind::BitwardenExport
            | Kind::DerKey
            | Kind::ElectrumWallet
            | Kind::EthereumKeystore
            | Kind::EudiMigrationObject
            | Kind::GnupgPrivateKey
            | Kind::Jceks
            | Kind::Jks
            | Kind::Kdbx
            | Kind::MinisignSecretKey
            | Kind::NssDatabase
            | Kind::OpensshKey
            | Kind::PemKey
            | Kind::PgpSecretKey
            | Kind::Pkcs12
            | Kind::SignifySecretKey
            | Kind::SofthsmObject
    )
}

#[cfg(test)]
mod tests;
