//! `GET /statuslists/{list}`: which Locker IDs still count (Token Status List).

use std::io::Write;

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use dlocker_identity::issuance::{StatusList, sign_status_list};
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::problem::{Problem, ProblemCode};
use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::rates;
use crate::request::{Peer, Refusal, no_such_thing};
use crate::server::{App, sign_jws};

const TYPE: HeaderValue = HeaderValue::from_static("application/statuslist+jwt");

/// Which Locker IDs still count, for whoever is shown one: two bits each, signed by the issuer key.
#[utoipa::path(
    get,
    path = "/statuslists/{list}",
    operation_id = "oid4vci_status_list",
    tag = "openid4vci",
    params(("list" = u64, Path, description = "Which list")),
    responses(
        (status = 200, description = "A status list token", body = String, content_type = "application/statuslist+jwt"),
        (status = "default", description = "`not-found`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Peer(peer): Peer,
    Path(list): Path<String>,
) -> Result<Response, Refusal> {
    rates::take(&app.rates.lists, peer, app.now())?;
    // One address for each list: no signs and no leading zeros.
    let number = list.parse::<u64>().ok().filter(|number| number.to_string() == list).ok_or_else(no_such_thing)?;
    let bytes = app.vault.status_list(number).await?.ok_or_else(no_such_thing)?;
    let lst = to_base64url(&deflated(&bytes)?);
    let uri = app.issuer.status_list(number);
    let signed = sign_jws(&app, sign_status_list(StatusList { bits: 2, lst }, uri, &app.issuer.chain, app.now()))?;
    Ok(([(CONTENT_TYPE, TYPE)], signed).into_response())
}

/// ZLIB (RFC 1950), as section 4.1 of the Token Status List wants it.
fn deflated(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_err(|_| Problem::new(ProblemCode::Internal, "The status list could not be written. Try again later."))
}
