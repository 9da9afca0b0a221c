//! `POST /v1/lockers/{locker}/registrations/{registration}/evaluations`: uses the key of a pending registration.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::method::{EvaluateRequest, EvaluateResponse};
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{LockerId, RegistrationId};

use crate::request::{DeviceRequest, Message, Place, Refusal};
use crate::server::App;

/// Uses the key of a pending registration: at most three times, each counted and logged before it is answered.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/registrations/{registration}/evaluations",
    operation_id = "registrations_evaluate",
    tag = "methods",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("registration" = String, Path, description = "The registration"),
    ),
    request_body(content = EvaluateRequest),
    responses(
        (status = 200, description = "The sealed answer", body = EvaluateResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `registration-over`, `locker-frozen`, `shut`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, registration)): Place<(LockerId, RegistrationId)>,
    request: DeviceRequest<Message<EvaluateRequest>>,
) -> Result<Json<EvaluateResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    Ok(Json(app.vault.evaluate(locker, device, &nonce, registration, message, app.now()).await?))
}
