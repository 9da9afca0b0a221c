//! `GET /v1/staff/ways`: how staff sign in here.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::staff::SignInWays;

use crate::provider::Provider;
use crate::server::App;

/// How members of staff sign in here: with a passkey of the bank's own, through the bank's identity provider, or both.
#[utoipa::path(
    get,
    path = "/v1/staff/ways",
    operation_id = "staff_ways",
    tag = "staff",
    responses((status = 200, description = "The ways", body = SignInWays)),
)]
pub(crate) async fn handle(State(app): State<App>) -> Json<SignInWays> {
    Json(app.vault.ways(app.provider.as_ref().map(Provider::issuer)))
}
