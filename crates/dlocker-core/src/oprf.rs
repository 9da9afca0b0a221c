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

    #[cfg(test)]
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

fn encode(point: &ProjectivePoint) -> Vec<u8> {
    point.to_sec1_point(true).as_bytes().to_vec()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use hex_literal::hex;

    use super::*;
    use crate::tests::{Bank, TestRng};

    const BLIND: [u8; 32] = hex!("3338fa65ec36e0290022b48eb562889d89dbfa691d1cde91517fa222ed7ad364");
    const KEY: [u8; 32] = hex!("159749d750713afe245d2d39ccfaae8381c53ce92d098a9375ee70739c7ac0bf");

    type Vector = (&'static [u8], [u8; 33], [u8; 33], [u8; 32]);

    /// RFC 9497, appendix A.3.1: input, blinded element, evaluated element, output.
    const VECTORS: [Vector; 2] = [
        (
            &[0],
            hex!("03723a1e5c09b8b9c18d1dcbca29e8007e95f14f4732d9346d490ffc195110368d"),
            hex!("030de02ffec47a1fd53efcdd1c6faf5bdc270912b8749e783c7ca75bb412958832"),
            hex!("a0b34de5fa4c5b6da07e72af73cc507cceeb48981b97b7285fc375345fe495dd"),
        ),
        (
            &[0x5a; 17],
            hex!("03cc1df781f1c2240a64d1c297b3f3d16262ef5d4cf102734882675c26231b0838"),
            hex!("03a0395fe3828f2476ffcd1f4fe540e5a8489322d398be3c4e5a869db7fcb7c52c"),
            hex!("c748ca6dd327f0ce85f4ae3a8cd6d4d5390bbb804c9e12dcf94f853fece3dcce"),
        ),
    ];

    fn scalar(bytes: &[u8; 32]) -> NonZeroScalar {
        NonZeroScalar::try_from(bytes.as_slice()).unwrap()
    }

    #[test]
    fn the_vectors_of_rfc_9497_hold() {
        for (input, blinded, evaluated, output) in VECTORS {
            let (blinding, element) = blind_with(input, scalar(&BLIND)).unwrap();
            assert_eq!(element.as_bytes(), &blinded);
            let answer = Bank::with_key(scalar(&KEY)).evaluate(&element);
            assert_eq!(answer.as_bytes(), &evaluated);
            assert_eq!(blinding.finalize(&answer).as_bytes(), &output);
        }
    }

    #[test]
    fn the_output_does_not_depend_on_the_blind_and_the_blinded_element_does() {
        let rng = &mut TestRng::of(1);
        let (bank, w) = (Bank::new(rng), Stretched::of_bytes([7; 32]));
        let (first, second) = (blind(&w, rng).unwrap(), blind(&w, rng).unwrap());
        assert_ne!(first.1, second.1);
        let output =
            |(blinding, element): &(Blinding, BlindedElement)| *blinding.finalize(&bank.evaluate(element)).as_bytes();
        assert_eq!(output(&first), output(&second));
    }

    #[test]
    fn another_key_or_another_secret_gives_another_output() {
        let rng = &mut TestRng::of(2);
        let (bank, other) = (Bank::new(rng), Bank::new(rng));
        let output = |bank: &Bank, w: [u8; 32], rng: &mut TestRng| {
            let (blinding, element) = blind(&Stretched::of_bytes(w), rng).unwrap();
            *blinding.finalize(&bank.evaluate(&element)).as_bytes()
        };
        assert_ne!(output(&bank, [7; 32], rng), output(&other, [7; 32], rng));
        assert_ne!(output(&bank, [7; 32], rng), output(&bank, [8; 32], rng));
    }
}
