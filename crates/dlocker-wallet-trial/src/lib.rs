//! Does this passphrase open that store? Asked when a wallet is backed up, so that the owner is warned of a store whose passphrase is nowhere in it.
//!
//! Pure: bytes in, answer out; nothing is decrypted further than it takes to know. A key derivation that would cost more memory or time than a
//! backup may spend is not run, and [`Answer::NotTried`] says so.
//!
//! What may not live here: recognising (that is `dlocker-wallet`, which has no cryptography), looking for passphrases, remembering answers.

mod java;
mod kdbx;
mod openssh;
mod pkcs12;
mod pkcs8;
mod read;

use dlocker_wallet::Kind;

/// Memory that a key derivation may take: 64 MiB, in KiB.
const MAX_KIB: u32 = 64 << 10;
/// Rounds that a derivation by iterated hashing may take: about a second.
const MAX_ROUNDS: u32 = 2_000_000;

/// What came out of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The passphrase opens the store.
    Opens,
    /// It does not.
    Shut,
    /// This kind of store, or this one, can't be tried.
    NotTried,
}

impl Answer {
    fn of(opens: Option<bool>) -> Answer {
        match opens {
            Some(true) => Answer::Opens,
            Some(false) => Answer::Shut,
            None => Answer::NotTried,
        }
    }
}

/// Whether stores of this kind can be tried at all. Of KDBX the first 64 KiB are enough; of the others all bytes are needed.
#[must_use]
pub fn can_try(kind: Kind) -> bool {
    matches!(kind, Kind::OpensshKey | Kind::PemKey | Kind::DerKey | Kind::Pkcs12 | Kind::Jks | Kind::Jceks | Kind::Kdbx)
}

/// Tries a passphrase on a store of this kind.
#[must_use]
pub fn try_open(kind: Kind, store: &[u8], passphrase: &str) -> Answer {
    Answer::of(match kind {
        Kind::OpensshKey => openssh::opens(store, passphrase),
        Kind::PemKey => pkcs8::opens_pem(store, passphrase),
        Kind::DerKey => pkcs8::opens_der(store, passphrase),
        Kind::Pkcs12 => pkcs12::opens(store, passphrase),
        Kind::Jks | Kind::Jceks => java::opens(store, passphrase),
        Kind::Kdbx => kdbx::opens(store, passphrase),
        _ => None,
    })
}
