//! `POST /v1/cases/{case}/offer`: the Locker ID of a recovery that is ready, as a credential offer.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::case::CaseOfferResponse;
use dlocker_protocol::problem::Problem;

use crate::request::{CaseRequest, Message, NoFields, Refusal};
use crate::server::App;

/// An offer of the Locker ID to the key of the case, and to no other: with its code the recovery is carried out at the credential endpoint. The body is
/// `{}`. Asked again it gives another code, and the last one is void.
#[utoipa::path(
    post,
    path = "/v1/cases/{case}/offer",
    operation_id = "cases_offer",
    tag = "recovery",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "The pre-authorized code of the offer", body = CaseOfferResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `forbidden`, `waiting`, `case-over`, `shut`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: CaseRequest<Message<NoFields>>,
) -> Result<Json<CaseOfferResponse>, Refusal> {
    let made = app.vault.offer_reissue(request.case, request.signer, &request.nonce, app.now()).await?;
    Ok(Json(CaseOfferResponse { code: made.code, expires: made.expires }))
}
