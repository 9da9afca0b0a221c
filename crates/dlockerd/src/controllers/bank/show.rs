//! `GET /v1/bank`: what the bank says about itself.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::bank::BankView;
use dlocker_protocol::problem::Problem;

use crate::server::App;

/// What the bank says about itself: its keys, its clock, its bounds. A device checks that the id is the digest of the log key, and pins it.
#[utoipa::path(
    get,
    path = "/v1/bank",
    operation_id = "bank_show",
    tag = "bank",
    responses(
        (status = 200, description = "The bank", body = BankView),
        (status = "default", description = "`internal`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn handle(State(app): State<App>) -> Json<BankView> {
    Json(app.vault.bank_view(app.now()))
}
