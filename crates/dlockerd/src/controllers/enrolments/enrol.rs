//! `POST /v1/enrolments`: a device enrols with an invite.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::device::{EnrolRequest, EnrolResponse};
use dlocker_protocol::problem::Problem;

use crate::rates;
use crate::request::{NewDeviceRequest, Peer, Refusal};
use crate::server::App;
use crate::server::issue_locker_id;

/// Uses up an invite for the device whose key signs the request, and issues the Locker ID to that key. The same for a retry by the
/// same key.
#[utoipa::path(
    post,
    path = "/v1/enrolments",
    operation_id = "enrolments_enrol",
    tag = "devices",
    request_body(content = EnrolRequest),
    responses(
        (status = 200, description = "The locker and the Locker ID", body = EnrolResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `invite`, `too-large`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("new-device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Peer(peer): Peer,
    request: NewDeviceRequest<EnrolRequest>,
) -> Result<Json<EnrolResponse>, Refusal> {
    let NewDeviceRequest { key, nonce, message } = request;
    rates::take(&app.rates.enrolments, peer, app.now())?;
    let enrolled = app.vault.enrol(key, &nonce, message, app.now()).await?;
    let locker_id = issue_locker_id(&app, &enrolled).await?;
    Ok(Json(EnrolResponse { locker: enrolled.locker, handle: enrolled.handle, locker_id }))
}
