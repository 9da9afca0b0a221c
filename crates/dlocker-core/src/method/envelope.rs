//! The envelope: the method's private key and the owner public key of the day of registration.

use dlocker_protocol::method::Transcript;
use dlocker_protocol::sealed::{Context, Shut, UnsealingKey};
use dlocker_protocol::signature::{Document as _, SigningKey};
use dlocker_protocol::{Digest, LockerId, MethodId, PublicKey, RegistrationId, cbor};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::derive::{self, Key, derive};
use crate::once;
use crate::secret::Stretched;

/// What the envelope keeps.
pub(super) struct Content {
    pub(super) unsealing: UnsealingKey,
    pub(super) owner_key: PublicKey,
}

/// The two keys that r, w and the transcript give.
pub(super) struct EnvelopeKeys {
    key: Key,
    commitment: Key,
}

impl EnvelopeKeys {
    pub(super) fn new(r: &[u8; 32], w: &Stretched, transcript: &Digest) -> Self {
        let input = Zeroizing::new([r.as_slice(), w.as_bytes()].concat());
        let part = |purpose| derive(&input, transcript.as_bytes(), purpose, &[]);
        Self { key: part("envelope-key"), commitment: part("envelope-commitment") }
    }

    pub(super) fn commitment(&self) -> Digest {
        Digest::from_array(*self.commitment)
    }

    /// Compared in constant time, and before anything is opened: the AEAD does not commit to its key.
    pub(super) fn commits(&self, commitment: &Digest) -> bool {
        self.commitment.ct_eq(commitment.as_bytes()).into()
    }

    /// Ciphertext of private seed (32 bytes) and owner public key (33), and tag: 81 bytes.
    pub(super) fn seal(&self, transcript: &Transcript, content: &Content) -> Vec<u8> {
        let plain = Zeroizing::new([content.unsealing.seed().as_slice(), content.owner_key.as_bytes()].concat());
        once::seal(&self.key, &context(transcript), &plain)
    }

    pub(super) fn open(&self, transcript: &Transcript, envelope: &[u8]) -> Result<Content, Shut> {
        let context = context(transcript);
        let shut = Shut { kind: context.kind };
        let plain = once::open(&self.key, &context, envelope)?;
        let (seed, owner_key) = plain.split_first_chunk::<32>().ok_or(shut)?;
        let unsealing = UnsealingKey::from_seed(Zeroizing::new(*seed)).map_err(|_| shut)?;
        let owner_key = PublicKey::from_bytes(owner_key).map_err(|_| shut)?;
        if unsealing.sealing_key() == transcript.sealing_key { Ok(Content { unsealing, owner_key }) } else { Err(shut) }
    }
}

/// The digest that envelope keys are salted with.
pub(super) fn digest(transcript: &Transcript) -> Digest {
    transcript.digest()
}

/// Signs proofs of success: needs r, and so a right guess and t trustees.
pub(super) fn success_key(
    r: &[u8; 32],
    locker: LockerId,
    method: MethodId,
    registration: RegistrationId,
) -> SigningKey {
    derive::signing_key(|counter| {
        derive(r, &[], "success-key", &cbor::encode(&(locker, method, registration, counter)))
    })
}

fn context(transcript: &Transcript) -> Context {
    let purpose = cbor::encode(&(transcript.method, transcript.registration));
    Context { kind: "envelope", locker: transcript.locker, epoch: 0, purpose }
}
