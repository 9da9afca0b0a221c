//! What there is to say about an item besides its kind, as bits.

use std::ops::BitOr;

/// What there is to say about an item besides its kind. The bits stand in manifests: they never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facets(u32);

impl Facets {
    /// Nothing.
    pub const NONE: Facets = Facets(0);
    /// Encrypted: of no use without a secret.
    pub const ENCRYPTED: Facets = Facets(1);
    /// Only the public half of a key pair.
    pub const PUBLIC_HALF: Facets = Facets(2);
    /// Bound to hardware: what is here is of no use without it.
    pub const HARDWARE: Facets = Facets(4);
    /// Encrypted, and its secret is in this wallet: it was tried.
    pub const SECRET_HERE: Facets = Facets(8);
    /// Empty, where a store was before.
    pub const EMPTIED: Facets = Facets(16);
    /// A `-wal` or journal without its database.
    pub const STRAY_JOURNAL: Facets = Facets(32);
    /// A credential that is of no use without a link secret.
    pub const NEEDS_LINK_SECRET: Facets = Facets(64);
    /// A link secret.
    pub const LINK_SECRET: Facets = Facets(128);
    /// Encrypted, and a passphrase opens it. Of stores and keys the kind says so; of messages, which mostly are encrypted to a key, this does.
    pub const PASSPHRASE: Facets = Facets(256);
    /// A credential that is of no use without its holder's key, which the mark of the item names.
    pub const HOLDER_KEY: Facets = Facets(512);

    /// The facets with these bits; bits that this version does not know are kept.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Facets {
        Facets(bits)
    }

    /// The bits, as they stand in manifests.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// These without those.
    #[must_use]
    pub const fn without(self, facets: Facets) -> Facets {
        Facets(self.0 & !facets.0)
    }

    /// Whether all of these are among them.
    #[must_use]
    pub const fn has(self, facets: Facets) -> bool {
        self.0 & facets.0 == facets.0
    }
}

impl BitOr for Facets {
    type Output = Facets;

    fn bitor(self, other: Facets) -> Facets {
        Facets(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_are_joined_and_asked_for() {
        let both = Facets::ENCRYPTED | Facets::HARDWARE;
        assert_eq!(both.bits(), 5);
        assert!(both.has(Facets::ENCRYPTED) && both.has(Facets::HARDWARE) && both.has(Facets::NONE));
        assert!(!both.has(Facets::PUBLIC_HALF) && !both.has(both | Facets::PUBLIC_HALF));
        assert_eq!(Facets::from_bits(1 << 30).bits(), 1 << 30);
    }

    #[test]
    fn the_bits_are_pinned() {
        let all = [
            Facets::ENCRYPTED,
            Facets::PUBLIC_HALF,
            Facets::HARDWARE,
            Facets::SECRET_HERE,
            Facets::EMPTIED,
            Facets::STRAY_JOURNAL,
            Facets::NEEDS_LINK_SECRET,
            Facets::LINK_SECRET,
            Facets::PASSPHRASE,
            Facets::HOLDER_KEY,
        ];
        for (n, facet) in all.into_iter().enumerate() {
            assert_eq!(facet.bits(), 1 << n);
        }
    }
}
