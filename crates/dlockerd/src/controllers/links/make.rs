//! `POST /v1/lockers/{locker}/links`: a link by which one device joins.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::device::{LinkRequest, LinkResponse};
use dlocker_protocol::problem::Problem;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, Refusal};
use crate::server::App;

/// Makes a link known by which one device may ask to join: good for 15 minutes, once. The device has proved an opening within the last
/// hour. The same for a retry.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/links",
    operation_id = "links_make",
    tag = "devices",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = LinkRequest),
    responses(
        (status = 200, description = "The link is known", body = LinkResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `not-opened`, `locker-frozen`, `shut`, `taken`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<LinkRequest>>,
) -> Result<Json<LinkResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    let now = app.now();
    let answer = app.vault.make_link(locker, device, &nonce, message, now);
    Ok(Json(charged(&app.rates.changes, (locker, device), now, answer).await?))
}
