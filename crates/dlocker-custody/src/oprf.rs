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
