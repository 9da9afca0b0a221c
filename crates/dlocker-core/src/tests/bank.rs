use dlocker_protocol::oprf::{BlindedElement, EvaluatedElement, OprfPublicKey};
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{PublicKey, TrusteeId};
use p256::elliptic_curve::Generate as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::{NonZeroScalar, ProjectivePoint, PublicKey as Point};
use rand_core::CryptoRng;

use super::TestRng;
use crate::oprf::{OprfOutput, blind};
use crate::secret::Stretched;

/// A trustee's side, in as few lines as it takes.
pub(crate) struct Bank {
    k: NonZeroScalar,
    pub(crate) log_key: SigningKey,
}

impl Bank {
    pub(crate) fn new(rng: &mut impl CryptoRng) -> Self {
        Self { k: NonZeroScalar::generate_from_rng(rng), log_key: SigningKey::random(rng) }
    }

    pub(crate) fn with_key(k: NonZeroScalar) -> Self {
        Self { k, log_key: SigningKey::random(&mut TestRng::of(0)) }
    }

    pub(crate) fn id(&self) -> TrusteeId {
        TrusteeId::of(&self.log_public_key())
    }

    pub(crate) fn log_public_key(&self) -> PublicKey {
        self.log_key.public_key()
    }

    pub(crate) fn k(&self) -> [u8; 32] {
        self.k.to_bytes().into()
    }

    pub(crate) fn oprf_key(&self) -> OprfPublicKey {
        OprfPublicKey::from_bytes((ProjectivePoint::GENERATOR * *self.k).to_sec1_point(true).as_bytes()).unwrap()
    }

    pub(crate) fn evaluate(&self, blinded: &BlindedElement) -> EvaluatedElement {
        let point = Point::from_sec1_bytes(blinded.as_bytes()).unwrap().to_projective() * *self.k;
        EvaluatedElement::from_bytes(point.to_sec1_point(true).as_bytes()).unwrap()
    }

    /// F for w, the whole way.
    pub(crate) fn output(&self, w: &Stretched, rng: &mut impl CryptoRng) -> OprfOutput {
        let (blinding, blinded) = blind(w, rng).unwrap();
        blinding.finalize(&self.evaluate(&blinded))
    }
}
