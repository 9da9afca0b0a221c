//! The `DeviceResponse` (ISO/IEC 18013-5, section 8.3.2.1.2.2), with one document in it.

use std::collections::BTreeMap;

use coset::cbor::value::Value;
use dlocker_protocol::encoded::from_base64url;

use super::cbor::{Key, Map, decode, embedded};
use super::sign1::Sign1;
use crate::EvidenceError;

const RESPONSE: &str = "device response";
const DOCUMENT: &str = "document";
const ISSUER: &str = "issuer's part";
const DEVICE: &str = "device's part";

/// One document, taken apart. Nothing of it is to be believed yet.
pub(super) struct Document {
    pub(super) doc_type: String,
    /// Encoded `IssuerSignedItem`s by namespace.
    pub(super) name_spaces: BTreeMap<String, Vec<Vec<u8>>>,
    pub(super) issuer_auth: Sign1,
    /// Encoded `DeviceNameSpaces`.
    pub(super) device_name_spaces: Vec<u8>,
    pub(super) device_signature: Sign1,
}

impl Document {
    /// From base64url of a response with exactly one document and no error.
    pub(super) fn parse(presented: &str) -> Result<Self, EvidenceError> {
        let malformed = EvidenceError::Malformed { part: RESPONSE };
        let bytes = from_base64url(presented).ok_or(malformed)?;
        let mut response = Map::of(decode(&bytes, RESPONSE)?, RESPONSE)?;
        let fine = response.text("version")? == "1.0" && response.take("status")? == Value::from(0);
        let documents = response.take("documents")?.into_array().map_err(|_| malformed)?;
        match <[Value; 1]>::try_from(documents) {
            Ok([one]) if fine => Self::of(one),
            _ => Err(malformed),
        }
    }

    fn of(value: Value) -> Result<Self, EvidenceError> {
        let mut document = Map::of(value, DOCUMENT)?;
        let mut issuer = Map::of(document.take("issuerSigned")?, ISSUER)?;
        let mut device = Map::of(document.take("deviceSigned")?, DEVICE)?;
        let parsed = Self {
            doc_type: document.text("docType")?,
            name_spaces: name_spaces(issuer.optional("nameSpaces"))?,
            issuer_auth: Sign1::parse(issuer.take("issuerAuth")?, ISSUER)?,
            device_name_spaces: embedded(device.take("nameSpaces")?, DEVICE)?,
            device_signature: device_signature(device.map("deviceAuth")?)?,
        };
        // What could not be disclosed is listed here; whoever asked sees it by itself.
        document.optional("errors");
        [document, issuer, device].into_iter().try_for_each(Map::finish)?;
        Ok(parsed)
    }
}

fn name_spaces(value: Option<Value>) -> Result<BTreeMap<String, Vec<Vec<u8>>>, EvidenceError> {
    let Some(value) = value else { return Ok(BTreeMap::new()) };
    let mut found = BTreeMap::new();
    for (name, items) in Map::of(value, ISSUER)?.into_members() {
        let (Key::Text(name), Value::Array(items)) = (name, items) else {
            return Err(EvidenceError::Malformed { part: ISSUER });
        };
        let items = items.into_iter().map(|item| embedded(item, ISSUER)).collect::<Result<_, _>>()?;
        found.insert(name, items);
    }
    Ok(found)
}

/// A signature. A MAC would be made with a key that this side shares, and show nothing to anybody else; none can be asked for over OpenID4VP without
/// a key of ours for it.
fn device_signature(mut auth: Map) -> Result<Sign1, EvidenceError> {
    let Some(signature) = auth.optional("deviceSignature") else {
        return Err(if auth.is_empty() {
            EvidenceError::NotBound
        } else {
            EvidenceError::Malformed { part: "device MAC" }
        });
    };
    if auth.is_empty() { Sign1::parse(signature, DEVICE) } else { Err(EvidenceError::Malformed { part: DEVICE }) }
}
