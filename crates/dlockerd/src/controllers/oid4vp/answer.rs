//! `POST /openid4vp/responses/{presentation}`: a wallet answers.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use dlocker_bank::presentation::{For, Stage, waits};
use dlocker_bank::refusal;
use dlocker_evidence::presentation::{Awaited, MAX_RESPONSE};
use dlocker_protocol::PresentationId;
use dlocker_protocol::problem::Problem;
use serde_json::json;

use crate::rates;
use crate::request::{Peer, Place, Refusal, read};
use crate::server::App;

#[utoipa::path(
    post,
    path = "/openid4vp/responses/{presentation}",
    operation_id = "openid4vp_answer",
    tag = "openid4vp",
    params(("presentation" = String, Path, description = "The request")),
    request_body(content = String, description = "`vp_token` or `error`, and `state`; or `response`, in which these are encrypted", content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "It was taken", body = Object),
        (status = 400, description = "It does not count: `{error, error_description}`", body = Object),
        (status = "default", description = "`malformed`, `not-found`, `too-large`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
)]
/// Once, whatever comes of it. The wallet is told whether it was taken, and no more; why not stands where the device asks that wanted it.
pub(crate) async fn handle(
    State(app): State<App>,
    Place(id): Place<PresentationId>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let now = app.now();
    rates::take(&app.rates.wallets, peer.0, now)?;
    let wallets = app.wallets.as_ref().ok_or_else(refusal::no_presentation)?;
    let record = app.vault.presentation(id).await?;
    waits(&record, now)?;
    let body = read(&headers, body, MAX_RESPONSE).await?;
    let state = app.vault.presentation_state(id);
    let key = app.vault.response_key(&record)?;
    let answered = wallets.answered(&record, Awaited { state: &state, key: key.as_ref() }, &body)?;
    let presented = match record.purpose {
        For::Admission => wallets.own(&record, answered, (app.trustee, &app.custody.issuer_key()), now),
        For::Case { .. } | For::Identity { .. } => wallets.presented(&record, answered, now).await,
    };
    let after = app.vault.take_presentation(id, presented, app.now()).await?;
    Ok(match after.stage {
        Stage::Refused { .. } => {
            let words = "The bank did not take this. Your device says why, and asks again.";
            (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_request", "error_description": words })))
                .into_response()
        }
        _ => Json(json!({})).into_response(),
    })
}
