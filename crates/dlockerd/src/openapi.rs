//! The OpenAPI 3.1 description, generated from the controllers. It is committed as `spec/openapi.json`, and a test holds the two together.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::controllers::{
    bank, cases, enrolments, intents, joins, links, lockers, log, methods, nonces, oid4vci, oid4vp, packs,
    presentations, registrations, rosters, snapshots, staff,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "dLocker, the trustee's API",
        version = "1",
        description = "Requests are signed with HTTP Message Signatures (RFC 9421) and Content-Digest (RFC 9530) in the profile dlocker-v1, \
which `spec/` describes. Whatever changes something needs a nonce; every answer carries a fresh one in `dlocker-nonce`. Every error is a \
problem detail (RFC 9457) with a stable `code`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    paths(
        bank::show::handle,
        nonces::issue::handle,
        oid4vci::issuer::handle,
        oid4vci::authorization_server::handle,
        oid4vci::token::handle,
        oid4vci::nonce::handle,
        oid4vci::credential::handle,
        oid4vci::notification::handle,
        oid4vci::offer::handle,
        oid4vci::status_list::handle,
        oid4vp::did::handle,
        oid4vp::fetch::get,
        oid4vp::fetch::post,
        oid4vp::answer::handle,
        enrolments::enrol::handle,
        lockers::admit::handle,
        links::make::handle,
        joins::ask::handle,
        lockers::issue::handle,
        lockers::show::handle,
        intents::make::handle,
        intents::stop::handle,
        lockers::freeze::handle,
        lockers::close::handle,
        lockers::closing::handle,
        rosters::list::handle,
        rosters::publish::handle,
        log::list::handle,
        registrations::evaluate::handle,
        registrations::register::handle,
        registrations::release::handle,
        registrations::settle::handle,
        registrations::store::handle,
        methods::release::handle,
        methods::settle::handle,
        packs::get::handle,
        packs::put::handle,
        snapshots::commit::handle,
        snapshots::list::handle,
        cases::offer::handle,
        cases::open::handle,
        cases::reissue::handle,
        cases::reveal::handle,
        cases::show::handle,
        cases::veto::handle,
        cases::vouch::handle,
        lockers::start_afresh::handle,
        presentations::ask_for_admission::handle,
        presentations::ask_for_evidence::handle,
        presentations::ask_for_identity::handle,
        presentations::identity::handle,
        presentations::show::handle,
        presentations::show_in_case::handle,
        presentations::stop_identity::handle,
        staff::approve::handle,
        staff::audit::handle,
        staff::begin_at_provider::handle,
        staff::first_passkey::handle,
        staff::freeze::handle,
        staff::invite::handle,
        staff::list_cases::handle,
        staff::look_up::handle,
        staff::me::handle,
        staff::passkey_options::handle,
        staff::register_passkey::handle,
        staff::reject::handle,
        staff::show_case::handle,
        staff::sign_in::handle,
        staff::sign_in_at_provider::handle,
        staff::sign_out::handle,
        staff::suspend::handle,
        staff::thaw::handle,
        staff::ways::handle,
    ),
    tags(
        (name = "bank", description = "Open to anyone"),
        (name = "devices", description = "The way in"),
        (name = "openid4vci", description = "The Locker ID over OpenID4VCI 1.0: what wallets ask"),
        (name = "openid4vp", description = "Credentials of other issuers over OpenID4VP 1.0: what wallets ask"),
        (name = "lockers", description = "The locker, its rosters and its visit log"),
        (name = "methods", description = "Unlock methods: registration and opening"),
        (name = "backups", description = "Packs and snapshots"),
        (name = "recovery", description = "The way back after a lost phone"),
        (name = "staff", description = "What the bank's staff may ask"),
    ),
    modifiers(&Signers),
)]
struct Api;

/// Who signs: the kinds of `keyid` under one profile.
struct Signers;

impl Modify for Signers {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        for (name, words) in [
            ("device", "`Signature` by the device's key; `keyid` is its DeviceId."),
            ("new-device", "`Signature` by the key in the body; `keyid` is the DeviceId of that key."),
            ("staff", "`Signature` by the key file of a member of staff; `keyid` is `staff:NAME`."),
            ("session", "`Signature` by the key of a session; `keyid` is `session:` and its SessionId."),
            (
                "new-session",
                "`Signature` by the session's key in the body; `keyid` is `session:` and the SessionId of that key.",
            ),
        ] {
            let scheme = ApiKey::Header(ApiKeyValue::with_description("signature", words));
            components.add_security_scheme(name, SecurityScheme::ApiKey(scheme));
        }
    }
}

/// The description as JSON text with a final newline.
///
/// # Errors
/// Never in practice; the serializer's own.
pub fn document() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&Api::openapi())?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests;
