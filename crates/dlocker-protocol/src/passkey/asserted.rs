//! Documents that a passkey vouches for, in place of a key's signature.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{Assertion, BadPasskey, RelyingParty, Said};
use crate::cbor::{self, Malformed};
use crate::signature::{Document, Signed};
use crate::{Bytes, Digest, PublicKey};

/// A document with an assertion whose challenge is the document's digest: the SHA-256 of exactly the bytes that a key would sign. Not believed
/// before [`verify`](Asserted::verify).
#[derive(Clone)]
pub struct Asserted<T> {
    payload: Vec<u8>,
    assertion: Assertion,
    document: T,
}

/// On the wire.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssertedWire {
    /// The canonical encoding of the document.
    pub document: Bytes,
    /// The assertion; its challenge is the digest of the document.
    pub assertion: Assertion,
}

impl<T: Document> Asserted<T> {
    /// Puts an assertion on a document.
    #[must_use]
    pub fn new(document: T, assertion: Assertion) -> Self {
        Self { payload: cbor::encode(&document), assertion, document }
    }

    /// Parses the document.
    ///
    /// # Errors
    /// [`Malformed`] if it is too long or not canonical.
    pub fn from_parts(payload: Vec<u8>, assertion: Assertion) -> Result<Self, Malformed> {
        if payload.len() > T::MAX_BYTES {
            return Err(Malformed { what: T::LABEL });
        }
        let document = cbor::decode(&payload, T::LABEL)?;
        Ok(Self { payload, assertion, document })
    }

    /// Id of the credential that must have signed.
    #[must_use]
    pub fn credential(&self) -> &[u8] {
        &self.assertion.credential.0
    }

    /// What the document says, believed by nobody yet.
    pub fn unverified(&self) -> &T {
        &self.document
    }

    /// Digest of the document, and challenge of the assertion.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(T::LABEL, &self.payload)
    }

    /// The document, if the credential with this key vouches for it on the page of `party`.
    ///
    /// # Errors
    /// [`BadPasskey`].
    pub fn verify(&self, key: &PublicKey, party: &RelyingParty) -> Result<(&T, Said), BadPasskey> {
        let said = self.assertion.verify(key, &self.digest(), party)?;
        Ok((&self.document, said))
    }

    /// Everything by which it can be checked again later.
    #[must_use]
    pub fn proof(&self, key: PublicKey, party: &RelyingParty) -> Proof {
        Proof {
            label: T::LABEL.to_owned(),
            document: Bytes(self.payload.clone()),
            key,
            origin: party.origin().to_owned(),
            assertion: self.assertion.clone(),
        }
    }
}

impl<T: Document> core::fmt::Debug for Asserted<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Asserted({}, {:?})", T::LABEL, self.digest())
    }
}

impl<T: Document> Serialize for Asserted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wire = AssertedWire { document: Bytes(self.payload.clone()), assertion: self.assertion.clone() };
        wire.serialize(serializer)
    }
}

impl<'de, T: Document> Deserialize<'de> for Asserted<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let AssertedWire { document, assertion } = AssertedWire::deserialize(deserializer)?;
        Self::from_parts(document.0, assertion).map_err(D::Error::custom)
    }
}

/// Kept as evidence: a document, the assertion over it, the credential's key and the page's origin. Checked again by [`Proof::verify`] with nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(array)]
pub struct Proof {
    /// The label of the document.
    #[n(0)]
    pub label: String,
    /// Its canonical encoding.
    #[n(1)]
    pub document: Bytes,
    /// The credential's public key.
    #[n(2)]
    pub key: PublicKey,
    /// Where it was made.
    #[n(3)]
    pub origin: String,
    /// The assertion.
    #[n(4)]
    pub assertion: Assertion,
}

impl Proof {
    /// Digest of the document.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.label, &self.document.0)
    }

    /// Whether it still holds.
    ///
    /// # Errors
    /// [`BadPasskey`].
    pub fn verify(&self) -> Result<Said, BadPasskey> {
        let party = RelyingParty::of_origin(&self.origin).map_err(|_| BadPasskey::Origin)?;
        self.assertion.verify(&self.key, &self.digest(), &party)
    }
}

/// A document that a member of staff vouches for: signed with the key of their key file, or by one of their passkeys. In JSON a text is the one,
/// an object the other.
#[derive(Clone)]
pub enum Vouched<T> {
    /// By a key.
    Signed(Signed<T>),
    /// By a passkey.
    Asserted(Asserted<T>),
}

impl<T: Document> Vouched<T> {
    /// What the document says, believed by nobody yet.
    pub fn unverified(&self) -> &T {
        match self {
            Self::Signed(signed) => signed.unverified(),
            Self::Asserted(asserted) => asserted.unverified(),
        }
    }

    /// Digest of the document: the same whoever vouches.
    #[must_use]
    pub fn digest(&self) -> Digest {
        match self {
            Self::Signed(signed) => signed.digest(),
            Self::Asserted(asserted) => asserted.digest(),
        }
    }
}

impl<T: Document> core::fmt::Debug for Vouched<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Signed(signed) => signed.fmt(f),
            Self::Asserted(asserted) => asserted.fmt(f),
        }
    }
}

impl<T: Document> Serialize for Vouched<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Signed(signed) => signed.serialize(serializer),
            Self::Asserted(asserted) => asserted.serialize(serializer),
        }
    }
}

/// Both forms before their documents are parsed.
#[derive(Deserialize)]
#[serde(untagged, expecting = "neither a signed document as text nor an object of document and assertion")]
enum Either {
    Signed(Bytes),
    Asserted(AssertedWire),
}

impl<'de, T: Document> Deserialize<'de> for Vouched<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parsed = match Either::deserialize(deserializer)? {
            Either::Signed(bytes) => Signed::from_bytes(&bytes.0).map(Self::Signed),
            Either::Asserted(wire) => Asserted::from_parts(wire.document.0, wire.assertion).map(Self::Asserted),
        };
        parsed.map_err(D::Error::custom)
    }
}
