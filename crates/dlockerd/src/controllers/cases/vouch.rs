//! `POST /v1/cases/{case}/vouch`: a device of the locker vouches for whoever holds the new phone.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::case::{CaseView, VouchRequest};
use dlocker_protocol::problem::Problem;

use crate::request::{CaseRequest, Message, Refusal};
use crate::server::App;

/// An active device of the locker, which has just opened it, vouches with the code that the new phone shows. With all that devices and wallets say it counts
/// as one piece of evidence, never without an officer's. Three wrong codes and this device can vouch in the case no more; the case goes on. The same for a retry.
#[utoipa::path(
    post,
    path = "/v1/cases/{case}/vouch",
    operation_id = "cases_vouch",
    tag = "recovery",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    request_body(content = VouchRequest),
    responses(
        (status = 200, description = "The case after it", body = CaseView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `forbidden`, `suspended`, `replaced`, `not-opened`, `wrong-code`, `conflict`, `case-over`, `shut`, `locker-closed`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: CaseRequest<Message<VouchRequest>>,
) -> Result<Json<CaseView>, Refusal> {
    let CaseRequest { case, signer, nonce, content: Message(message) } = request;
    Ok(Json(app.vault.vouch((case, signer), &nonce, message, app.now()).await?))
}
