//! `did:key` and `did:jwk`: DIDs in which the key stands.

use dlocker_protocol::PublicKey;
use dlocker_protocol::encoded::from_base64url;

use super::jwk;
use crate::json;

/// Multicodec `p256-pub`, 0x1200, as a varint.
const P256: [u8; 2] = [0x80, 0x24];
/// A DID with a key in it is no longer than this.
const MAX_DID: usize = 1024;

/// The P-256 key of a `did:key` or `did:jwk`, written in the one way.
pub(crate) fn key_of_did(did: &str) -> Option<PublicKey> {
    if did.len() > MAX_DID {
        return None;
    }
    if let Some(text) = did.strip_prefix("did:key:") {
        return multikey(text);
    }
    let text = did.strip_prefix("did:jwk:")?;
    jwk::key(&json::value(&from_base64url(text)?)?)
}

/// The P-256 key of a multibase text: `z`, base58btc, multicodec, 33 bytes.
pub(crate) fn multikey(text: &str) -> Option<PublicKey> {
    let text = text.strip_prefix('z').filter(|text| text.len() <= 64)?;
    let bytes = bs58::decode(text).into_vec().ok()?;
    PublicKey::from_bytes(bytes.strip_prefix(&P256)?).ok()
}

/// Whether this is what `kid` says behind the `#` for the one key of the DID.
pub(super) fn is_fragment(did: &str, fragment: &str) -> bool {
    did.strip_prefix("did:key:").map_or(fragment == "0", |key| key == fragment)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the examples for P-256 of the did:key method, version 0.7.
    const PUBLISHED: [&str; 2] = [
        "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
        "did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv",
    ];

    #[test]
    fn published_keys_are_read() {
        for did in PUBLISHED {
            assert!(key_of_did(did).is_some(), "{did}");
        }
    }

    #[test]
    fn the_example_of_did_jwk_is_read() {
        let did = "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9";
        assert!(key_of_did(did).is_some());
        assert!(is_fragment(did, "0") && !is_fragment(did, "1"));
    }

    #[test]
    fn other_keys_and_other_writings_are_refused() {
        let good = PUBLISHED[0];
        for did in [
            // Ed25519, secp256k1, P-384
            "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
            "did:key:z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9",
            &good[..good.len() - 1],
            &format!("{good}1"),
            &good.replace(":z", ":m"),
            "did:key:z",
            "did:key:",
            "did:jwk:",
            "did:jwk:e30",
            "did:example:1",
            "",
        ] {
            assert_eq!(key_of_did(did), None, "{did}");
        }
    }
}
