//! Signed documents: the exact bytes that were signed travel, never a re-encoding of them.

use minicbor::{Decode, Encode};

use super::{PublicKey, Signature, SigningKey};
use crate::Digest;
use crate::cbor::{self, Malformed};

/// A document that is signed or hashed as one piece.
pub trait Document: Encode<()> + for<'b> Decode<'b, ()> {
    /// Separates this kind of document from every other in signatures and digests.
    const LABEL: &'static str;
    /// Longest accepted encoding in bytes.
    const MAX_BYTES: usize;

    /// Digest of the canonical encoding under the label of this kind.
    fn digest(&self) -> Digest {
        Digest::of(Self::LABEL, &cbor::encode(self))
    }
}

/// The signature is not the expected key's over this document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature on this {what} is not by the expected key")]
pub struct BadSignature {
    /// The label of the document.
    pub what: &'static str,
}

/// A document ready to be signed, so that a key that lives elsewhere (a browser's, an HSM's) can sign its [`message`](Draft::message).
pub struct Draft<T> {
    payload: Vec<u8>,
    document: T,
}

impl<T: Document> Draft<T> {
    /// Encodes `document`.
    pub fn new(document: T) -> Self {
        Self { payload: cbor::encode(&document), document }
    }

    /// What is signed: `"dlocker/v1/" label 0x00 payload`.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        message::<T>(&self.payload)
    }

    /// Signs with a key in memory.
    #[must_use]
    pub fn sign(self, key: &SigningKey) -> Signed<T> {
        let signature = key.sign(&self.message());
        self.with_signature(signature)
    }

    /// Puts a signature made elsewhere on the document.
    #[must_use]
    pub fn with_signature(self, signature: Signature) -> Signed<T> {
        Signed { payload: self.payload, signature, document: self.document }
    }
}

fn message<T: Document>(payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(payload.len() + 32);
    bytes.extend_from_slice(b"dlocker/v1/");
    bytes.extend_from_slice(T::LABEL.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(payload);
    bytes
}

/// A document with a signature that is not yet believed: [`verify`](Signed::verify) gives the document. Wire: CBOR `[payload, signature]`.
#[derive(Clone)]
pub struct Signed<T> {
    payload: Vec<u8>,
    signature: Signature,
    document: T,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Wire {
    #[cbor(n(0), with = "minicbor::bytes")]
    payload: Vec<u8>,
    #[n(1)]
    signature: Signature,
}

impl<T: Document> Signed<T> {
    /// Parses the wire form.
    ///
    /// # Errors
    /// [`Malformed`] if it is too long, or either layer is not canonical.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > T::MAX_BYTES + 128 {
            return Err(Malformed { what: T::LABEL });
        }
        let Wire { payload, signature } = cbor::decode(bytes, T::LABEL)?;
        let document = cbor::decode(&payload, T::LABEL)?;
        Ok(Self { payload, signature, document })
    }

    /// The wire form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(&Wire { payload: self.payload.clone(), signature: self.signature })
    }

    /// The document, if `key` signed it.
    ///
    /// # Errors
    /// [`BadSignature`] otherwise.
    pub fn verify(&self, key: &PublicKey) -> Result<&T, BadSignature> {
        if key.verifies(&message::<T>(&self.payload), &self.signature) {
            Ok(&self.document)
        } else {
            Err(BadSignature { what: T::LABEL })
        }
    }

    /// What the document says, believed by nobody yet: for looking up the key to verify with.
    pub fn unverified(&self) -> &T {
        &self.document
    }

    /// Digest of the payload under the document's label; the signature is not part of it (ECDSA signatures can be re-randomised).
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(T::LABEL, &self.payload)
    }
}

impl<T: Document> core::fmt::Debug for Signed<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Signed({}, {:?})", T::LABEL, self.digest())
    }
}

impl<T: Document> serde::Serialize for Signed<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&crate::encoded::to_base64url(&self.to_bytes()))
    }
}

impl<'de, T: Document> serde::Deserialize<'de> for Signed<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let crate::Bytes(bytes) = serde::Deserialize::deserialize(deserializer)?;
        Self::from_bytes(&bytes).map_err(serde::de::Error::custom)
    }
}
