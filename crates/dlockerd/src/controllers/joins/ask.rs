//! `POST /v1/lockers/{locker}/joins`: a device asks to join, by a link.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::LockerId;
use dlocker_protocol::device::{JoinRequest, JoinResponse};
use dlocker_protocol::problem::Problem;

use crate::rates;
use crate::request::{NewDeviceRequest, Peer, Place, Refusal};
use crate::server::App;

/// Uses up a link for the device whose key signs the request. It gets nothing by that: a device of the locker, unlocked, lets it in
/// with a roster, or nobody does. The same for a retry by the same key.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/joins",
    operation_id = "joins_ask",
    tag = "devices",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = JoinRequest),
    responses(
        (status = 200, description = "Asked; a device of the locker decides", body = JoinResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `invite`, `too-large`, `rate-limited`, `internal`, `locker-frozen`, `shut`, `taken`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("new-device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Peer(peer): Peer,
    Place(locker): Place<LockerId>,
    request: NewDeviceRequest<JoinRequest>,
) -> Result<Json<JoinResponse>, Refusal> {
    let NewDeviceRequest { key, nonce, message } = request;
    rates::take(&app.rates.joins, peer, app.now())?;
    Ok(Json(app.vault.join(locker, key, &nonce, message, app.now()).await?))
}
