//! The signed head of a request: our profile of HTTP Message Signatures (RFC 9421) and Content-Digest (RFC 9530).

use axum::http::HeaderMap;
use axum::http::request::Parts;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::signature::http::{
    AUDIENCE, MAX_SKEW_SECONDS, Params, Request, parse_content_digest, parse_signature, signature_base,
};
use dlocker_protocol::staff::StaffName;
use dlocker_protocol::{DeviceId, Digest, PublicKey, SessionId, Signature, Timestamp, TrusteeId};

/// Everything that the signature covers, not believed until [`SignedHead::verify`].
pub(crate) struct SignedHead {
    base: String,
    params: Params,
    signature: Signature,
    body: Digest,
}

/// Which key of a member of staff.
pub(crate) enum StaffKey {
    /// That of their key file.
    File(StaffName),
    /// That of a session.
    Session(SessionId),
}

impl SignedHead {
    /// Reads the head of a request that is meant for `trustee`.
    pub(crate) fn read(parts: &Parts, trustee: TrusteeId, now: Timestamp) -> Result<Self, Problem> {
        let audience = header(&parts.headers, AUDIENCE)?;
        if audience != trustee.to_string() {
            return Err(unsigned("it is meant for another bank. The address may have moved to one"));
        }
        let params = Params::parse(header(&parts.headers, "signature-input")?)
            .map_err(|_| unsigned("its Signature-Input is not of the profile dlocker-v1"))?;
        check_clock(params.created, now)?;
        let signature = parse_signature(header(&parts.headers, "signature")?)
            .map_err(|_| unsigned("its Signature is not of the profile dlocker-v1"))?;
        let body = parse_content_digest(header(&parts.headers, "content-digest")?)
            .map_err(|_| unsigned("its Content-Digest is not a SHA-256"))?;
        let request = Request {
            method: parts.method.as_str(),
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or_default(),
            body: &body,
            audience: trustee,
        };
        Ok(Self { base: signature_base(&request, &params), params, signature, body })
    }

    /// Whether `key` signed it.
    pub(crate) fn verify(&self, key: &PublicKey) -> Result<(), Problem> {
        if key.verifies(self.base.as_bytes(), &self.signature) {
            return Ok(());
        }
        Err(unsigned("its signature is not by the key that it names, or the request was altered on its way"))
    }

    /// The digest that the body must have.
    pub(crate) const fn body(&self) -> &Digest {
        &self.body
    }

    /// The device that the request names as its signer.
    pub(crate) fn device(&self) -> Result<DeviceId, Problem> {
        self.params.keyid.parse().map_err(|_| unsigned("its keyid is not a device"))
    }

    /// The member of staff, or the session of one, that the request names as its signer.
    pub(crate) fn staff(&self) -> Result<StaffKey, Problem> {
        if let Ok(session) = self.session() {
            return Ok(StaffKey::Session(session));
        }
        let name = self.params.keyid.strip_prefix("staff:").and_then(|name| StaffName::parse(name).ok());
        // A name in another case would be another keyid for the same person.
        name.filter(|name| name.keyid() == self.params.keyid)
            .map(StaffKey::File)
            .ok_or_else(|| unsigned("its keyid is not a member of staff"))
    }

    /// The session that the request names as its signer.
    pub(crate) fn session(&self) -> Result<SessionId, Problem> {
        let id = self.params.keyid.strip_prefix("session:").and_then(|id| id.parse().ok());
        id.ok_or_else(|| unsigned("its keyid is not a session"))
    }

    /// The nonce, if the request has one.
    pub(crate) fn into_nonce(self) -> Option<String> {
        self.params.nonce
    }
}

fn check_clock(created: u64, now: Timestamp) -> Result<(), Problem> {
    let skew = created.abs_diff(now.seconds());
    if skew <= MAX_SKEW_SECONDS {
        return Ok(());
    }
    let detail = format!(
        "The request was signed {skew} s away from the bank's clock, and {MAX_SKEW_SECONDS} s are allowed. Nothing was done. \
         Set the clock of this device."
    );
    Err(Problem::new(ProblemCode::Skew, detail))
}

/// The one value of a header; a header that comes twice is refused, because two readers may pick different ones.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Problem> {
    let mut values = headers.get_all(name).iter();
    match (values.next().map(|value| value.to_str()), values.next()) {
        (Some(Ok(value)), None) => Ok(value),
        _ => Err(unsigned(&format!("it needs exactly one header {name}"))),
    }
}

fn unsigned(why: &str) -> Problem {
    Problem::new(ProblemCode::Unsigned, format!("The request was refused: {why}. Nothing was done."))
}
