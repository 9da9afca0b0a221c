//! The `MobileSecurityObject`: what the issuer signed (ISO/IEC 18013-5, section 9.1.2.4).

use std::collections::BTreeMap;

use coset::cbor::value::Value;
use dlocker_protocol::{Digest, PublicKey, Timestamp};

use super::cbor::{Key, Map, decode, embedded};
use crate::EvidenceError;
use crate::status::StatusReference;
use crate::validity::Times;

const MSO: &str = "security object";
const MALFORMED: EvidenceError = EvidenceError::Malformed { part: MSO };
const KEY: EvidenceError = EvidenceError::Malformed { part: "device key" };

/// Digests of elements, by namespace and digest id.
pub(super) type Digests = BTreeMap<String, BTreeMap<i128, Digest>>;

pub(super) struct Mso {
    pub(super) doc_type: String,
    pub(super) digests: Digests,
    pub(super) device_key: PublicKey,
    pub(super) times: Times,
    pub(super) status: Option<StatusReference>,
}

impl Mso {
    /// From the payload of `issuerAuth`: `#6.24(bstr .cbor MobileSecurityObject)`.
    pub(super) fn parse(payload: &[u8]) -> Result<Self, EvidenceError> {
        let bytes = embedded(decode(payload, MSO)?, MSO)?;
        let mut mso = Map::of(decode(&bytes, MSO)?, MSO)?;
        if mso.text("version")? != "1.0" || mso.text("digestAlgorithm")? != "SHA-256" {
            return Err(MALFORMED);
        }
        let mut device = mso.map("deviceKeyInfo")?;
        Ok(Self {
            doc_type: mso.text("docType")?,
            digests: digests(mso.map("valueDigests")?)?,
            device_key: device_key(device.map("deviceKey")?)?,
            times: times(mso.map("validityInfo")?)?,
            status: mso.optional("status").map(status).transpose()?,
        })
    }
}

fn digests(name_spaces: Map) -> Result<Digests, EvidenceError> {
    let mut found = Digests::new();
    for (name, ids) in name_spaces.into_members() {
        let Key::Text(name) = name else { return Err(MALFORMED) };
        let ids = Map::of(ids, MSO)?.into_members().into_iter().map(|(id, digest)| match (id, digest) {
            (Key::Number(id), Value::Bytes(digest)) => Ok((id, Digest::from_bytes(&digest).map_err(|_| MALFORMED)?)),
            _ => Err(MALFORMED),
        });
        found.insert(name, ids.collect::<Result<_, _>>()?);
    }
    Ok(found)
}

/// A `COSE_Key` (RFC 9052, section 7): EC2 (kty 2) on P-256 (crv 1), with both coordinates and without a private part.
fn device_key(mut key: Map) -> Result<PublicKey, EvidenceError> {
    let es256 = key.number(3).is_none_or(|alg| alg == Value::from(-7));
    let curve = key.number(1) == Some(Value::from(2)) && key.number(-1) == Some(Value::from(1));
    match (key.number(-2), key.number(-3), key.number(-4)) {
        (Some(Value::Bytes(x)), Some(Value::Bytes(y)), None) if es256 && curve => {
            PublicKey::from_coordinates(&x, &y).map_err(|_| KEY)
        }
        _ => Err(KEY),
    }
}

fn times(mut validity: Map) -> Result<Times, EvidenceError> {
    let mut at = |name: &str| match validity.take(name)? {
        Value::Tag(0, text) => {
            let moment = text.as_text().and_then(Timestamp::parse);
            moment.map(|moment| Some(moment.seconds())).ok_or(MALFORMED)
        }
        _ => Err(MALFORMED),
    };
    Ok(Times { issued: at("signed")?, from: at("validFrom")?, until: at("validUntil")? })
}

/// A place in a status list; another kind of status cannot be looked up here.
fn status(value: Value) -> Result<StatusReference, EvidenceError> {
    let malformed = EvidenceError::Malformed { part: "status" };
    let mut list = Map::of(value, "status")?.map("status_list")?;
    let index = list.take("idx")?.into_integer().ok().and_then(|index| u64::try_from(index).ok());
    StatusReference::new(&list.text("uri")?, index.ok_or(malformed)?)
}
