//! `POST /openid4vci/notification`: what became of a credential in the wallet.

use axum::extract::State;
use axum::http::StatusCode;
use dlocker_identity::issuance::{NotificationRequest, OauthCode};

use crate::request::{OauthRefusal, WalletRequest};
use crate::server::App;

/// What became of a credential in the wallet (OpenID4VCI 1.0, section 11). It is a line in the program's log and changes nothing: the device's row decides.
#[utoipa::path(
    post,
    path = "/openid4vci/notification",
    operation_id = "oid4vci_notification",
    tag = "openid4vci",
    request_body(content = Object, description = "`{notification_id, event}`"),
    responses(
        (status = 204, description = "Heard"),
        (status = "default", description = "`{error, error_description}`: `invalid_token`, `invalid_dpop_proof`, `invalid_notification_request`, `invalid_notification_id`, `temporarily_unavailable`, `server_error`", body = Object),
    ),
)]
pub(crate) async fn handle(State(app): State<App>, request: WalletRequest) -> Result<StatusCode, OauthRefusal> {
    answer(&app, &request).await.map_err(OauthRefusal::at_resource)
}

async fn answer(app: &App, request: &WalletRequest) -> Result<StatusCode, OauthRefusal> {
    let token = request.access_token()?;
    let dpop = request.dpop(app, Some(token))?;
    let heard: NotificationRequest = request.json(OauthCode::InvalidNotificationRequest)?;
    app.vault.notified(token, dpop, &heard.notification_id, app.now()).await??;
    tracing::info!(event = ?heard.event, "a wallet said what became of a Locker ID");
    Ok(StatusCode::NO_CONTENT)
}
