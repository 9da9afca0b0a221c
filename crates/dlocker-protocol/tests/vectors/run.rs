//! What to do with a vector: the word for how it ended, and what came out.

use dlocker_protocol::case::{Approval, CaseTranscript, Vouch, commitment};
use dlocker_protocol::cbor::{self, Malformed};
use dlocker_protocol::intent::Intent;
use dlocker_protocol::locker::Closing;
use dlocker_protocol::log::{LogEntry, LogHead};
use dlocker_protocol::method::MethodRecord;
use dlocker_protocol::release::{Evaluation, ProofOfSuccess, ReleaseAnswer};
use dlocker_protocol::roster::{BadRoster, Contacts, Policy, SignedRoster};
use dlocker_protocol::signature::http::{Params, Request};
use dlocker_protocol::signature::{Document, Draft, Signed, http};
use dlocker_protocol::snapshot::SnapshotHeader;
use dlocker_protocol::staff::{PasskeyCreation, SignIn, StaffOrder};
use dlocker_protocol::{Digest, PublicKey};
use serde_json::{Value, json};

use crate::bytes::{hex, unhex};

type Outcome = Result<Value, &'static str>;

pub(crate) fn run(file: &Value) -> (&'static str, Value) {
    let outcome = match text(&file["tests"]) {
        "rosters" => rosters(file),
        "signed" => match text(&file["label"]) {
            "snapshot" => signed::<SnapshotHeader>(file),
            "log-head" => signed::<LogHead>(file),
            "case-approval" => signed::<Approval>(file),
            "vouch" => signed::<Vouch>(file),
            "intent" => signed::<Intent>(file),
            "closing" => signed::<Closing>(file),
            _ => signed::<ProofOfSuccess>(file),
        },
        "document" => match text(&file["label"]) {
            "method-record" => document::<MethodRecord>(file),
            "staff-sign-in" => document::<SignIn>(file),
            "staff-order" => document::<StaffOrder>(file),
            "passkey-creation" => document::<PasskeyCreation>(file),
            _ => document::<LogEntry>(file),
        },
        "asserted" => crate::passkeys::run_asserted(file),
        "new-passkey" => crate::passkeys::run_new(file),
        "part" => part(file),
        "log" => log(file),
        "case" => case(file),
        "request" => request(file),
        "content-digest" => content_digest(file),
        "context" => Ok(crate::plain::context(file)),
        _ => crate::plain::id(file),
    };
    match outcome {
        Ok(gives) => ("accepted", gives),
        Err(word) => (word, Value::Null),
    }
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn malformed(_: Malformed) -> &'static str {
    "malformed"
}

fn rosters(file: &Value) -> Outcome {
    let mut before: Option<SignedRoster> = None;
    let mut digests = Vec::new();
    for wire in file["rosters"].as_array().unwrap() {
        let roster = SignedRoster::from_bytes(&unhex(wire)).map_err(malformed)?;
        assert_eq!(roster.to_bytes(), unhex(wire));
        match &before {
            None => roster.verify_first(),
            Some(before) => roster.verify_after(before.unverified()),
        }
        .map_err(|bad| match bad {
            BadRoster::Chain => "chain",
            BadRoster::Signature => "bad signature",
            BadRoster::Contradiction => "contradiction",
        })?;
        digests.push(hex(roster.digest().as_bytes()));
        before = Some(roster);
    }
    Ok(json!({ "digests": digests }))
}

fn signed<T: Document + Clone>(file: &Value) -> Outcome {
    let wire = unhex(&file["wire"]);
    let signed = Signed::<T>::from_bytes(&wire).map_err(malformed)?;
    assert_eq!(signed.to_bytes(), wire);
    let key = PublicKey::from_bytes(&unhex(&file["key"])).unwrap();
    let document = signed.verify(&key).map_err(|_| "bad signature")?;
    let message = Draft::new(document.clone()).message();
    Ok(json!({ "message": hex(message), "digest": hex(signed.digest().as_bytes()) }))
}

fn document<T: Document>(file: &Value) -> Outcome {
    let document: T = cbor::decode(&unhex(&file["bytes"]), T::LABEL).map_err(malformed)?;
    Ok(json!({ "digest": hex(document.digest().as_bytes()) }))
}

/// Something that is encoded but not signed by itself.
fn part(file: &Value) -> Outcome {
    let bytes = unhex(&file["bytes"]);
    match text(&file["label"]) {
        "policy" => {
            let policy: Policy = cbor::decode(&bytes, "policy").map_err(malformed)?;
            let retention = policy.retention.map(|r| json!([r.young, r.last, r.daily, r.weekly, r.monthly, r.yearly]));
            let mut said = json!({ "recovery_wait": policy.recovery_wait });
            if let Some(retention) = retention {
                said["retention"] = retention;
            }
            if policy.contacts != Contacts::NONE {
                said["contacts"] = json!(policy.contacts);
            }
            Ok(said)
        }
        "evaluation" => {
            let answer: Evaluation = cbor::decode(&bytes, "evaluation").map_err(malformed)?;
            Ok(json!({ "evaluated": hex(answer.evaluated.as_bytes()) }))
        }
        _ => {
            let answer: ReleaseAnswer = cbor::decode(&bytes, "release answer").map_err(malformed)?;
            Ok(json!({
                "evaluated": hex(answer.evaluated.as_bytes()),
                "masked_share": hex(answer.masked_share),
                "sealed_seed": hex(answer.sealed_seed),
                "opening": answer.opening.number,
                "nonce": hex(answer.opening.nonce),
            }))
        }
    }
}

fn log(file: &Value) -> Outcome {
    let mut before: Option<LogEntry> = None;
    let mut digests = Vec::new();
    for bytes in file["entries"].as_array().unwrap() {
        let entry: LogEntry = cbor::decode(&unhex(bytes), LogEntry::LABEL).map_err(malformed)?;
        let follows = match &before {
            None => entry.number == 1 && entry.previous.is_none(),
            Some(before) => {
                let place = entry.number == before.number + 1 && entry.previous == Some(before.digest());
                place && entry.locker == before.locker && entry.at >= before.at
            }
        };
        if !follows {
            return Err("chain");
        }
        digests.push(hex(entry.digest().as_bytes()));
        before = Some(entry);
    }
    Ok(json!({ "digests": digests }))
}

fn case(file: &Value) -> Outcome {
    let transcript: CaseTranscript = cbor::decode(&unhex(&file["transcript"]), "case").map_err(malformed)?;
    let CaseTranscript { device_key, phone_nonce, trustee, handle, .. } = &transcript;
    if hex(commitment(device_key, phone_nonce, *trustee, handle).as_bytes()) != file["commitment"] {
        return Err("commitment");
    }
    Ok(json!({ "code": transcript.code().to_string(), "digest": hex(transcript.digest().as_bytes()) }))
}

fn request(file: &Value) -> Outcome {
    let params = Params::parse(text(&file["signature_input"])).map_err(malformed)?;
    let signature = http::parse_signature(text(&file["signature"])).map_err(malformed)?;
    let digest = http::parse_content_digest(text(&file["content_digest"])).map_err(malformed)?;
    if digest != Digest::plain(&unhex(&file["body"])) {
        return Err("content digest");
    }
    let audience = text(&file["audience"]).parse().map_err(malformed)?;
    let (method, path, query) = (text(&file["method"]), text(&file["path"]), text(&file["query"]));
    let base = http::signature_base(&Request { method, path, query, body: &digest, audience }, &params);
    let key = PublicKey::from_bytes(&unhex(&file["key"])).unwrap();
    if !key.verifies(base.as_bytes(), &signature) {
        return Err("bad signature");
    }
    Ok(json!({ "base": base, "created": params.created, "keyid": params.keyid, "nonce": params.nonce }))
}

fn content_digest(file: &Value) -> Outcome {
    let digest = http::parse_content_digest(text(&file["content_digest"])).map_err(malformed)?;
    Ok(json!({ "sha256": hex(digest.as_bytes()) }))
}
