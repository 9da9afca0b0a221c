//! `COSE_Sign1` (RFC 9052), ES256 only.

use coset::cbor::value::Value;
use coset::iana::{Algorithm, EnumI64, HeaderParameter};
use coset::{AsCborValue, CoseSign1, Label, RegisteredLabelWithPrivate};
use dlocker_protocol::{PublicKey, Signature};

use super::cbor::{Key, Map, decode};
use crate::EvidenceError;

const MAX_CERTIFICATES: usize = 5;

/// A signed message taken apart. Nothing of it is to be believed before [`Sign1::is_by`].
pub(super) struct Sign1 {
    inner: CoseSign1,
    signature: Signature,
    part: &'static str,
}

impl Sign1 {
    pub(super) fn parse(value: Value, part: &'static str) -> Result<Self, EvidenceError> {
        let malformed = EvidenceError::Malformed { part };
        check_headers(&value, part)?;
        let inner = CoseSign1::from_cbor_value(value).map_err(|_| malformed)?;
        let header = &inner.protected.header;
        let es256 = Some(RegisteredLabelWithPrivate::Assigned(Algorithm::ES256));
        // What must be understood, and is not, changes what the rest means; and the algorithm stands in one place only.
        if header.alg != es256 || !header.crit.is_empty() || inner.unprotected.alg.is_some() {
            return Err(malformed);
        }
        let signature = Signature::from_bytes(&inner.signature).map_err(|_| malformed)?;
        Ok(Self { inner, signature, part })
    }

    /// The payload that travels with it.
    pub(super) fn payload(&self) -> Result<&[u8], EvidenceError> {
        self.inner.payload.as_deref().ok_or(EvidenceError::Malformed { part: self.part })
    }

    /// Whether its payload is left out, as one is that both sides know.
    pub(super) const fn is_detached(&self) -> bool {
        self.inner.payload.is_none()
    }

    /// Whether `key` signed this payload.
    pub(super) fn is_by(&self, key: &PublicKey, payload: &[u8]) -> bool {
        let signed = coset::sig_structure_data(
            coset::SignatureContext::CoseSign1,
            self.inner.protected.clone(),
            None,
            &[],
            payload,
        );
        key.verifies(&signed, &self.signature)
    }

    /// `x5chain` (RFC 9360): DER, leaf first, in the unprotected header.
    pub(super) fn x5chain(&self) -> Result<Vec<Vec<u8>>, EvidenceError> {
        let malformed = EvidenceError::Malformed { part: "x5chain" };
        let label = Label::Int(HeaderParameter::X5Chain.to_i64());
        let found = self.inner.unprotected.rest.iter().find(|(found, _)| *found == label);
        let chain = match found.map(|(_, value)| value) {
            Some(Value::Bytes(one)) => vec![one.clone()],
            Some(Value::Array(several)) => {
                several.iter().map(|der| der.as_bytes().cloned()).collect::<Option<_>>().ok_or(malformed)?
            }
            _ => return Err(malformed),
        };
        if (1..=MAX_CERTIFICATES).contains(&chain.len()) { Ok(chain) } else { Err(malformed) }
    }
}

/// Looks at both headers before `coset` does. It would follow a countersignature into its own header, and one in that, for as long as the bytes last, and
/// so until the stack is gone. Only members that have a use here are let through: `alg`, `kid`, `x5chain`, `x5t`.
fn check_headers(value: &Value, part: &'static str) -> Result<(), EvidenceError> {
    let malformed = EvidenceError::Malformed { part };
    let [Value::Bytes(protected), unprotected, ..] = value.as_array().ok_or(malformed)?.as_slice() else {
        return Err(malformed);
    };
    let protected = if protected.is_empty() { Value::Map(Vec::new()) } else { decode(protected, part)? };
    for header in [protected, unprotected.clone()] {
        let known = |label: &Key| matches!(label, Key::Number(1 | 4 | 33 | 34));
        if !Map::of(header, part)?.into_members().keys().all(known) {
            return Err(malformed);
        }
    }
    Ok(())
}
