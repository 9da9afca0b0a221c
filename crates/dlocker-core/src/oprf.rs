//! The owner's half of the OPRF: RFC 9497, mode OPRF (0x00), ciphersuite P256-SHA256.
//!
//! The trustee sees one uniformly random point for each opening, which says nothing about the secret.

use dlocker_protocol::oprf::{BlindedElement, EvaluatedElement};
use p256::elliptic_curve::Generate as _;
use p256::elliptic_curve::ops::Invert as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::hash2curve::GroupDigest as _;
use p256::{NistP256, NonZeroScalar, ProjectivePoint, PublicKey};
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use crate::secret::Stretched;

/// `"HashToGroup-" || contextString` (RFC 9497, sections 3.1 and 4.3).
const HASH_TO_GROUP: &[&[u8]] = &[b"HashToGroup-", b"OPRFV1-", &[0], b"-", b"P256-SHA256"];

/// The stretched secret hashes to the identity of the group (`InvalidInputError` of RFC 9497): a chance of about 2^-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this secret cannot be blinded; choose another one")]
pub struct Unblindable;

/// What the owner keeps between the request and the answer: the stretched secret and the blinding scalar, zeroized when dropped.
///
/// A retry sends the same [`BlindedElement`] again. It is never blinded anew: a trustee counts each blinded element once.
pub struct Blinding {
    input: Zeroizing<Vec<u8>>,
    scalar: NonZeroScalar,
}

/// F: the 32-byte output of the OPRF at one trustee. No Debug, no comparison; zeroized when dropped.
pub struct OprfOutput(Zeroizing<[u8; 32]>);

/// Blinds the stretched secret (RFC 9497, section 3.3.1, Blind).
///
/// # Errors
/// [`Unblindable`], with a chance of about 2^-256.
pub fn blind(w: &Stretched, rng: &mut impl CryptoRng) -> Result<(Blinding, BlindedElement), Unblindable> {
    blind_with(w.as_bytes(), NonZeroScalar::generate_from_rng(rng))
}

fn blind_with(input: &[u8], scalar: NonZeroScalar) -> Result<(Blinding, BlindedElement), Unblindable> {
    let point = NistP256::hash_from_bytes(&[input], HASH_TO_GROUP).map_err(|_| Unblindable)?;
    // The identity encodes as one byte, which is no BlindedElement.
    let blinded = BlindedElement::from_bytes(&encode(&(point * *scalar))).map_err(|_| Unblindable)?;
    Ok((Blinding { input: Zeroizing::new(input.to_vec()), scalar }, blinded))
}

impl Blinding {
    /// The output, from the trustee's answer (RFC 9497, section 3.3.1, Finalize). Whether the trustee answered rightly is
    /// known only when the envelope opens.
    #[must_use]
    pub fn finalize(&self, evaluated: &EvaluatedElement) -> OprfOutput {
        // An EvaluatedElement is a point, so this never falls back; if it did, the envelope would stay shut.
        let point = PublicKey::from_sec1_bytes(evaluated.as_bytes())
            .map_or(ProjectivePoint::GENERATOR, |key| key.to_projective());
        let mut inverse = self.scalar.invert();
        let unblinded = Zeroizing::new(encode(&(point * *inverse)));
        inverse.zeroize();
        let mut hash = Sha256::new();
        for part in [self.input.as_slice(), unblinded.as_slice()] {
            // Both are far shorter than 65,536 bytes.
            hash.update(u16::try_from(part.len()).unwrap_or(u16::MAX).to_be_bytes());
            hash.update(part);
        }
        hash.update(b"Finalize");
        OprfOutput(Zeroizing::new(hash.finalize().into()))
    }
}

impl Drop for Blinding {
    fn drop(&mut self) {
        self.scalar.zeroize();
    }
}

impl OprfOutput {
    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

fn encode(point: &ProjectivePoint) -> Vec<u8> {
    point.to_sec1_point(true).as_bytes().to_vec()
}
