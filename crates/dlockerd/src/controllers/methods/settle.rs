//! `POST /v1/lockers/{locker}/methods/{method}/openings/{number}`: how an opening ended.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::release::{SettleRequest, SettleResponse};
use dlocker_protocol::{LockerId, MethodId};
use dlocker_store::vault::MethodTarget;

use crate::request::{DeviceRequest, Message, Place, Refusal};
use crate::server::App;

/// How an opening ended. A proof of success clears this device's guesses, once; without one the guess stays counted.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/methods/{method}/openings/{number}",
    operation_id = "methods_settle",
    tag = "methods",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("method" = String, Path, description = "The method"),
        ("number" = u64, Path, description = "Number of the opening"),
    ),
    request_body(content = SettleRequest),
    responses(
        (status = 200, description = "Settled", body = SettleResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `proof`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, method, number)): Place<(LockerId, MethodId, u64)>,
    request: DeviceRequest<Message<SettleRequest>>,
) -> Result<Json<SettleResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    let target = MethodTarget::Active(method);
    Ok(Json(app.vault.settle(locker, device, &nonce, target, number, message, app.now()).await?))
}
