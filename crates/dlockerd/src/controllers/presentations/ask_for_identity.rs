//! `POST /v1/lockers/{locker}/presentations`: asks for a request to a wallet, by which the owner is known.

use axum::Json;
use axum::extract::State;
use dlocker_bank::refusal;
use dlocker_protocol::identity::PresentationView;
use dlocker_protocol::problem::Problem;

use crate::rates::charged;
use crate::request::{DeviceRequest, Message, NoFields, Refusal};
use crate::server::App;

/// A device asks for a request that a wallet answers with the credential by which the owner is to be known in a recovery. The body is `{}`. What is shown counts
/// at once on the locker's first day; later it waits, and every device can stop it.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/presentations",
    operation_id = "presentations_ask_for_identity",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "The request, with the link that a wallet opens", body = PresentationView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<NoFields>>,
) -> Result<Json<PresentationView>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: _, _place } = request;
    let now = app.now();
    let wallets = app.wallets.as_ref().ok_or_else(refusal::no_trust)?;
    let answer = app.vault.ask_for_identity((locker, device), &nonce, wallets.wanted(), now);
    let record = charged(&app.rates.changes, (locker, device), now, answer).await?;
    Ok(Json(wallets.view(&record, now)))
}
