//! Typed ids: 16 bytes each, shown as a prefix and lower-case base32 (RFC 4648, section 6) without padding.

use data_encoding::{BASE32_NOPAD, Specification};

use crate::cbor::Malformed;
use crate::digest::Digest;
use crate::signature::PublicKey;

/// The one registry of ids: type, prefix, meaning.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
        #[schema(value_type = String)]
        pub struct $name([u8; 16]);

        impl $name {
            /// What the text form begins with, before the hyphen.
            pub const PREFIX: &'static str = $prefix;

            /// An id of these 16 bytes.
            #[must_use]
            pub const fn from_array(bytes: [u8; 16]) -> Self { Self(bytes) }

            /// An id of 16 bytes.
            ///
            /// # Errors
            /// [`Malformed`] on another length.
            pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
                bytes.try_into().map(Self).map_err(|_| Malformed { what: stringify!($name) })
            }

            /// The 16 bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] { &self.0 }

            /// A fresh random id.
            pub fn random(rng: &mut impl rand_core::CryptoRng) -> Self {
                let mut bytes = [0; 16];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!($prefix, "-{}"), base32(&self.0))
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result { core::fmt::Display::fmt(self, f) }
        }

        impl core::str::FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                parse($prefix, text).map(Self).ok_or(Malformed { what: stringify!($name) })
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(&self, e: &mut minicbor::Encoder<W>, _: &mut C)
                -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                Self::from_bytes(d.bytes()?).map_err(|e| minicbor::decode::Error::message(e.what))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )* };
}

ids! {
    /// A locker: the account at a trustee. Random, made by the trustee at the invitation.
    LockerId = "locker";
    /// A device: the first 16 bytes of the digest of its public key, so the id fixes the key.
    DeviceId = "device";
    /// A trustee: the first 16 bytes of the digest of its log-head key, so pinning the id pins the key.
    TrusteeId = "bank";
    /// An unlock method. Random, made by the owner; stays the same when the method is registered anew.
    MethodId = "method";
    /// One registration of a method: one OPRF key. Random, made by the owner, so a retry is recognised.
    RegistrationId = "registration";
    /// A snapshot. Random, made by the device.
    SnapshotId = "snapshot";
    /// A pack of sealed segments. Random, made by the device.
    PackId = "pack";
    /// A recovery case. Random, made by the trustee.
    CaseId = "case";
    /// An intent: a change that waits. Random, made by the device, so a retry is recognised.
    IntentId = "intent";
    /// A link by which one device joins. Derived from the link's secret, so that only who has the link can name it.
    LinkId = "link";
    /// A session of a member of staff: the first 16 bytes of the digest of its key, so the id fixes the key.
    SessionId = "session";
    /// A request to a wallet to present a credential. Random, made by the trustee.
    PresentationId = "presentation";
    /// A passkey of a member of staff: the first 16 bytes of the digest of its credential id.
    PasskeyId = "passkey";
}

impl DeviceId {
    /// The id of the device that holds `key`.
    #[must_use]
    pub fn of(key: &PublicKey) -> Self {
        Self(half(&Digest::of("device-id", key.as_bytes())))
    }
}

impl TrusteeId {
    /// The id of the trustee whose visit-log heads `key` signs.
    #[must_use]
    pub fn of(key: &PublicKey) -> Self {
        Self(half(&Digest::of("trustee-id", key.as_bytes())))
    }
}

impl SessionId {
    /// The id of the session that `key` signs for.
    #[must_use]
    pub fn of(key: &PublicKey) -> Self {
        Self(half(&Digest::of("session-id", key.as_bytes())))
    }

    /// The `keyid` with which its requests are signed: `session:` and the id.
    #[must_use]
    pub fn keyid(&self) -> String {
        format!("session:{self}")
    }
}

impl PasskeyId {
    /// The id of the passkey whose authenticator calls it `credential`.
    #[must_use]
    pub fn of(credential: &[u8]) -> Self {
        Self(half(&Digest::of("passkey-id", credential)))
    }
}

fn half(digest: &Digest) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&digest.as_bytes()[..16]);
    id
}

fn base32(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}

fn parse(prefix: &str, text: &str) -> Option<[u8; 16]> {
    let body = text.strip_prefix(prefix)?.strip_prefix('-')?;
    let mut alphabet = Specification::new();
    alphabet.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    let bytes = alphabet.encoding().ok()?.decode(body.as_bytes()).ok()?;
    bytes.try_into().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_shown_and_parsed_the_same() {
        let id = CaseId::from_array(core::array::from_fn(|i| u8::try_from(i).unwrap()));
        assert_eq!(id.to_string(), "case-aaaqeayeaudaocajbifqydiob4");
        assert_eq!(id.to_string().parse::<CaseId>().unwrap(), id);
    }

    #[test]
    fn an_id_of_another_kind_case_or_length_is_refused() {
        for text in [
            "locker-aaaqeayeaudaocajbifqydiob4",
            "case-AAAQEAYEAUDAOCAJBIFQYDIOB4",
            "case-aaaqeayeaudaocajbifqydiob",
            "case-aaaqeayeaudaocajbifqydiob5", // non-zero trailing bits
            "case-",
            "",
        ] {
            assert!(text.parse::<CaseId>().is_err(), "{text}");
        }
    }
}
