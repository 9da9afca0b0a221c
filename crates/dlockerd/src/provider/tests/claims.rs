//! Names and roles from claims.

use dlocker_bank::staff::Identity;
use dlocker_protocol::Digest;
use dlocker_protocol::problem::Problem;

use super::super::identity::of;
use super::super::token::Said;
use super::*;

fn identity(claims: Value) -> Result<Identity, Problem> {
    let Value::Object(claims) = claims else { panic!("claims are an object") };
    let said = Said { subject: "u-1".into(), ends: NOW, claims };
    of(said, &config(), (Digest::plain(b"state"), NOW))
}

#[test]
fn roles_are_those_that_the_settings_name() {
    let roles =
        |claim: Value| identity(json!({ "preferred_username": "ana", "roles": claim })).unwrap().roles.to_string();
    assert_eq!(roles(json!(["counter"])), "teller");
    assert_eq!(roles(json!("recovery")), "approver");
    assert_eq!(roles(json!(["recovery", "kitchen", "counter", 3])), "teller, approver");
}

#[test]
fn nobody_without_a_role_or_a_name_comes_in_and_is_told_which_claim_it_is() {
    for claim in [json!([]), json!(["teller"]), json!({ "counter": true }), json!(null), json!("counter ")] {
        let problem = identity(json!({ "preferred_username": "ana", "roles": claim })).unwrap_err();
        assert_eq!(problem.code.text(), "forbidden");
        assert!(
            problem.detail.contains("\"roles\"") && problem.detail.contains("counter, recovery"),
            "{}",
            problem.detail
        );
    }
    for name in [json!(null), json!(""), json!("Ana"), json!("a b"), json!("a/b"), json!(7), json!("x".repeat(65))] {
        let problem = identity(json!({ "preferred_username": name, "roles": ["counter"] })).unwrap_err();
        assert!(problem.detail.contains("preferred_username"), "{}", problem.detail);
    }
    let long = identity(json!({ "preferred_username": "ana", "roles": ["x".repeat(5000)] })).unwrap_err();
    assert!(long.detail.len() < 1000, "what is said back is cut");
}
