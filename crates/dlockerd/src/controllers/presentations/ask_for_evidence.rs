//! `POST /v1/cases/{case}/presentations`: asks for a request to a wallet, as evidence in a case.

use axum::Json;
use axum::extract::State;
use dlocker_bank::refusal;
use dlocker_protocol::identity::PresentationView;
use dlocker_protocol::problem::Problem;

use crate::request::{CaseRequest, Message, NoFields, Refusal};
use crate::server::App;

/// The new device of a case asks for a request that any wallet can answer with a credential of another issuer. The body is `{}`. What is shown counts as one piece
/// of evidence, however much it is, and never without an officer.
#[utoipa::path(
    post,
    path = "/v1/cases/{case}/presentations",
    operation_id = "presentations_ask_for_evidence",
    tag = "recovery",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "The request, with the link that a wallet opens", body = PresentationView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `case-over`, `conflict`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: CaseRequest<Message<NoFields>>,
) -> Result<Json<PresentationView>, Refusal> {
    let now = app.now();
    let wallets = app.wallets.as_ref().ok_or_else(refusal::no_trust)?;
    let who = (request.case, request.signer);
    let record = app.vault.ask_for_evidence(who, &request.nonce, wallets.wanted(), now).await?;
    Ok(Json(wallets.view(&record, now)))
}
