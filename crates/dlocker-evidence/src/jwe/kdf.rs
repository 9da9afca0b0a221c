//! The key that both sides derive: the Concat KDF of NIST SP 800-56A with SHA-256, as RFC 7518, section 4.6.2 has it.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::header::Header;

/// The content encryption key. One round is enough: no key here is longer than a digest.
pub(super) fn key(shared: &Zeroizing<[u8; 32]>, header: &Header) -> Zeroizing<Vec<u8>> {
    let length = header.content.key();
    let mut hash = Sha256::new();
    hash.update(1u32.to_be_bytes());
    hash.update(shared.as_slice());
    for part in [header.content.name().as_bytes(), &header.producer, &header.recipient] {
        hash.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.update(u32::try_from(8 * length).unwrap_or(u32::MAX).to_be_bytes());
    let round: Zeroizing<[u8; 32]> = Zeroizing::new(hash.finalize().into());
    Zeroizing::new(round.iter().copied().take(length).collect())
}
