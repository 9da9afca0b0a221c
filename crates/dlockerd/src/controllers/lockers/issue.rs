//! `POST /v1/lockers/{locker}/locker-id`: the Locker ID of a device that the roster admits.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::device::LockerIdResponse;
use dlocker_protocol::problem::Problem;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, NoFields, Refusal};
use crate::server::{App, issue_locker_id};

/// Issues the Locker ID to a device that has joined, once a roster names it; `waiting` before. With it the device presents itself
/// (admission). The body is `{}`. The same for a retry.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/locker-id",
    operation_id = "lockers_issue",
    tag = "devices",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "The handle and the Locker ID", body = LockerIdResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `waiting`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<NoFields>>,
) -> Result<Json<LockerIdResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: _, _place } = request;
    let now = app.now();
    let answer = app.vault.locker_id(locker, device, &nonce, now);
    let issued = charged(&app.rates.changes, (locker, device), now, answer).await?;
    let locker_id = issue_locker_id(&app, &issued).await?;
    Ok(Json(LockerIdResponse { handle: issued.handle, locker_id }))
}
