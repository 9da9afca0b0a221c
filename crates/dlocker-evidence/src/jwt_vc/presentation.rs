//! The presentation: the holder's JWT around one credential.

use dlocker_protocol::PublicKey;
use serde_json::{Map, Value};

use super::texts;
use crate::jwt::{Called, Jwt};
use crate::validity::Times;
use crate::{EvidenceError, Occasion, json, nonce};

const CALLED: Called =
    Called { whole: "presentation", header: "presentation's header", claims: "presentation's claims" };

pub(super) struct Presentation<'a> {
    jwt: Jwt<'a>,
}

impl<'a> Presentation<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, EvidenceError> {
        Ok(Self { jwt: Jwt::parse(text, &[None, Some("JWT")], CALLED)? })
    }

    fn vp(&self) -> Result<&Map<String, Value>, EvidenceError> {
        self.jwt.claims.get("vp").and_then(Value::as_object).ok_or(EvidenceError::Malformed { part: "vp" })
    }

    /// The one credential in it, as JWT.
    pub(super) fn credential(&self) -> Result<&str, EvidenceError> {
        let vp = self.vp()?;
        if !texts(vp.get("type"), "vp")?.contains(&"VerifiablePresentation") {
            return Err(EvidenceError::Malformed { part: "vp" });
        }
        match texts(vp.get("verifiableCredential"), "verifiableCredential")?.as_slice() {
            [one] => Ok(one),
            _ => Err(EvidenceError::Malformed { part: "verifiableCredential" }),
        }
    }

    /// Checks that the holder, whom the credential calls `subject`, signed for exactly this occasion.
    pub(super) fn check(
        &self,
        holder: &PublicKey,
        subject: Option<&str>,
        occasion: &Occasion<'_>,
    ) -> Result<(), EvidenceError> {
        if !self.jwt.is_by(holder) {
            return Err(EvidenceError::OtherHolder);
        }
        let claims = &self.jwt.claims;
        let named = [json::text(claims, "iss")?, json::text(self.vp()?, "holder")?];
        if named.into_iter().flatten().any(|name| subject.is_some_and(|subject| subject != name)) {
            return Err(EvidenceError::OtherHolder);
        }
        if texts(claims.get("aud"), "aud")? != [occasion.client_id] {
            return Err(EvidenceError::OtherOccasion { part: "audience" });
        }
        if json::text(claims, "nonce")? != Some(occasion.nonce) {
            return Err(EvidenceError::OtherOccasion { part: "nonce" });
        }
        Times::of(claims)?.fresh(occasion.now)?;
        nonce::confirms(occasion)
    }
}
