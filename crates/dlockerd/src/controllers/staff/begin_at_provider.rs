//! `POST /v1/staff/provider/begin`: somebody goes to the bank's identity provider.

use axum::Json;
use axum::extract::State;
use dlocker_bank::refusal;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{AtProvider, BeginAtProvider};

use crate::rates::charged;
use crate::request::{NewSessionRequest, Peer, Refusal};
use crate::server::App;

/// Where the browser goes so that its person signs in at the identity provider for this session's key. Keeps nothing; the same again gives another
/// address for the same key.
#[utoipa::path(
    post,
    path = "/v1/staff/provider/begin",
    operation_id = "staff_begin_at_provider",
    tag = "staff",
    request_body(content = BeginAtProvider),
    responses(
        (status = 200, description = "Where to go", body = AtProvider),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `too-large`, `rate-limited`, `internal`, `forbidden`, `provider`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("new-session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: NewSessionRequest<BeginAtProvider>,
) -> Result<Json<AtProvider>, Refusal> {
    let NewSessionRequest { peer: Peer(address), key, nonce, .. } = request;
    let now = app.now();
    app.vault.is_fresh(&nonce, now)?;
    let provider = app.provider.as_ref().ok_or_else(refusal::no_provider)?;
    Ok(Json(charged(&app.rates.sign_ins, address, now, provider.begin(&key, now)).await?))
}
