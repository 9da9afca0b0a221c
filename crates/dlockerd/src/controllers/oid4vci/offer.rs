//! `GET /openid4vci/offers/{reference}`: an offer that a wallet was sent a reference to.

use axum::Json;
use axum::extract::{Path, State};
use dlocker_bank::issuance::TX_CODE_LEN;
use dlocker_identity::issuance::{CredentialOffer, TxCodeShape, offer_code};
use dlocker_protocol::problem::Problem;

use crate::rates;
use crate::request::{Peer, Refusal, no_such_thing};
use crate::server::App;

/// An offer that a wallet was sent a reference to (OpenID4VCI 1.0, section 4.1.3). The code in it comes from the reference, so that the bank keeps neither.
/// An offer that was used, burnt, or is over is not found.
#[utoipa::path(
    get,
    path = "/openid4vci/offers/{reference}",
    operation_id = "oid4vci_offer",
    tag = "openid4vci",
    params(("reference" = String, Path, description = "The secret end of the address")),
    responses(
        (status = 200, description = "The credential offer", body = Object),
        (status = "default", description = "`not-found`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Peer(peer): Peer,
    Path(reference): Path<String>,
) -> Result<Json<CredentialOffer>, Refusal> {
    rates::take(&app.rates.wallets, peer, app.now())?;
    let code = offer_code(&reference).ok_or_else(no_such_thing)?;
    let wants_tx_code = app.vault.offer(&code, app.now()).await?.ok_or_else(no_such_thing)?;
    let tx_code = wants_tx_code.then(|| TxCodeShape::digits(TX_CODE_LEN));
    Ok(Json(CredentialOffer::new(app.issuer.url(), &code, tx_code)))
}
