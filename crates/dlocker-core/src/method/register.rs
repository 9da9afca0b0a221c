//! Registering an unlock method.

use dlocker_protocol::method::{MethodKind, MethodRecord, Stretch, StretchOutOfBounds, Transcript, TrusteePart};
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{Digest, LockerId, MethodId, PublicKey, RegistrationId, TrusteeId};
use rand_core::CryptoRng;

use super::envelope::{self, Content, EnvelopeKeys};
use super::mask::{Place, mask, masked_share_digest};
use crate::derive::Key;
use crate::oprf::OprfOutput;
use crate::secret::Stretched;
use crate::sharing::{self, BadThreshold, Share};

/// What a method is made of.
pub struct Registration {
    /// Whose.
    pub locker: LockerId,
    /// Which method: new, or the one that is registered anew.
    pub method: MethodId,
    /// Which registration of it.
    pub registration: RegistrationId,
    /// Kind of secret.
    pub kind: MethodKind,
    /// The settings that w was stretched with; none for a kit.
    pub stretch: Option<Stretch>,
    /// t.
    pub threshold: u8,
    /// One for each of the n trustees; the first gets share 1.
    pub parts: Vec<RegistrationPart>,
    /// The owner's public key of this epoch: the anchor of every roster that this method will believe.
    pub owner_key: PublicKey,
}

/// One trustee's part.
pub struct RegistrationPart {
    /// Which.
    pub trustee: TrusteeId,
    /// K of the key that it made for this registration.
    pub oprf_key: OprfPublicKey,
    /// Its output for the owner's secret.
    pub output: OprfOutput,
}

/// A method ready to be stored.
pub struct Registered {
    /// The fixed part, for every trustee.
    pub record: MethodRecord,
    /// One masked share for each trustee, in the order of the parts.
    pub masked_shares: Vec<[u8; 32]>,
}

/// A registration that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRegistration {
    /// t and n don't go together.
    #[error(transparent)]
    Threshold(#[from] BadThreshold),
    /// A trustee or an OPRF key twice: one that counts twice is no threshold.
    #[error("each trustee takes part once, with a key of its own")]
    Trustees,
    /// Settings that are out of bounds, missing for a PIN or passphrase, or given for a kit.
    #[error(transparent)]
    Stretch(#[from] StretchOutOfBounds),
    /// The random source gave what is no key.
    #[error("no key could be made from these random bytes")]
    Key,
}

/// Makes the record and the masked shares: draws r and the method's key pair.
///
/// # Errors
/// [`BadRegistration`] if the parts don't go together.
pub fn register(
    registration: Registration,
    w: &Stretched,
    rng: &mut impl CryptoRng,
) -> Result<Registered, BadRegistration> {
    check(&registration)?;
    let mut r = Key::default();
    rng.fill_bytes(r.as_mut_slice());
    let trustees = u8::try_from(registration.parts.len()).unwrap_or(u8::MAX);
    let shares = sharing::deal(&r, registration.threshold, trustees, rng)?;
    let masked_shares: Vec<[u8; 32]> =
        registration.parts.iter().zip(&shares).map(|(part, share)| mask_part(&registration, part, share)).collect();
    let unsealing = UnsealingKey::random(rng).map_err(|_| BadRegistration::Key)?;
    let success = envelope::success_key(&r, registration.locker, registration.method, registration.registration);
    let transcript = transcript(&registration, &masked_shares, &unsealing, &success);
    let keys = EnvelopeKeys::new(&r, w, &envelope::digest(&transcript));
    let envelope = keys.seal(&transcript, &Content { unsealing, owner_key: registration.owner_key });
    Ok(Registered { record: MethodRecord { transcript, envelope, commitment: keys.commitment() }, masked_shares })
}

fn check(registration: &Registration) -> Result<(), BadRegistration> {
    sharing::check(registration.threshold, registration.parts.len())?;
    let parts = registration.parts.iter().enumerate();
    for (i, part) in parts {
        let before = &registration.parts[..i];
        if before.iter().any(|other| other.trustee == part.trustee || other.oprf_key == part.oprf_key) {
            return Err(BadRegistration::Trustees);
        }
    }
    match (&registration.stretch, registration.kind.is_stretched()) {
        (Some(stretch), true) => Ok(stretch.check()?),
        (None, false) => Ok(()),
        _ => Err(StretchOutOfBounds.into()),
    }
}

fn mask_part(registration: &Registration, part: &RegistrationPart, share: &Share) -> [u8; 32] {
    let place = Place {
        locker: registration.locker,
        method: registration.method,
        registration: registration.registration,
        trustee: part.trustee,
        index: share.index,
        oprf_key: part.oprf_key,
    };
    *mask(&share.bytes, &place, &part.output)
}

fn transcript(
    registration: &Registration,
    masked_shares: &[[u8; 32]],
    unsealing: &UnsealingKey,
    success: &SigningKey,
) -> Transcript {
    let digests = masked_shares.iter().map(|masked| masked_share_digest(masked));
    Transcript {
        locker: registration.locker,
        method: registration.method,
        registration: registration.registration,
        kind: registration.kind,
        threshold: registration.threshold,
        trustees: (1..).zip(&registration.parts).zip(digests).map(|((i, part), d)| trustee(i, part, d)).collect(),
        stretch: registration.stretch,
        sealing_key: unsealing.sealing_key(),
        success_key: success.public_key(),
    }
}

const fn trustee(index: u8, part: &RegistrationPart, masked_share: Digest) -> TrusteePart {
    TrusteePart { trustee: part.trustee, index, oprf_key: part.oprf_key, masked_share }
}
