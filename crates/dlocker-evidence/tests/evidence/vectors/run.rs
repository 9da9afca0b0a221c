//! A vector is read, verified, and its outcome said in one word.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use dlocker_evidence::trust::{EntrySettings, TrustList};
use dlocker_evidence::{EvidenceError, Fetched, Occasion, Verified, verify};
use dlocker_protocol::Timestamp;
use serde_json::{Value, json};

use crate::kit::{Authority, CLIENT, NONCE, NOW, RESPONSE_URI};

/// A vector on its way into its file.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) expect: &'static str,
    pub(crate) file: Value,
}

impl Case {
    /// Presented on the usual occasion, to a trust list with this one entry.
    pub(crate) fn new(name: &'static str, expect: &'static str, presented: &str, trusted: &Value) -> Self {
        let family: &[&str] =
            if trusted["format"] == "mso_mdoc" { &["org.iso.18013.5.1", "family_name"] } else { &["family_name"] };
        let mut entry = trusted.clone();
        entry["name"] = "the-entry".into();
        entry["claims"] = json!({"family_name": family});
        let file = json!({
            "format": trusted["format"], "presented": presented,
            "nonce": NONCE, "client_id": CLIENT, "response_uri": RESPONSE_URI, "encryption_thumbprint": null,
            "transaction_data": [], "now": NOW.to_string(),
            "trust": [entry], "files": {"state.pem": Authority::national().pem()},
            "did_documents": {}, "status_lists": {},
        });
        Self { name, expect, file }
    }

    /// With a member of the file set.
    pub(crate) fn with(mut self, member: &str, to: Value) -> Self {
        self.file[member] = to;
        self
    }
}

/// How it ends, in a word, and what it gives.
pub(crate) fn run(file: &Value) -> (&'static str, Value) {
    let text = |member: &str| file[member].as_str().unwrap();
    let bodies = |member: &str| {
        let texts: BTreeMap<String, String> = serde_json::from_value(file[member].clone()).unwrap();
        texts.into_iter().map(|(url, body)| (url, body.into_bytes())).collect()
    };
    let entries: Vec<EntrySettings> = serde_json::from_value(file["trust"].clone()).unwrap();
    let trust = TrustList::parse(&entries, |name| Ok(file["files"][name].as_str().unwrap().as_bytes().to_vec()));
    let thumbprint = file["encryption_thumbprint"].as_str();
    let data: Vec<String> = serde_json::from_value(file["transaction_data"].clone()).unwrap();
    let occasion = Occasion {
        nonce: text("nonce"),
        client_id: text("client_id"),
        response_uri: text("response_uri"),
        encryption_thumbprint: thumbprint.map(|hex| HEXLOWER.decode(hex.as_bytes()).unwrap().try_into().unwrap()),
        transaction_data: &data,
        now: Timestamp::parse(text("now")).unwrap(),
    };
    let fetched = Fetched { did_documents: bodies("did_documents"), status_lists: bodies("status_lists") };
    let format = serde_json::from_value(file["format"].clone()).unwrap();
    match verify(format, text("presented"), &occasion, &trust.unwrap(), &fetched) {
        Ok(verified) => ("believed", gives(verified)),
        Err(error) => (word(error), Value::Null),
    }
}

fn gives(verified: Verified) -> Value {
    json!({
        "entry": verified.entry, "kind": verified.kind, "issuer": verified.issuer, "claims": verified.claims,
        "holder": HEXLOWER.encode(&verified.holder), "fingerprint": HEXLOWER.encode(verified.fingerprint.as_bytes()),
        "issued": verified.issued.map(|at| at.to_string()), "expires": verified.expires.map(|at| at.to_string()),
    })
}

fn word(error: EvidenceError) -> &'static str {
    match error {
        EvidenceError::Malformed { .. } => "malformed",
        EvidenceError::NotTrusted { .. } => "not trusted",
        EvidenceError::NotIssued { .. } => "not issued",
        EvidenceError::NotBound => "not bound",
        EvidenceError::NotConfirmed { .. } => "not confirmed",
        EvidenceError::OtherHolder => "other holder",
        EvidenceError::OtherOccasion { .. } => "other occasion",
        EvidenceError::NotAsAsked { .. } => "not as asked",
        EvidenceError::OtherTime => "other time",
        EvidenceError::NotYet => "not yet",
        EvidenceError::Expired => "expired",
        EvidenceError::Revoked => "revoked",
        EvidenceError::StatusUnknown { .. } => "status unknown",
        EvidenceError::IssuerUnknown { .. } => "issuer unknown",
    }
}
