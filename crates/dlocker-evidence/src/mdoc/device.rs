//! The device's signature over exactly one occasion: `DeviceAuthentication` (ISO/IEC 18013-5, section 9.1.3) with the session transcript of OpenID4VP
//! 1.0 (annex B.2.6.1).

use coset::cbor::value::Value;
use dlocker_protocol::{Digest, PublicKey};

use super::cbor::{Map, decode, embed, encode};
use super::response::Document;
use crate::{EvidenceError, Occasion};

const ELEMENTS: &str = "device-signed elements";

/// Checks that the device key signed this document for this occasion. Nothing that an occasion is made of travels with the signature, so a replay and
/// another wallet look the same.
pub(super) fn check(document: &Document, key: &PublicKey, occasion: &Occasion<'_>) -> Result<(), EvidenceError> {
    let elements = Map::of(decode(&document.device_name_spaces, ELEMENTS)?, ELEMENTS)?;
    // What the device says by itself is nobody's evidence.
    if !elements.is_empty() {
        return Err(EvidenceError::Malformed { part: ELEMENTS });
    }
    if !document.device_signature.is_detached() {
        return Err(EvidenceError::Malformed { part: "device's part" });
    }
    if document.device_signature.is_by(key, &authentication(document, occasion)) {
        Ok(())
    } else {
        Err(EvidenceError::OtherOccasion { part: "device signature" })
    }
}

/// `#6.24(bstr .cbor DeviceAuthentication)`.
fn authentication(document: &Document, occasion: &Occasion<'_>) -> Vec<u8> {
    let authentication = Value::Array(vec![
        Value::from("DeviceAuthentication"),
        transcript(occasion),
        Value::from(document.doc_type.as_str()),
        embed(document.device_name_spaces.clone()),
    ]);
    encode(&embed(encode(&authentication)))
}

/// `SessionTranscript` with the `OpenID4VPHandover`.
fn transcript(occasion: &Occasion<'_>) -> Value {
    let thumbprint = occasion.encryption_thumbprint.map_or(Value::Null, |digest| Value::Bytes(digest.to_vec()));
    let info = Value::Array(vec![
        Value::from(occasion.client_id),
        Value::from(occasion.nonce),
        thumbprint,
        Value::from(occasion.response_uri),
    ]);
    let hash = Value::Bytes(Digest::plain(&encode(&info)).as_bytes().to_vec());
    let handover = Value::Array(vec![Value::from("OpenID4VPHandover"), hash]);
    Value::Array(vec![Value::Null, Value::Null, handover])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dlocker_protocol::Timestamp;

    use super::*;

    #[test]
    fn the_session_transcript_of_openid4vp_comes_out() {
        // Annex B.2.6.1; the thumbprint is that of the key that stands there.
        let key = serde_json::json!({
            "kty": "EC", "crv": "P-256",
            "x": "DxiH5Q4Yx3UrukE2lWCErq8N8bqC9CHLLrAwLz5BmE0", "y": "XtLM4-3h5o3HUH0MHVJV0kyq0iBlrBwlh8qEDMZ4-Pc",
        });
        let key = dlocker_identity::parse_jwk(&key).unwrap();
        let occasion = Occasion {
            nonce: "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA",
            client_id: "x509_san_dns:example.com",
            response_uri: "https://example.com/response",
            encryption_thumbprint: Some(crate::sd_jwt::thumbprint_of(&key)),
            transaction_data: &[],
            now: Timestamp::from_millis(0),
        };
        let known = "83f6f682714f70656e494434565048616e646f7665725820048bc053c00442af9b8eed494cefdd9d95240d254b046b11b68013722aad38ac";
        let hex: String = encode(&transcript(&occasion)).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, known);
    }
}
