//! `POST /v1/lockers/{locker}/identity/stop`: says no to a credential that waits.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::identity::IdentityView;
use dlocker_protocol::problem::Problem;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, NoFields, Refusal};
use crate::server::App;

/// Any active device says no to a credential by which the owner was to be known, without an unlock. The body is `{}`.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/identity/stop",
    operation_id = "identity_stop",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "What counts after it", body = IdentityView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<NoFields>>,
) -> Result<Json<IdentityView>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: _, _place } = request;
    let now = app.now();
    let answer = app.vault.stop_identity((locker, device), &nonce, now);
    Ok(Json(charged(&app.rates.alarms, (locker, device), now, answer).await?))
}
