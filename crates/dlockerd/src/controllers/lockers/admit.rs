//! `POST /v1/lockers/{locker}/admission`: a device presents its Locker ID.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::device::{AdmissionRequest, AdmissionResponse};
use dlocker_protocol::problem::Problem;

use crate::request::{DeviceRequest, Message, Refusal};
use crate::server::App;
use crate::server::check_presentation;

/// A device presents its Locker ID with key binding, under the nonce that also signs the request. From then on its row decides.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/admission",
    operation_id = "lockers_admit",
    tag = "devices",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = AdmissionRequest),
    responses(
        (status = 200, description = "Admitted", body = AdmissionResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `forbidden`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<AdmissionRequest>>,
) -> Result<Json<AdmissionResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), .. } = &request;
    check_presentation(&app, (*locker, *device), nonce, &message.presentation)?;
    Ok(Json(app.vault.admit(*locker, *device, nonce, app.now()).await?))
}
