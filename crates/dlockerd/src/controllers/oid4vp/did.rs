//! `GET /.well-known/did.json`: the bank's DID document.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::request::{Refusal, no_such_thing};
use crate::server::App;

/// The document by which wallets check that a request is the bank's, where it is reached by TLS.
pub(crate) async fn handle(State(app): State<App>) -> Result<Json<Value>, Refusal> {
    let document = app.wallets.as_ref().and_then(|wallets| wallets.did_document(&app.custody.issuer_key()));
    document.map(Json).ok_or_else(no_such_thing)
}
