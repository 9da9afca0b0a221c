//! `GET /v1/cases/{case}/presentations/{presentation}`: where a request to a wallet stands.

use axum::Json;
use axum::extract::State;
use dlocker_bank::presentation::For;
use dlocker_bank::refusal;
use dlocker_protocol::identity::PresentationView;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{CaseId, PresentationId};

use crate::request::{CaseRequest, Nothing, Place, Refusal};
use crate::server::App;

/// Where a request stands, for the new device that asked for it.
#[utoipa::path(
    get,
    path = "/v1/cases/{case}/presentations/{presentation}",
    operation_id = "presentations_show_in_case",
    tag = "recovery",
    params(
        ("case" = String, Path, description = "The case"),
        ("presentation" = String, Path, description = "The request"),
    ),
    responses(
        (status = 200, description = "The request", body = PresentationView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, id)): Place<(CaseId, PresentationId)>,
    request: CaseRequest<Nothing>,
) -> Result<Json<PresentationView>, Refusal> {
    let wallets = app.wallets.as_ref().ok_or_else(refusal::no_trust)?;
    let record = app.vault.presentation(id).await?;
    let own =
        matches!(record.purpose, For::Case { case, device, .. } if case == request.case && device == request.signer);
    if !own {
        return Err(refusal::no_presentation().into());
    }
    Ok(Json(wallets.view(&record, app.now())))
}
