//! Java key stores, JKS and JCEKS: a SHA-1 over the password, a phrase and the whole store stands at its end.

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

/// As it stands in the code of the Java library.
const PHRASE: &[u8] = b"Mighty Aphrodite";
const DIGEST: usize = 20;

/// Compares the digest.
pub(crate) fn opens(store: &[u8], passphrase: &str) -> Option<bool> {
    let (content, digest) = store.split_at_checked(store.len().checked_sub(DIGEST)?)?;
    let mut sha1 = Sha1::new();
    for unit in passphrase.encode_utf16() {
        sha1.update(unit.to_be_bytes());
    }
    sha1.update(PHRASE);
    sha1.update(content);
    Some(sha1.finalize().as_slice().ct_eq(digest).into())
}
