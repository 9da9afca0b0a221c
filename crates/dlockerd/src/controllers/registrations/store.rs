//! `PUT /v1/lockers/{locker}/registrations/{registration}/record`: keeps the record of a pending registration.

use axum::extract::State;
use axum::http::StatusCode;
use dlocker_protocol::method::StoreRecordRequest;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{LockerId, RegistrationId};

use crate::request::{DeviceRequest, Message, Place, Refusal};
use crate::server::App;

/// Keeps the record of a pending registration, until a roster names it and it has been opened for real. The same for a retry.
#[utoipa::path(
    put,
    path = "/v1/lockers/{locker}/registrations/{registration}/record",
    operation_id = "registrations_store",
    tag = "methods",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("registration" = String, Path, description = "The registration"),
    ),
    request_body(content = StoreRecordRequest),
    responses(
        (status = 204, description = "Kept"),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `registration-over`, `taken`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, registration)): Place<(LockerId, RegistrationId)>,
    request: DeviceRequest<Message<StoreRecordRequest>>,
) -> Result<StatusCode, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    app.vault.store_record(locker, device, &nonce, registration, message, app.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
