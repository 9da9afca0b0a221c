//! `POST /v1/lockers/{locker}/closing`: closes the locker for good.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::locker::{CloseRequest, ClosingView};
use dlocker_protocol::problem::Problem;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, Refusal};
use crate::server::App;

/// Closes the locker, once an intent to do so is due: everything that was in it is deleted, its methods and keys too, and its handle is free. The
/// visit log stays, and who the devices were. The same for a retry.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/closing",
    operation_id = "lockers_close",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = CloseRequest),
    responses(
        (status = 200, description = "The locker is closed", body = ClosingView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `conflict`, `forbidden`, `change-waits`, `waiting`, `intent-over`, `locker-frozen`, `shut`, `locker-closed`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<CloseRequest>>,
) -> Result<Json<ClosingView>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    let now = app.now();
    let answer = app.vault.close(locker, device, &nonce, message, now);
    Ok(Json(charged(&app.rates.changes, (locker, device), now, answer).await?))
}
