//! The table of contents of the API.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use dlocker_protocol::problem::{Problem, ProblemCode};

use super::App;
use super::dress::dress;
use crate::controllers::{
    bank, cases, enrolments, intents, joins, links, lockers, log, methods, nonces, oid4vci, oid4vp, packs,
    presentations, registrations, rosters, snapshots, staff,
};
use crate::page::Page;
use crate::request::{Refusal, no_such_thing};

/// All of `/v1`.
pub fn router(app: App) -> Router {
    with_page(app, Page::none())
}

/// All of `/v1`, and the page beside it.
pub(super) fn with_page(app: App, page: Page) -> Router {
    let page = Arc::new(page);
    Router::new()
        // open to anyone
        .route("/v1/bank", get(bank::show::handle))
        .route("/v1/nonces", post(nonces::issue::handle))
        // the Locker ID over OpenID4VCI 1.0: wallets
        .route("/.well-known/openid-credential-issuer", get(oid4vci::issuer::handle))
        .route("/.well-known/oauth-authorization-server", get(oid4vci::authorization_server::handle))
        .route("/openid4vci/token", post(oid4vci::token::handle))
        .route("/openid4vci/nonce", post(oid4vci::nonce::handle))
        .route("/openid4vci/credential", post(oid4vci::credential::handle))
        .route("/openid4vci/notification", post(oid4vci::notification::handle))
        .route("/openid4vci/offers/{reference}", get(oid4vci::offer::handle))
        .route("/statuslists/{list}", get(oid4vci::status_list::handle))
        // the bank's staff
        .route("/v1/staff/passkeys/options", post(staff::passkey_options::handle))
        .route("/v1/staff/passkeys", post(staff::register_passkey::handle))
        .route("/v1/staff/passkeys/first", post(staff::first_passkey::handle))
        .route("/v1/staff/ways", get(staff::ways::handle))
        .route("/v1/staff/provider/begin", post(staff::begin_at_provider::handle))
        .route("/v1/staff/provider/finish", post(staff::sign_in_at_provider::handle))
        .route("/v1/staff/sessions", post(staff::sign_in::handle))
        .route("/v1/staff/sessions/end", post(staff::sign_out::handle))
        .route("/v1/staff/me", get(staff::me::handle))
        .route("/v1/staff/audit", get(staff::audit::handle))
        .route("/v1/staff/invites", post(staff::invite::handle))
        .route("/v1/staff/cases", get(staff::list_cases::handle))
        .route("/v1/staff/cases/{case}", get(staff::show_case::handle))
        .route("/v1/staff/cases/{case}/approve", post(staff::approve::handle))
        .route("/v1/staff/cases/{case}/reject", post(staff::reject::handle))
        .route("/v1/staff/lockers", post(staff::look_up::handle))
        .route("/v1/staff/lockers/{locker}/freeze", post(staff::freeze::handle))
        .route("/v1/staff/lockers/{locker}/thaw", post(staff::thaw::handle))
        .route("/v1/staff/lockers/{locker}/devices/{device}/suspend", post(staff::suspend::handle))
        // the way in
        .route("/v1/enrolments", post(enrolments::enrol::handle))
        .route("/v1/lockers/{locker}/admission", post(lockers::admit::handle))
        .route("/v1/lockers/{locker}/admissions", post(presentations::ask_for_admission::handle))
        // a second device
        .route("/v1/lockers/{locker}/links", post(links::make::handle))
        .route("/v1/lockers/{locker}/joins", post(joins::ask::handle))
        .route("/v1/lockers/{locker}/locker-id", post(lockers::issue::handle))
        // the locker
        .route("/v1/lockers/{locker}", get(lockers::show::handle))
        .route("/v1/lockers/{locker}/rosters", get(rosters::list::handle).post(rosters::publish::handle))
        .route("/v1/lockers/{locker}/log", get(log::list::handle))
        // changes that wait, and what stops everything
        .route("/v1/lockers/{locker}/intents", post(intents::make::handle))
        .route("/v1/lockers/{locker}/intents/{intent}/stop", post(intents::stop::handle))
        .route("/v1/lockers/{locker}/freeze", post(lockers::freeze::handle))
        .route("/v1/lockers/{locker}/closing", get(lockers::closing::handle).post(lockers::close::handle))
        // unlock methods: registration
        .route("/v1/lockers/{locker}/registrations", post(registrations::register::handle))
        .route("/v1/lockers/{locker}/registrations/{registration}/evaluations", post(registrations::evaluate::handle))
        .route("/v1/lockers/{locker}/registrations/{registration}/record", put(registrations::store::handle))
        .route("/v1/lockers/{locker}/registrations/{registration}/releases", post(registrations::release::handle))
        .route(
            "/v1/lockers/{locker}/registrations/{registration}/openings/{number}",
            post(registrations::settle::handle),
        )
        // unlock methods: opening
        .route("/v1/lockers/{locker}/methods/{method}/releases", post(methods::release::handle))
        .route("/v1/lockers/{locker}/methods/{method}/openings/{number}", post(methods::settle::handle))
        // backups
        .route("/v1/lockers/{locker}/packs/{pack}", put(packs::put::handle).get(packs::get::handle))
        .route("/v1/lockers/{locker}/snapshots", get(snapshots::list::handle).post(snapshots::commit::handle))
        // who the owner is
        .route("/v1/lockers/{locker}/identity", get(presentations::identity::handle))
        .route("/v1/lockers/{locker}/identity/stop", post(presentations::stop_identity::handle))
        .route("/v1/lockers/{locker}/presentations", post(presentations::ask_for_identity::handle))
        .route("/v1/lockers/{locker}/presentations/{presentation}", get(presentations::show::handle))
        // wallets of other makers
        .route("/.well-known/did.json", get(oid4vp::did::handle))
        .route("/openid4vp/requests/{presentation}", get(oid4vp::fetch::get).post(oid4vp::fetch::post))
        .route("/openid4vp/responses/{presentation}", post(oid4vp::answer::handle))
        // lost phone
        .route("/v1/cases", post(cases::open::handle))
        .route("/v1/cases/{case}", get(cases::show::handle))
        .route("/v1/cases/{case}/reveal", post(cases::reveal::handle))
        .route("/v1/cases/{case}/veto", post(cases::veto::handle))
        .route("/v1/cases/{case}/vouch", post(cases::vouch::handle))
        .route("/v1/cases/{case}/offer", post(cases::offer::handle))
        .route("/v1/cases/{case}/reissue", post(cases::reissue::handle))
        .route("/v1/cases/{case}/presentations", post(presentations::ask_for_evidence::handle))
        .route("/v1/cases/{case}/presentations/{presentation}", get(presentations::show_in_case::handle))
        .route("/v1/lockers/{locker}/afresh", post(lockers::start_afresh::handle))
        .fallback(move |method: Method, uri: Uri, headers: HeaderMap| elsewhere(page, method, uri, headers))
        .method_not_allowed_fallback(async || other_method())
        .layer(from_fn_with_state(app.clone(), dress))
        .with_state(app)
}

/// What has no address above is the page's, and below `/v1` there is nothing else.
async fn elsewhere(page: Arc<Page>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    let is_api = path == "/v1" || path.strip_prefix("/v1").is_some_and(|rest| rest.starts_with('/'));
    match page.answer(&method, path, &headers) {
        Some(response) if !is_api => response,
        Some(_) | None => no_such_thing().into_response(),
    }
}

fn other_method() -> Refusal {
    let mut problem = Problem::new(ProblemCode::Malformed, "This address does not know this method. Nothing was done.");
    problem.status = 405;
    problem.into()
}
