//! `GET /.well-known/oauth-authorization-server`: where tokens are given (RFC 8414).

use axum::Json;
use axum::extract::State;
use dlocker_identity::issuance::AuthorizationServer;

use crate::server::App;

/// Where access tokens are given, and how: the issuer itself, by pre-authorized codes, bound by DPoP.
#[utoipa::path(
    get,
    path = "/.well-known/oauth-authorization-server",
    operation_id = "oid4vci_authorization_server",
    tag = "openid4vci",
    responses((status = 200, description = "The metadata (RFC 8414)", body = Object)),
)]
pub(crate) async fn handle(State(app): State<App>) -> Json<AuthorizationServer> {
    Json(AuthorizationServer::at(app.issuer.url()))
}
