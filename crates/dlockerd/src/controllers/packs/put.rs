//! `PUT /v1/lockers/{locker}/packs/{pack}`: keeps a pack.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::snapshot::PackStatus;
use dlocker_protocol::{LockerId, PackId};

use crate::request::{DeviceRequest, Octets, Pack, Place, Refusal};
use crate::server::App;

/// Keeps a pack of one of four sizes, durably. Needs no nonce: the same pack again changes nothing. A pack that no snapshot pins is
/// collected after a day.
#[utoipa::path(
    put,
    path = "/v1/lockers/{locker}/packs/{pack}",
    operation_id = "packs_put",
    tag = "backups",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("pack" = String, Path, description = "The pack"),
    ),
    request_body(content = inline(Pack), content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "Kept", body = PackStatus),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `suspended`, `replaced`, `rate-limited`, `internal`, `too-large`, `quota`, `taken`, `shut`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((_, pack)): Place<(LockerId, PackId)>,
    request: DeviceRequest<Octets>,
) -> Result<Json<PackStatus>, Refusal> {
    let DeviceRequest { locker, device, content: Octets { bytes, digest }, .. } = request;
    Ok(Json(app.vault.put_pack(locker, device, pack, bytes, digest, app.now()).await?))
}
