//! `POST /openid4vci/credential`: Locker IDs are issued to the keys that were proved.

use axum::Json;
use axum::extract::State;
use dlocker_bank::issuance::BATCH;
use dlocker_identity::issuance::{
    CONFIGURATION, CredentialRequest, CredentialResponse, Issued, OauthCode, OauthError, check_proof,
};
use dlocker_protocol::PublicKey;

use crate::request::{OauthRefusal, WalletRequest};
use crate::server::{App, issue_locker_id};

/// Issues a Locker ID to each key that is proved. At an enrolment these are candidates for one seat: the first that is presented is admitted, and the others
/// are revoked. The same keys get the same again for as long as the offer lasts.
#[utoipa::path(
    post,
    path = "/openid4vci/credential",
    operation_id = "oid4vci_credential",
    tag = "openid4vci",
    request_body(content = Object, description = "`{credential_configuration_id, proofs: {jwt: […]}}`"),
    responses(
        (status = 200, description = "`{credentials: [{credential}], notification_id}`", body = Object),
        (status = "default", description = "`{error, error_description}`: `invalid_token`, `invalid_dpop_proof`, `invalid_credential_request`, `unknown_credential_configuration`, `invalid_proof`, `invalid_nonce`, `credential_request_denied`, `temporarily_unavailable`, `server_error`", body = Object),
    ),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: WalletRequest,
) -> Result<Json<CredentialResponse>, OauthRefusal> {
    answer(&app, &request).await.map(Json).map_err(OauthRefusal::at_resource)
}

async fn answer(app: &App, request: &WalletRequest) -> Result<CredentialResponse, OauthRefusal> {
    let token = request.access_token()?;
    let dpop = request.dpop(app, Some(token))?;
    let asked: CredentialRequest = request.json(OauthCode::InvalidCredentialRequest)?;
    let proofs = proofs(app, asked)?;
    let enrolled = app.vault.redeem(token, dpop, proofs, app.now()).await??;
    let mut credentials = Vec::with_capacity(enrolled.len());
    for one in &enrolled {
        credentials.push(Issued { credential: issue_locker_id(app, one).await? });
    }
    Ok(CredentialResponse { credentials, notification_id: Some(app.vault.notification_id(token)) })
}

/// The keys that were proved, each with the nonce that it signed.
fn proofs(app: &App, asked: CredentialRequest) -> Result<Vec<(PublicKey, String)>, OauthError> {
    let wrong = |words| OauthError::new(OauthCode::InvalidCredentialRequest, words);
    if asked.credential_response_encryption.is_some() {
        return Err(wrong("This issuer does not encrypt its answers. Ask without credential_response_encryption."));
    }
    match asked.credential_configuration_id.as_deref() {
        Some(CONFIGURATION) if asked.credential_identifier.is_none() => {}
        Some(_) if asked.credential_identifier.is_none() => {
            let words = "Only the Locker ID is issued here: credential_configuration_id is locker-id.";
            return Err(OauthError::new(OauthCode::UnknownCredentialConfiguration, words));
        }
        _ => return Err(wrong("Ask for exactly one credential, by credential_configuration_id.")),
    }
    let missing =
        OauthError::new(OauthCode::InvalidProof, "A Locker ID is issued to a key that is proved: proofs.jwt.");
    let jwts = asked.proofs.ok_or_else(|| missing.clone())?.jwt;
    if jwts.is_empty() {
        return Err(missing);
    }
    if jwts.len() > BATCH {
        return Err(wrong("At most four keys are taken at once. Nothing was issued."));
    }
    let checked =
        jwts.iter().map(|jwt| check_proof(jwt, app.issuer.url(), app.now()).map(|proof| (proof.key, proof.nonce)));
    let proofs = checked.collect::<Result<Vec<_>, _>>()?;
    let twice = proofs.iter().enumerate().any(|(at, (key, _))| proofs[..at].iter().any(|(other, _)| other == key));
    if twice {
        Err(OauthError::new(OauthCode::InvalidProof, "The same key is proved twice. Nothing was issued."))
    } else {
        Ok(proofs)
    }
}
