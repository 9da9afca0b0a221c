//! The kinds of unlock methods.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// What kind of secret opens. More kinds come with their issues; codes are never reused.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[cbor(index_only)]
#[serde(rename_all = "lowercase")]
pub enum MethodKind {
    /// 4 to 12 digits that the owner remembers.
    #[n(0)]
    Pin,
    /// Words that the owner remembers.
    #[n(1)]
    Passphrase,
    /// A printed recovery kit: 160 random bits.
    #[n(2)]
    Kit,
    /// A secret that one device keeps: that device opens without asking.
    #[n(3)]
    Device,
    /// What a passkey's PRF gives: bound to the page's domain, and so never the only way in.
    #[n(4)]
    Passkey,
}

impl MethodKind {
    /// Whether the secret is short enough to be guessed, and is therefore stretched with Argon2id.
    #[must_use]
    pub const fn is_stretched(self) -> bool {
        matches!(self, Self::Pin | Self::Passphrase)
    }

    /// Whether it may be the only method: what needs neither one device nor one page's domain.
    #[must_use]
    pub const fn stands_alone(self) -> bool {
        matches!(self, Self::Pin | Self::Passphrase | Self::Kit)
    }

    /// The word used in JSON and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Passphrase => "passphrase",
            Self::Kit => "kit",
            Self::Device => "device",
            Self::Passkey => "passkey",
        }
    }
}

impl MethodKind {
    /// The words shown to people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Pin => "PIN",
            Self::Passphrase => "passphrase",
            Self::Kit => "recovery kit",
            Self::Device => "device itself",
            Self::Passkey => "passkey",
        }
    }
}

impl core::fmt::Display for MethodKind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.words())
    }
}
