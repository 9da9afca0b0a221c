#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

fn committed() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/openapi.json")
}

#[test]
fn the_committed_description_is_the_generated_one() {
    let generated = document().unwrap();
    if std::env::var_os("DLOCKER_BLESS").is_some() {
        std::fs::write(committed(), &generated).unwrap();
    }
    let committed = std::fs::read_to_string(committed()).expect("spec/openapi.json; DLOCKER_BLESS=1 writes it");
    assert!(committed == generated, "spec/openapi.json is not what the code says; DLOCKER_BLESS=1 writes it anew");
}

#[test]
fn the_router_and_the_description_have_the_same_addresses() {
    let router = include_str!("../server/router.rs");
    let routed: BTreeSet<&str> = router.split(".route(").skip(1).filter_map(|route| route.split('"').nth(1)).collect();
    let api = Api::openapi();
    let described: BTreeSet<&str> = api.paths.paths.keys().map(String::as_str).collect();
    assert_eq!(routed, described);
}

#[test]
fn every_operation_says_who_signs_unless_it_is_open_to_anyone() {
    let api = serde_json::to_value(Api::openapi()).unwrap();
    let mut open = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["security"].as_array().is_none_or(Vec::is_empty) {
                open.push(format!("{method} {path}"));
            }
        }
    }
    // What wallets ask is signed by DPoP, or holds what they sign: neither is a signature of ours.
    open.retain(|operation| !operation.contains("/openid4v"));
    let expected = [
        "get /.well-known/did.json",
        "get /.well-known/oauth-authorization-server",
        "get /.well-known/openid-credential-issuer",
        "get /statuslists/{list}",
        "get /v1/bank",
        "post /v1/cases",
        "post /v1/lockers/{locker}/admissions",
        "post /v1/nonces",
        "post /v1/staff/passkeys",
        "post /v1/staff/passkeys/options",
        "get /v1/staff/ways",
    ];
    assert_eq!(open, expected);
}
