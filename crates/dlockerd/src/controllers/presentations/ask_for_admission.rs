//! `POST /v1/lockers/{locker}/admissions`: asks for a request to a wallet that holds a Locker ID.

use axum::Json;
use axum::extract::State;
use dlocker_bank::refusal;
use dlocker_protocol::LockerId;
use dlocker_protocol::identity::PresentationView;
use dlocker_protocol::problem::Problem;

use crate::rates;
use crate::request::{Peer, Place, Refusal};
use crate::server::App;

/// Any wallet that was given a Locker ID of this locker over OpenID4VCI presents it back over OpenID4VP, and its key is admitted. Who asks need not sign: what counts is what the
/// wallet signs. Nothing is told to lockers where nobody waits to be admitted.
#[utoipa::path(
    post,
    path = "/v1/lockers/{locker}/admissions",
    operation_id = "presentations_ask_for_admission",
    tag = "devices",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    responses(
        (status = 200, description = "The request, with the link that a wallet opens", body = PresentationView),
        (status = "default", description = "`not-found`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place(locker): Place<LockerId>,
    peer: Peer,
) -> Result<Json<PresentationView>, Refusal> {
    let now = app.now();
    rates::take(&app.rates.enrolments, peer.0, now)?;
    let wallets = app.wallets.as_ref().ok_or_else(refusal::no_presentation)?;
    Ok(Json(wallets.view(&app.vault.ask_for_admission(locker, wallets.wanted().mode, now).await?, now)))
}
