//! `POST /v1/lockers/{locker}/afresh`: a new locker under the same handle.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::device::EnrolResponse;
use dlocker_protocol::problem::Problem;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, NoFields, Refusal};
use crate::server::{App, issue_locker_id};

/// The device of a recovery that no unlock method survived starts afresh: a new locker under the same handle, in which this device is
/// enrolled. The old one stays shut and is kept, in case a method turns up. The body is `{}`. The same for a retry.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/afresh",
    operation_id = "lockers_start_afresh",
    tag = "recovery",
    params(
        ("locker" = String, Path, description = "The old locker"),
    ),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "The new locker and the Locker ID for it", body = EnrolResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `forbidden`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `locker-frozen`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<NoFields>>,
) -> Result<Json<EnrolResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: _, _place } = request;
    let now = app.now();
    let answer = app.vault.start_afresh(locker, device, &nonce, now);
    let enrolled = charged(&app.rates.changes, (locker, device), now, answer).await?;
    let locker_id = issue_locker_id(&app, &enrolled).await?;
    Ok(Json(EnrolResponse { locker: enrolled.locker, handle: enrolled.handle, locker_id }))
}
