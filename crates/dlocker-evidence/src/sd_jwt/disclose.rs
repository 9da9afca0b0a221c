//! Disclosed claims are put where their digests stand (RFC 9901, section 7.1).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::disclosure::Disclosure;
use crate::EvidenceError;

/// At most so many disclosures.
const MAX_DISCLOSURES: usize = 256;
/// At most so many levels, disclosed ones included.
const MAX_DEPTH: usize = 24;
/// What the issuer has to say openly (SD-JWT VC, section 3.2.2.2), and what decides how the rest is read.
const OPEN: [&str; 9] = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "_sd_alg", "aud"];

const MALFORMED: EvidenceError = EvidenceError::Malformed { part: "disclosures" };

/// The claims with every disclosure in its place. Each disclosure has exactly one place, no digest stands twice, nothing is overwritten.
pub(super) fn disclose(
    mut claims: Map<String, Value>,
    disclosures: &[&str],
) -> Result<Map<String, Value>, EvidenceError> {
    match claims.remove("_sd_alg") {
        None => {}
        Some(Value::String(algorithm)) if algorithm == "sha-256" => {}
        Some(_) => return Err(EvidenceError::Malformed { part: "_sd_alg" }),
    }
    let mut table = Table::new(disclosures)?;
    let whole = table.object(claims, 0)?;
    if table.open.is_empty() { Ok(whole) } else { Err(EvidenceError::NotIssued { part: "disclosure" }) }
}

struct Table {
    /// Disclosures that have not found their place yet, by digest.
    open: BTreeMap<String, Disclosure>,
    /// Digests that were met.
    met: BTreeSet<String>,
}

impl Table {
    fn new(disclosures: &[&str]) -> Result<Self, EvidenceError> {
        if disclosures.len() > MAX_DISCLOSURES {
            return Err(EvidenceError::Malformed { part: "number of disclosures" });
        }
        let mut open = BTreeMap::new();
        for text in disclosures {
            if open.insert(Disclosure::digest(text), Disclosure::parse(text)?).is_some() {
                return Err(MALFORMED);
            }
        }
        Ok(Self { open, met: BTreeSet::new() })
    }

    /// The disclosure of this digest; `None` for a decoy, or what the holder kept back.
    fn take(&mut self, digest: &Value) -> Result<Option<Disclosure>, EvidenceError> {
        let digest = digest.as_str().ok_or(MALFORMED)?;
        if !self.met.insert(digest.to_owned()) {
            return Err(MALFORMED);
        }
        Ok(self.open.remove(digest))
    }

    fn value(&mut self, value: Value, depth: usize) -> Result<Value, EvidenceError> {
        if depth > MAX_DEPTH {
            return Err(EvidenceError::Malformed { part: "depth" });
        }
        match value {
            Value::Object(object) => self.object(object, depth).map(Value::Object),
            Value::Array(elements) => self.array(elements, depth).map(Value::Array),
            plain => Ok(plain),
        }
    }

    fn object(&mut self, mut object: Map<String, Value>, depth: usize) -> Result<Map<String, Value>, EvidenceError> {
        let digests = match object.remove("_sd") {
            None => Vec::new(),
            Some(Value::Array(digests)) => digests,
            Some(_) => return Err(MALFORMED),
        };
        let mut whole = Map::new();
        for (name, value) in object {
            if name == "..." || name == "_sd_alg" {
                return Err(MALFORMED);
            }
            whole.insert(name, self.value(value, depth + 1)?);
        }
        for digest in &digests {
            let (name, value) = match self.take(digest)? {
                None => continue,
                Some(Disclosure::Member { name, value }) => (name, value),
                Some(Disclosure::Element(_)) => return Err(MALFORMED),
            };
            if whole.contains_key(&name) || (depth == 0 && OPEN.contains(&name.as_str())) {
                return Err(MALFORMED);
            }
            let value = self.value(value, depth + 1)?;
            whole.insert(name, value);
        }
        Ok(whole)
    }

    fn array(&mut self, elements: Vec<Value>, depth: usize) -> Result<Vec<Value>, EvidenceError> {
        let mut whole = Vec::with_capacity(elements.len());
        for element in elements {
            let Some(digest) = element.get("...") else {
                whole.push(self.value(element, depth + 1)?);
                continue;
            };
            if element.as_object().is_none_or(|object| object.len() != 1) {
                return Err(MALFORMED);
            }
            match self.take(digest)? {
                None => {}
                Some(Disclosure::Element(value)) => whole.push(self.value(value, depth + 1)?),
                Some(Disclosure::Member { .. }) => return Err(MALFORMED),
            }
        }
        Ok(whole)
    }
}
