//! `GET /v1/lockers/{locker}/presentations/{presentation}`: where a request to a wallet stands.

use axum::Json;
use axum::extract::State;
use dlocker_bank::refusal;
use dlocker_protocol::identity::PresentationView;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{LockerId, PresentationId};

use crate::request::{DeviceRequest, Nothing, Place, Refusal};
use crate::server::App;

/// Where a request stands, for the device that asked for it.
#[utoipa::path(
    get,
    path = "/v1/lockers/{locker}/presentations/{presentation}",
    operation_id = "presentations_show",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("presentation" = String, Path, description = "The request"),
    ),
    responses(
        (status = 200, description = "The request", body = PresentationView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, id)): Place<(LockerId, PresentationId)>,
    request: DeviceRequest<Nothing>,
) -> Result<Json<PresentationView>, Refusal> {
    let wallets = app.wallets.as_ref().ok_or_else(refusal::no_trust)?;
    let record = app.vault.presentation(id).await?;
    if record.locker != request.locker || record.device() != Some(request.device) {
        return Err(refusal::no_presentation().into());
    }
    Ok(Json(wallets.view(&record, app.now())))
}
