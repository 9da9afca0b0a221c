//! `POST /v1/lockers/{locker}/rosters`: the one compare-and-set.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::{PublishRosterRequest, PublishRosterResponse};

use crate::request::{DeviceRequest, Message, Refusal};
use crate::server::App;

/// A roster of 256 KiB, and as much again for sealed seeds and base64url.
const LIMIT: usize = 1 << 20;

/// The one compare-and-set: makes roster, public keys and method records current together, or changes nothing. What weakens the locker
/// needs a due intent, which it completes. The same for a retry of the roster that is already current.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/rosters",
    operation_id = "rosters_publish",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = PublishRosterRequest),
    responses(
        (status = 200, description = "The roster is current", body = PublishRosterResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `conflict`, `stale-epoch`, `registration-over`, `forbidden`, `change-waits`, `waiting`, `not-opened`, `locker-frozen`, `shut`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<PublishRosterRequest, LIMIT>>,
) -> Result<Json<PublishRosterResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    Ok(Json(app.vault.publish_roster(locker, device, &nonce, message, app.now()).await?))
}
