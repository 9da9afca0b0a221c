//! `GET /.well-known/openid-credential-issuer`: what the issuer says about itself, signed where a wallet asks for that.

use axum::Json;
use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use dlocker_bank::issuance::BATCH;
use dlocker_identity::issuance::{CredentialIssuer, sign_metadata};
use dlocker_protocol::problem::Problem;

use crate::request::Refusal;
use crate::server::{App, sign_jws};

const JWT: &str = "application/jwt";

/// What the issuer says about itself (OpenID4VCI 1.0, section 12.2): as JSON, or as a JWT by the issuer key to who accepts `application/jwt` before JSON.
#[utoipa::path(
    get,
    path = "/.well-known/openid-credential-issuer",
    operation_id = "oid4vci_issuer",
    tag = "openid4vci",
    responses(
        (status = 200, description = "The metadata; as `application/jwt` it is signed", body = Object),
        (status = "default", description = "`internal`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn handle(State(app): State<App>, headers: HeaderMap) -> Result<Response, Refusal> {
    let metadata = CredentialIssuer::at(app.issuer.url(), BATCH);
    let mut response = if wants_jwt(&headers) {
        let signed = sign_jws(&app, sign_metadata(metadata, &app.issuer.chain, app.now()))?;
        ([(CONTENT_TYPE, HeaderValue::from_static(JWT))], signed).into_response()
    } else {
        Json(metadata).into_response()
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// Whether `application/jwt` is named with a weight, and with none less than JSON's (RFC 9110, section 12.5.1). Who takes anything gets JSON.
fn wants_jwt(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
    let weight = |wanted: &str| {
        accepted.split(',').find_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            let q = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse::<f32>().ok());
            named.then_some(q.unwrap_or(0.0))
        })
    };
    weight(JWT).is_some_and(|jwt| jwt > 0.0 && jwt >= weight("application/json").unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(accept: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        wants_jwt(&headers)
    }

    #[test]
    fn signed_metadata_is_for_who_asks_for_it() {
        assert!(!wants_jwt(&HeaderMap::new()));
        for accept in
            ["application/jwt", "Application/JWT, application/json;q=0.9", "application/json, application/jwt"]
        {
            assert!(wants(accept), "{accept}");
        }
        for accept in [
            "*/*",
            "application/json",
            "application/jwt;q=0",
            "application/jwt;q=0.5, application/json",
            "application/jwt;q=x",
        ] {
            assert!(!wants(accept), "{accept}");
        }
    }
}
