//! `POST /v1/lockers/{locker}/registrations`: begins a registration.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::method::{RegisterRequest, RegisterResponse};
use dlocker_protocol::problem::Problem;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, Refusal};
use crate::server::App;

/// Begins a registration: the bank makes a fresh OPRF key for it. It belongs to this device and lapses after ten minutes. The same for
/// a retry with the same id.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/registrations",
    operation_id = "registrations_register",
    tag = "methods",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = RegisterRequest),
    responses(
        (status = 200, description = "K, and the limit that will hold", body = RegisterResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `taken`, `conflict`, `locker-frozen`, `shut`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<RegisterRequest>>,
) -> Result<Json<RegisterResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    let now = app.now();
    let answer = app.vault.register(locker, device, &nonce, message, now);
    Ok(Json(charged(&app.rates.registrations, (locker, device), now, answer).await?))
}
