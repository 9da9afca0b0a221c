//! `POST /v1/lockers/{locker}/intents/{intent}/stop`: stops a change that waits.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::intent::IntentView;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{IntentId, LockerId};

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, NoFields, Place, Refusal};
use crate::server::App;

/// Any active device of the locker stops an intent, also while the locker is frozen, and without an unlock. The body is `{}`. The same
/// for a retry.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/intents/{intent}/stop",
    operation_id = "intents_stop",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("intent" = String, Path, description = "The intent"),
    ),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "The intent after it", body = IntentView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `intent-over`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, intent)): Place<(LockerId, IntentId)>,
    request: DeviceRequest<Message<NoFields>>,
) -> Result<Json<IntentView>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: _, _place } = request;
    let now = app.now();
    let answer = app.vault.stop_intent(locker, device, &nonce, intent, now);
    Ok(Json(charged(&app.rates.alarms, (locker, device), now, answer).await?))
}
