//! Whether the key that a credential is bound to is in the same backup.
//!
//! Told from what the manifest says of the items, so that it can be told of any backup, with the phone or without. A credential whose key is
//! nowhere in it lives with hardware (or an app that gives no key away), and can only be issued again.

use std::collections::BTreeSet;

use crate::item::{Facets, KeyMark, Kind};

/// Where the key of a credential's holder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The credential names no key: whoever has it can show it.
    Free,
    /// In this backup: with it the credential works again.
    Here,
    /// Perhaps in something of this backup that can't be looked into, and nowhere else in it.
    Unseen,
    /// Not in this backup: the credential has to be issued again.
    Missing,
}

/// The private keys of one backup.
#[derive(Debug, Default)]
pub struct HolderKeys {
    private: BTreeSet<KeyMark>,
    unseen: bool,
}

impl HolderKeys {
    /// Takes one item.
    pub fn add(&mut self, kind: Kind, facets: Facets, key: Option<KeyMark>) {
        if facets.has(Facets::PUBLIC_HALF) || facets.has(Facets::HARDWARE) {
            return;
        }
        match key {
            Some(mark) if is_key(kind) => drop(self.private.insert(mark)),
            None if is_key(kind) => self.unseen = true,
            _ => self.unseen |= is_shut(kind),
        }
    }

    /// Where the key of this credential is.
    #[must_use]
    pub fn holder(&self, facets: Facets, key: Option<KeyMark>) -> Holder {
        match key {
            Some(mark) if facets.has(Facets::HOLDER_KEY) => match self.private.contains(&mark) {
                true => Holder::Here,
                false if self.unseen => Holder::Unseen,
                false => Holder::Missing,
            },
            _ => Holder::Free,
        }
    }
}

/// Kinds that are private keys, unless their facets say otherwise.
fn is_key(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PemKey
            | Kind::DerKey
            | Kind::OpensshKey
            | Kind::Jwk
            | Kind::Jwks
            | Kind::Pkcs12
            | Kind::Jks
            | Kind::Jceks
            | Kind::NssDatabase
            | Kind::SofthsmObject
    )
}

/// Kinds that may hold keys which nobody sees from outside: stores of wallets, and whatever else is sealed.
fn is_shut(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AskarStore
            | Kind::Sqlite
            | Kind::EudiMigrationObject
            | Kind::Jwe
            | Kind::Kdbx
            | Kind::AgeFile
            | Kind::PgpMessage
            | Kind::Cms
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Option<KeyMark> = Some(KeyMark(*b"12345678"));

    fn holder(items: &[(Kind, Facets, Option<KeyMark>)]) -> Holder {
        let mut keys = HolderKeys::default();
        items.iter().for_each(|(kind, facets, key)| keys.add(*kind, *facets, *key));
        keys.holder(Facets::HOLDER_KEY, MARK)
    }

    #[test]
    fn a_credential_is_bound_elsewhere_unless_its_private_key_is_here() {
        let credential = (Kind::SdJwtVc, Facets::HOLDER_KEY, MARK);
        assert_eq!(holder(&[credential]), Holder::Missing);
        assert_eq!(holder(&[credential, (Kind::Jwk, Facets::NONE, MARK)]), Holder::Here);
        assert_eq!(holder(&[(Kind::Jwk, Facets::PUBLIC_HALF, MARK)]), Holder::Missing);
        assert_eq!(holder(&[(Kind::Tpm2Key, Facets::HARDWARE, MARK)]), Holder::Missing);
        assert_eq!(holder(&[(Kind::Jwk, Facets::NONE, Some(KeyMark([0; 8])))]), Holder::Missing);
    }

    #[test]
    fn what_cannot_be_looked_into_may_hold_it() {
        for kind in [Kind::AskarStore, Kind::Sqlite, Kind::PemKey, Kind::Jwks] {
            assert_eq!(holder(&[(kind, Facets::ENCRYPTED, None)]), Holder::Unseen, "{kind}");
        }
    }

    #[test]
    fn a_credential_without_a_key_is_free() {
        assert_eq!(HolderKeys::default().holder(Facets::NONE, None), Holder::Free);
    }
}
