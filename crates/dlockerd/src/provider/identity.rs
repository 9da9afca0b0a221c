//! Who somebody is here, by what their ID token says: a name and roles.

use dlocker_bank::staff::Identity;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::staff::{Roles, StaffName};
use dlocker_protocol::{Digest, Timestamp};
use serde_json::Value;

use super::token::Said;
use crate::config::OidcConfig;

/// How much of what somebody's claim says is said back to them.
const SHOWN: usize = 200;

/// Name and roles from their claims.
pub(super) fn of(
    said: Said,
    config: &OidcConfig,
    (sign_in, fresh_until): (Digest, Timestamp),
) -> Result<Identity, Problem> {
    let name = name(said.claims.get(&config.name_claim), &config.name_claim)?;
    let roles = roles(said.claims.get(&config.roles_claim), config)?;
    let (issuer, ends) = (config.issuer.clone(), said.ends);
    Ok(Identity { issuer, subject: said.subject, name, roles, ends, sign_in, fresh_until })
}

fn name(claim: Option<&Value>, called: &str) -> Result<StaffName, Problem> {
    let text = claim.and_then(Value::as_str);
    // Not lowered: two accounts that differ in case alone would be one name.
    let name = text.and_then(|text| StaffName::parse(text).ok().filter(|name| name.as_str() == text));
    name.ok_or_else(|| {
        forbidden(&format!(
            "The identity provider gives no name that can be used here: its claim {called:?} says {}, and a name has 1 to 64 of the characters a-z 0-9 . _ \
             @ + -. Nobody was signed in. The operator can name another claim in [staff.oidc] name_claim.",
            shown(claim)
        ))
    })
}

fn roles(claim: Option<&Value>, config: &OidcConfig) -> Result<Roles, Problem> {
    let values: Vec<&str> = match claim {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let roles = Roles::of(values.iter().filter_map(|value| config.roles.get(*value).copied()));
    if !roles.is_empty() {
        return Ok(roles);
    }
    let known: Vec<&str> = config.roles.keys().map(String::as_str).collect();
    Err(forbidden(&format!(
        "The identity provider gives you no role at this bank: its claim {:?} says {}, and roles here are {}. Nobody was signed in. Ask whoever gives \
         out roles at the identity provider, or the operator about [staff.oidc].",
        config.roles_claim,
        shown(claim),
        known.join(", ")
    )))
}

fn shown(claim: Option<&Value>) -> String {
    claim.map_or_else(
        || "nothing (it is not in the ID token)".into(),
        |value| value.to_string().chars().take(SHOWN).collect(),
    )
}

fn forbidden(detail: &str) -> Problem {
    Problem::new(ProblemCode::Forbidden, detail)
}
