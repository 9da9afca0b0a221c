//! X-Wing keys (draft-connolly-cfrg-xwing-kem): public 1216 bytes, private a seed of 32 bytes.

use hpke::kem::XWing;
use hpke::{Deserializable, Kem, Serializable};
use zeroize::Zeroizing;

use crate::cbor::Malformed;

/// The public half: seals, never opens.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingKey(Box<[u8; Self::LEN]>);

impl SealingKey {
    /// Length in bytes.
    pub const LEN: usize = 1216;

    /// Parses exactly [`Self::LEN`] bytes of a valid key.
    ///
    /// # Errors
    /// [`Malformed`] on another length, or coefficients outside the field of ML-KEM.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let malformed = Malformed { what: "SealingKey" };
        let array: [u8; Self::LEN] = bytes.try_into().map_err(|_| malformed)?;
        <XWing as Kem>::PublicKey::from_bytes(&array).map_err(|_| malformed)?;
        Ok(Self(Box::new(array)))
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }
}

impl core::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SealingKey({:?})", crate::Digest::plain(self.as_bytes()))
    }
}

impl<C> minicbor::Encode<C> for SealingKey {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(self.as_bytes())?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for SealingKey {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::from_bytes(d.bytes()?).map_err(|e| minicbor::decode::Error::message(e.what))
    }
}

/// The private half: opens. Zeroized when dropped; no Debug, no comparison.
pub struct UnsealingKey {
    seed: Zeroizing<[u8; 32]>,
    private: <XWing as Kem>::PrivateKey,
}

impl UnsealingKey {
    /// The key of this seed.
    ///
    /// # Errors
    /// [`Malformed`] never for 32 bytes; kept because the library's parser may refuse.
    pub fn from_seed(seed: Zeroizing<[u8; 32]>) -> Result<Self, Malformed> {
        let private =
            <XWing as Kem>::PrivateKey::from_bytes(seed.as_slice()).map_err(|_| Malformed { what: "UnsealingKey" })?;
        Ok(Self { seed, private })
    }

    /// A fresh key.
    pub fn random(rng: &mut impl rand_core::CryptoRng) -> Result<Self, Malformed> {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut_slice());
        Self::from_seed(seed)
    }

    /// The public half.
    #[must_use]
    pub fn sealing_key(&self) -> SealingKey {
        let mut bytes = Box::new([0; SealingKey::LEN]);
        bytes.copy_from_slice(&XWing::sk_to_pk(&self.private).to_bytes());
        SealingKey(bytes)
    }

    /// The seed, to be sealed into something else.
    #[must_use]
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    pub(super) fn private(&self) -> &<XWing as Kem>::PrivateKey {
        &self.private
    }
}
