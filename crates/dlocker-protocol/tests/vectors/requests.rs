//! Signed requests and content digests.

use dlocker_protocol::Digest;
use dlocker_protocol::signature::http::{self, Params, Request};
use serde_json::{Value, json};

use crate::File;
use crate::bytes::{hex, key};
use crate::documents::{device, trustee};

const BODY: &[u8] = br#"{"proof":null}"#;

fn good() -> Value {
    let params = Params { created: 1_763_000_000, keyid: device().to_string(), nonce: Some("n0nce".into()) };
    let body = Digest::plain(BODY);
    let (method, path, query) = ("POST", "/v1/lockers/a/openings/1", "from=1");
    let request = Request { method, path, query, body: &body, audience: trustee() };
    let signature = key(0x31).sign(http::signature_base(&request, &params).as_bytes());
    json!({
        "tests": "request",
        "method": method,
        "path": path,
        "query": query,
        "body": hex(BODY),
        "audience": trustee().to_string(),
        "content_digest": http::content_digest(&body),
        "signature_input": params.signature_input(),
        "signature": http::signature_header(&signature),
        "key": hex(key(0x31).public_key().as_bytes()),
    })
}

fn with(member: &str, value: impl Into<Value>) -> Value {
    let mut file = good();
    file[member] = value.into();
    file
}

fn replaced(member: &str, from: &str, to: &str) -> Value {
    let before = good()[member].as_str().unwrap().to_owned();
    let after = before.replacen(from, to, 1);
    assert_ne!(before, after);
    with(member, after)
}

pub(crate) fn files() -> Vec<File> {
    [requests(), digests()].concat()
}

fn requests() -> Vec<File> {
    let input = |from: &str, to: &str| replaced("signature_input", from, to);
    let swapped = (";alg=\"ecdsa-p256-sha256\";nonce=\"n0nce\"", ";nonce=\"n0nce\";alg=\"ecdsa-p256-sha256\"");
    vec![
        ("request", "accepted", good()),
        ("request_other_method", "bad signature", with("method", "PUT")),
        ("request_other_path", "bad signature", with("path", "/v1/lockers/b/openings/1")),
        ("request_other_query", "bad signature", with("query", "from=2")),
        ("request_other_audience", "bad signature", with("audience", "bank-aaaaaaaaaaaaaaaaaaaaaaaaaa")),
        ("request_other_body", "content digest", with("body", hex(b"{}"))),
        ("request_other_key", "bad signature", with("key", hex(key(0x32).public_key().as_bytes()))),
        ("request_other_time", "bad signature", input("created=1763000000", "created=1763000001")),
        ("request_other_nonce", "bad signature", input("n0nce", "n1nce")),
        ("request_nonce_dropped", "bad signature", input(";nonce=\"n0nce\"", "")),
        ("request_parameters_in_another_order", "malformed", input(swapped.0, swapped.1)),
        ("request_components_in_another_order", "malformed", input("\"@method\" \"@path\"", "\"@path\" \"@method\"")),
        ("request_component_missing", "malformed", input("\"@query\" ", "")),
        ("request_unknown_algorithm", "malformed", input("ecdsa-p256-sha256", "hmac-sha256")),
        ("request_algorithm_missing", "malformed", input(";alg=\"ecdsa-p256-sha256\"", "")),
        ("request_unknown_parameter", "malformed", input(";tag=", ";expires=5;tag=")),
        ("request_other_tag", "malformed", input("dlocker-v1", "dlocker-v2")),
        ("request_leading_zero", "malformed", input("created=1", "created=01")),
        ("request_two_nonces", "malformed", input(";nonce=\"n0nce\"", ";nonce=\"n0nce\";nonce=\"n0nce\"")),
        ("request_signature_of_another_label", "malformed", replaced("signature", "dlocker=", "sig1=")),
        ("request_signature_not_closed", "malformed", replaced("signature", "==:", "==")),
    ]
}

fn digests() -> Vec<File> {
    let good = http::content_digest(&Digest::plain(b""));
    let file = |value: String| json!({ "tests": "content-digest", "content_digest": value });
    vec![
        ("content_digest_of_nothing", "accepted", file(good.clone())),
        ("content_digest_unknown_algorithm", "malformed", file(good.replace("sha-256", "sha-512"))),
        ("content_digest_two_values", "malformed", file(format!("{good}, {good}"))),
        ("content_digest_without_padding", "malformed", file(good.replace("=:", ":").replacen("256:", "256=:", 1))),
        ("content_digest_cut", "malformed", file(good.replace("47DE", ""))),
    ]
}
