//! `GET /v1/lockers/{locker}/packs/{pack}`: reads a pack.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{LockerId, PackId};

use crate::request::{DeviceRequest, Nothing, Pack, Place, Refusal};
use crate::server::App;

/// Reads a pack, whole. Needs a proved opening by this device within the last hour.
#[utoipa::path(
    get,
    path = "/v1/lockers/{locker}/packs/{pack}",
    operation_id = "packs_get",
    tag = "backups",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("pack" = String, Path, description = "The pack"),
    ),
    responses(
        (status = 200, description = "The pack", body = inline(Pack), content_type = "application/octet-stream"),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `suspended`, `replaced`, `rate-limited`, `internal`, `not-opened`, `locker-frozen`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, pack)): Place<(LockerId, PackId)>,
    request: DeviceRequest<Nothing>,
) -> Result<impl IntoResponse + use<>, Refusal> {
    let bytes = app.vault.get_pack(request.locker, request.device, pack, app.now()).await?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], bytes))
}
