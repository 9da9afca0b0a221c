//! `POST /v1/lockers/{locker}/intents`: asks for a change that waits.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::intent::{IntentRequest, IntentView};
use dlocker_protocol::problem::Problem;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, Refusal};
use crate::server::App;

/// Takes an intent that is signed with the owner key. Every device is told, any of them may stop it, and when it is due a roster
/// completes it. The same for a retry.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/intents",
    operation_id = "intents_make",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = IntentRequest),
    responses(
        (status = 200, description = "The intent, and when it is due", body = IntentView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `conflict`, `forbidden`, `locker-frozen`, `shut`, `taken`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<IntentRequest>>,
) -> Result<Json<IntentView>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    let now = app.now();
    let answer = app.vault.make_intent(locker, device, &nonce, message, now);
    Ok(Json(charged(&app.rates.changes, (locker, device), now, answer).await?))
}
