//! `POST /v1/lockers/{locker}/freeze`: stops openings and changes at once.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::locker::FreezeView;
use dlocker_protocol::problem::Problem;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, NoFields, Refusal};
use crate::server::App;

/// Any active device freezes its locker, without an unlock: no openings and no changes until it lapses, staff lift it, or a recovery
/// is carried out. Backups, vetoes, cases and re-issue go on. The body is `{}`. The same while it is frozen already.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/freeze",
    operation_id = "lockers_freeze",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "The freeze", body = FreezeView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `shut`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<NoFields>>,
) -> Result<Json<FreezeView>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: _, _place } = request;
    let now = app.now();
    let answer = app.vault.freeze(locker, device, &nonce, now);
    Ok(Json(charged(&app.rates.alarms, (locker, device), now, answer).await?))
}
