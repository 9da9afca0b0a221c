//! `POST /v1/lockers/{locker}/methods/{method}/releases`: the bank's key, used once for one opening.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::release::{ReleaseRequest, ReleaseResponse};
use dlocker_protocol::{LockerId, MethodId};
use dlocker_store::vault::MethodTarget;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, Place, Refusal};
use crate::server::App;

/// The bank's key, used once for one opening: counted and logged durably before it is answered. A retry of the same blinded element is
/// answered again and not counted.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/methods/{method}/releases",
    operation_id = "methods_release",
    tag = "methods",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("method" = String, Path, description = "The method"),
    ),
    request_body(content = ReleaseRequest),
    responses(
        (status = 200, description = "The sealed answer and the record", body = ReleaseResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `frozen`, `guess-wait`, `conflict`, `locker-frozen`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, method)): Place<(LockerId, MethodId)>,
    request: DeviceRequest<Message<ReleaseRequest>>,
) -> Result<Json<ReleaseResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    let (now, target) = (app.now(), MethodTarget::Active(method));
    let answer = app.vault.release(locker, device, &nonce, target, message, now);
    Ok(Json(charged(&app.rates.openings, (locker, device), now, answer).await?))
}
