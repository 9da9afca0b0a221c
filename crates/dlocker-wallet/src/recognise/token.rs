//! Signed tokens in compact form: JWT (RFC 7519) and SD-JWT VC.

use super::json::{Json, Object, parse_object};
use super::{base64, date, holder, w3c};
use crate::item::{ItemInfo, Kind};

/// Recognises a text that is one JWT or SD-JWT and nothing else.
pub(super) fn recognise(text: &str) -> Option<ItemInfo> {
    let (jwt, disclosures) = match text.split_once('~') {
        Some((jwt, disclosures)) => (jwt, Some(disclosures)),
        None => (text, None),
    };
    let (header, payload) = parts(jwt)?;
    if !disclosures.is_none_or(are_disclosures) {
        return None;
    }
    let kind = if disclosures.is_some() { sd_jwt_kind(&header, &payload) } else { jwt_kind(&header, &payload) };
    let label = payload.text("vct").or_else(|| type_in_vc(&payload)).or_else(|| payload.text("sub"));
    let issuer =
        payload.text("iss").or_else(|| w3c::issuer(payload.get("vc")?.object()?)).or_else(|| w3c::issuer(&payload));
    let holder = if kind == Kind::Jwt { None } else { holder::of_claims(&payload) };
    let info = ItemInfo::of(kind).labelled(label).issued_by(issuer).held_by(holder);
    Some(ItemInfo { expires: expiry(&payload), ..info })
}

/// Header and payload of a compact JWS: three parts, the first two JSON objects, a header that names its algorithm.
fn parts(jwt: &str) -> Option<(Object, Object)> {
    let mut parts = jwt.split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    base64::url(signature)?;
    let header = parse_object(&base64::url(header)?)?;
    let payload = parse_object(&base64::url(payload)?)?;
    // With `enc` it would be encrypted (RFC 7516), and then has five parts.
    let signed = parts.next().is_none() && header.text("alg").is_some() && !header.has("enc");
    signed.then_some((header, payload))
}

/// Disclosures, each ended by `~`, and behind the last one perhaps a key binding JWT.
fn are_disclosures(text: &str) -> bool {
    let Some((disclosures, binding)) = text.rsplit_once('~').or(Some(("", text))) else { return false };
    let is_disclosure = |part: &str| base64::url(part).is_some_and(|bytes| bytes.starts_with(b"["));
    let all = disclosures.is_empty() || disclosures.split('~').all(is_disclosure);
    all && (binding.is_empty() || parts(binding).is_some())
}

/// An SD-JWT that is no credential is still a JWT.
fn sd_jwt_kind(header: &Object, payload: &Object) -> Kind {
    let typed = matches!(header.text("typ"), Some("dc+sd-jwt" | "vc+sd-jwt"));
    if typed || payload.has("vct") { Kind::SdJwtVc } else { Kind::Jwt }
}

/// A W3C credential as JWT has it in the claim `vc` (data model 1.1, section 6.3.1), or is it as a whole (VC-JOSE-COSE).
fn jwt_kind(header: &Object, payload: &Object) -> Kind {
    let whole = header.text("typ") == Some("vc+jwt") && payload.has("type");
    if payload.get("vc").and_then(Json::object).is_some() || whole { Kind::JwtVc } else { Kind::Jwt }
}

fn type_in_vc(payload: &Object) -> Option<&str> {
    match payload.get("vc") {
        Some(vc) => w3c::credential_type(vc.object()?),
        None => w3c::credential_type(payload),
    }
}

fn expiry(payload: &Object) -> Option<String> {
    match payload.get("exp") {
        Some(Json::Number(secs)) => date::from_unix(*secs),
        _ => w3c::until(payload.get("vc").and_then(Json::object).unwrap_or(payload)),
    }
}
