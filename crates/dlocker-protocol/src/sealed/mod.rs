//! Sealing to a public key: HPKE (RFC 9180), base mode, KEM X-Wing (0x647a), HKDF-SHA256, ChaCha20-Poly1305.
//!
//! Both sides of the wall seal: the owner seals roots and seeds to keys of their own, the trustee seals its answers to the key that came with
//! the request. X-Wing joins ML-KEM-768 and X25519, so what is recorded today stays shut as long as one of them holds.

mod context;
mod key;

pub use context::Context;
pub use key::{SealingKey, UnsealingKey};

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Bytes that sealing adds: 1120 for the encapsulated key, 16 for the tag.
pub const OVERHEAD: usize = ENCAPSULATED + 16;
const ENCAPSULATED: usize = 1120;

/// What was sealed does not open: another key, another place, or altered bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what was sealed as {kind} does not open: altered, or meant for another key or place")]
pub struct Shut {
    /// The kind that was expected.
    pub kind: &'static str,
}

/// Seals `plaintext` to `key`. Output: encapsulated key (1120 bytes), then ciphertext and tag.
///
/// # Errors
/// [`Shut`] if the key cannot be used (never for a parsed [`SealingKey`] in practice).
pub fn seal(key: &SealingKey, context: &Context, plaintext: &[u8], rng: &mut impl CryptoRng) -> Result<Vec<u8>, Shut> {
    let shut = Shut { kind: context.kind };
    let public = <XWing as Kem>::PublicKey::from_bytes(key.as_bytes()).map_err(|_| shut)?;
    let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        &public,
        &context.info(),
        plaintext,
        &context.associated_data(),
        rng,
    )
    .map_err(|_| shut)?;
    Ok([encapsulated.to_bytes().as_slice(), &ciphertext].concat())
}

/// Opens what [`seal`] sealed under the same context.
///
/// # Errors
/// [`Shut`] on another key or context, and on altered, cut or extended bytes.
pub fn open(key: &UnsealingKey, context: &Context, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Shut> {
    let shut = Shut { kind: context.kind };
    let (encapsulated, ciphertext) = sealed.split_at_checked(ENCAPSULATED).ok_or(shut)?;
    let encapsulated = <XWing as Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| shut)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        key.private(),
        &encapsulated,
        &context.info(),
        ciphertext,
        &context.associated_data(),
    )
    .map(Zeroizing::new)
    .map_err(|_| shut)
}
