//! `POST /openid4vci/token`: a code becomes an access token.

use axum::Json;
use axum::extract::State;
use dlocker_identity::issuance::{OauthCode, OauthError, PRE_AUTHORIZED_CODE, TokenRequest, TokenResponse};

use crate::request::{OauthRefusal, WalletRequest};
use crate::server::App;

/// Exchanges the code of an offer, and its transaction code, for an access token that is good with the key of the DPoP proof alone, for five minutes. A
/// wrong transaction code is counted before it is answered; the fifth voids the offer.
#[utoipa::path(
    post,
    path = "/openid4vci/token",
    operation_id = "oid4vci_token",
    tag = "openid4vci",
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "`grant_type`, `pre-authorized_code`, `tx_code`"),
    responses(
        (status = 200, description = "`{access_token, token_type, expires_in}`", body = Object),
        (status = "default", description = "`{error, error_description}`: `invalid_request`, `unsupported_grant_type`, `invalid_grant`, `invalid_dpop_proof`, `temporarily_unavailable`, `server_error`", body = Object),
    ),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: WalletRequest,
) -> Result<Json<TokenResponse>, OauthRefusal> {
    let asked: TokenRequest = request.form()?;
    if asked.grant_type != PRE_AUTHORIZED_CODE {
        let words = "Only the pre-authorized code grant is served here. Nothing was done.";
        return Err(OauthError::new(OauthCode::UnsupportedGrantType, words).into());
    }
    let dpop = request.dpop(&app, None)?;
    let token = app.vault.grant(&asked.code, asked.tx_code.as_deref(), dpop, app.now()).await??;
    Ok(Json(TokenResponse { access_token: token.text, token_type: "DPoP".to_owned(), expires_in: token.seconds }))
}
