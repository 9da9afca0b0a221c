//! `POST /v1/lockers/{locker}/registrations/{registration}/releases`: opens the stored record of a pending registration for real.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::release::{ReleaseRequest, ReleaseResponse};
use dlocker_protocol::{LockerId, RegistrationId};
use dlocker_store::vault::MethodTarget;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, Place, Refusal};
use crate::server::App;

/// Opens the stored record of a pending registration for real. Counts as one of its three evaluations.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/registrations/{registration}/releases",
    operation_id = "registrations_release",
    tag = "methods",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("registration" = String, Path, description = "The registration"),
    ),
    request_body(content = ReleaseRequest),
    responses(
        (status = 200, description = "The sealed answer and the record", body = ReleaseResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `frozen`, `guess-wait`, `conflict`, `registration-over`, `locker-frozen`, `shut`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, registration)): Place<(LockerId, RegistrationId)>,
    request: DeviceRequest<Message<ReleaseRequest>>,
) -> Result<Json<ReleaseResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    let (now, target) = (app.now(), MethodTarget::Pending(registration));
    let answer = app.vault.release(locker, device, &nonce, target, message, now);
    Ok(Json(charged(&app.rates.openings, (locker, device), now, answer).await?))
}
