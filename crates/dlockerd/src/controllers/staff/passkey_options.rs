//! `POST /v1/staff/passkeys/options`: what a page needs to make a passkey.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{PasskeyOptions, PasskeyOptionsRequest};

use crate::rates::take;
use crate::request::{Peer, Refusal, StrangerRequest};
use crate::server::App;

/// What `navigator.credentials.create` needs, for whoever has the one-time code of a link that `dlockerd staff passkey` made. Uses nothing up.
#[utoipa::path(
    post,
    path = "/v1/staff/passkeys/options",
    operation_id = "staff_passkey_options",
    tag = "staff",
    request_body(content = PasskeyOptionsRequest),
    responses(
        (status = 200, description = "For whom, and with which challenge", body = PasskeyOptions),
        (status = "default", description = "`malformed`, `too-large`, `rate-limited`, `internal`, `invite`, `forbidden`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: StrangerRequest<PasskeyOptionsRequest>,
) -> Result<Json<PasskeyOptions>, Refusal> {
    let StrangerRequest { peer: Peer(address), message } = request;
    let now = app.now();
    take(&app.rates.passkeys, address, now)?;
    Ok(Json(app.vault.passkey_options(message, now).await?))
}
