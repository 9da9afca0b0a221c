//! `POST /v1/cases/{case}/reissue`: carries a recovery out.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::case::ReissueResponse;
use dlocker_protocol::problem::Problem;

use crate::request::{CaseRequest, Message, NoFields, Refusal};
use crate::server::App;
use crate::server::issue_locker_id;

/// Carries a recovery out: the Locker ID is issued to the new device, and all others are suspended. The body is `{}`. The same for a
/// retry.
#[utoipa::path(
    post,
    path = "/v1/cases/{case}/reissue",
    operation_id = "cases_reissue",
    tag = "recovery",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "The locker and the Locker ID", body = ReissueResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `forbidden`, `waiting`, `case-over`, `shut`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: CaseRequest<Message<NoFields>>,
) -> Result<Json<ReissueResponse>, Refusal> {
    let reissued = app.vault.reissue(request.case, request.signer, &request.nonce, app.now()).await?;
    let locker_id = issue_locker_id(&app, &reissued.enrolled).await?;
    Ok(Json(ReissueResponse { locker: reissued.enrolled.locker, locker_id, lost_since: reissued.lost_since }))
}
