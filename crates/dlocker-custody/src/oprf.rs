//! The trustee's half of RFC 9497, mode OPRF, P256-SHA256. Multiplication is constant-time.

use dlocker_protocol::oprf::{BlindedElement, EvaluatedElement, OprfPublicKey};
use elliptic_curve::sec1::ToSec1Point;
use p256::{AffinePoint, ProjectivePoint, PublicKey, SecretKey};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::CustodyError;

const UNUSABLE: CustodyError = CustodyError::Unusable { what: "an OPRF evaluation" };

/// k of one registration; zeroized when dropped.
pub(crate) struct OprfKey(SecretKey);

impl OprfKey {
    /// Uniform in 1..n: a draw outside is thrown away (about one in 2^32).
    pub(crate) fn random(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        loop {
            rng.fill_bytes(bytes.as_mut_slice());
            if let Some(key) = Self::from_bytes(bytes.as_slice()) {
                return key;
            }
        }
    }

    /// From 32 bytes, big-endian, in 1..n.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let scalar = Zeroizing::new(<[u8; 32]>::try_from(bytes).ok()?);
        SecretKey::from_bytes((&*scalar).into()).ok().map(Self)
    }

    pub(crate) fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// K = kG.
    pub(crate) fn public(&self) -> Result<OprfPublicKey, CustodyError> {
        let point = compressed(self.0.public_key().as_affine());
        OprfPublicKey::from_bytes(&point).map_err(|_| UNUSABLE)
    }

    /// k times the blinded element; never the identity, since neither factor is.
    pub(crate) fn evaluate(&self, blinded: &BlindedElement) -> Result<EvaluatedElement, CustodyError> {
        let point = PublicKey::from_sec1_bytes(blinded.as_bytes()).map_err(|_| UNUSABLE)?;
        let scalar = Zeroizing::new(self.0.to_nonzero_scalar());
        let product = (ProjectivePoint::from(*point.as_affine()) * **scalar).to_affine();
        EvaluatedElement::from_bytes(&compressed(&product)).map_err(|_| UNUSABLE)
    }
}

fn compressed(point: &AffinePoint) -> Vec<u8> {
    point.to_sec1_point(true).as_bytes().to_vec()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::testing::{Scripted, rng};
    use hex_literal::hex;
    use p256_for_voprf::NistP256;

    /// RFC 9497, A.3.1: P256-SHA256, mode OPRF; the key, then (blindedElement, evaluatedElement).
    const KEY: [u8; 32] = hex!("159749d750713afe245d2d39ccfaae8381c53ce92d098a9375ee70739c7ac0bf");
    const VECTORS: [([u8; 33], [u8; 33]); 2] = [
        (
            hex!("03723a1e5c09b8b9c18d1dcbca29e8007e95f14f4732d9346d490ffc195110368d"),
            hex!("030de02ffec47a1fd53efcdd1c6faf5bdc270912b8749e783c7ca75bb412958832"),
        ),
        (
            hex!("03cc1df781f1c2240a64d1c297b3f3d16262ef5d4cf102734882675c26231b0838"),
            hex!("03a0395fe3828f2476ffcd1f4fe540e5a8489322d398be3c4e5a869db7fcb7c52c"),
        ),
    ];
    const ORDER: [u8; 32] = hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    #[test]
    fn the_vectors_of_rfc_9497_come_out() {
        let key = OprfKey::from_bytes(&KEY).unwrap();
        for (blinded, evaluated) in VECTORS {
            let blinded = BlindedElement::from_bytes(&blinded).unwrap();
            assert_eq!(key.evaluate(&blinded).unwrap().as_bytes(), &evaluated);
        }
    }

    #[test]
    fn another_implementation_evaluates_the_same() {
        for _ in 0..64 {
            let key = OprfKey::random(&mut rng());
            let blinded = OprfKey::random(&mut rng()).public().unwrap();
            let theirs = voprf::OprfServer::<NistP256>::new_with_key(key.to_bytes().as_slice()).unwrap();
            let element = voprf::BlindedElement::<NistP256>::deserialize(blinded.as_bytes()).unwrap();
            let expected = theirs.blind_evaluate(&element).serialize();
            let blinded = BlindedElement::from_bytes(blinded.as_bytes()).unwrap();
            assert_eq!(key.evaluate(&blinded).unwrap().as_bytes().as_slice(), &expected[..]);
        }
    }

    #[test]
    fn the_public_key_is_k_times_the_generator() {
        let generator = BlindedElement::from_bytes(&compressed(&AffinePoint::GENERATOR)).unwrap();
        let minus_generator = BlindedElement::from_bytes(&compressed(&-AffinePoint::GENERATOR)).unwrap();
        let key = OprfKey::random(&mut rng());
        let public = key.public().unwrap();
        assert_eq!(key.evaluate(&generator).unwrap().as_bytes(), public.as_bytes());
        let negated = key.evaluate(&minus_generator).unwrap();
        assert_eq!(
            (negated.as_bytes()[0] ^ public.as_bytes()[0], &negated.as_bytes()[1..]),
            (1, &public.as_bytes()[1..])
        );
    }

    #[test]
    fn a_draw_outside_the_group_order_is_thrown_away() {
        let good = [5; 32];
        let mut rng = Scripted::new(&[[0xff; 32], ORDER, [0; 32], good]);
        assert_eq!(*OprfKey::random(&mut rng).to_bytes(), good);
    }

    #[test]
    fn a_key_of_another_length_or_outside_the_order_is_refused() {
        for length in (0..=64).filter(|length| *length != 32) {
            assert!(OprfKey::from_bytes(&vec![1; length]).is_none(), "{length} bytes");
        }
        assert!(OprfKey::from_bytes(&ORDER).is_none());
        assert!(OprfKey::from_bytes(&[0; 32]).is_none());
    }
}
