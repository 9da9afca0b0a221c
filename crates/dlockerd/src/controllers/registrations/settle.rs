//! `POST /v1/lockers/{locker}/registrations/{registration}/openings/{number}`: how the opening of a pending registration ended.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::release::{SettleRequest, SettleResponse};
use dlocker_protocol::{LockerId, RegistrationId};
use dlocker_store::vault::MethodTarget;

use crate::request::{DeviceRequest, Message, Place, Refusal};
use crate::server::App;

/// How the opening of a pending registration ended: with a proof of success, its record can become current.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/registrations/{registration}/openings/{number}",
    operation_id = "registrations_settle",
    tag = "methods",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("registration" = String, Path, description = "The registration"),
        ("number" = u64, Path, description = "Number of the opening"),
    ),
    request_body(content = SettleRequest),
    responses(
        (status = 200, description = "Settled", body = SettleResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `proof`, `registration-over`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, registration, number)): Place<(LockerId, RegistrationId, u64)>,
    request: DeviceRequest<Message<SettleRequest>>,
) -> Result<Json<SettleResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    let target = MethodTarget::Pending(registration);
    Ok(Json(app.vault.settle(locker, device, &nonce, target, number, message, app.now()).await?))
}
