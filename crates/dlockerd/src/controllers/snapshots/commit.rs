//! `POST /v1/lockers/{locker}/snapshots`: commits a snapshot.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::snapshot::{CommitRequest, CommitResponse};

use crate::request::{DeviceRequest, Message, Refusal};
use crate::server::App;

/// A header of 4 MiB in base64url.
const LIMIT: usize = 6 << 20;

/// Commits a snapshot: checks and pins every pack and every earlier snapshot that its header names, in one transaction. The same for
/// a retry.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/snapshots",
    operation_id = "snapshots_commit",
    tag = "backups",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = CommitRequest),
    responses(
        (status = 200, description = "Committed", body = CommitResponse),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `suspended`, `replaced`, `too-large`, `rate-limited`, `internal`, `missing-packs`, `stale-epoch`, `conflict`, `taken`, `forbidden`, `shut`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Message<CommitRequest, LIMIT>>,
) -> Result<Json<CommitResponse>, Refusal> {
    let DeviceRequest { locker, device, nonce, content: Message(message), _place } = request;
    Ok(Json(app.vault.commit(locker, device, &nonce, message, app.now()).await?))
}
