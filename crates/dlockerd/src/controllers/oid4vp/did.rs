//! `GET /.well-known/did.json`: the bank's DID document.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use serde_json::Value;

use crate::request::{Refusal, no_such_thing};
use crate::server::App;

#[utoipa::path(
    get,
    path = "/.well-known/did.json",
    operation_id = "openid4vp_did",
    tag = "openid4vp",
    responses(
        (status = 200, description = "The DID document, where the bank names itself by a `did:web`", body = Object),
        (status = "default", description = "`not-found`", body = Problem, content_type = "application/problem+json"),
    ),
)]
/// The document by which wallets check that a request is the bank's, where it is reached by TLS.
pub(crate) async fn handle(State(app): State<App>) -> Result<Json<Value>, Refusal> {
    let document = app.wallets.as_ref().and_then(|wallets| wallets.did_document(&app.custody.issuer_key()));
    document.map(Json).ok_or_else(no_such_thing)
}
