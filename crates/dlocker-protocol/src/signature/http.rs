//! Signed requests: HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530).
//!
//! One fixed profile, so that there is nothing to negotiate and nothing to strip: label `dlocker`, components `@method`, `@path`, `@query`,
//! `content-digest` and `dlocker-audience` in this order, parameters `created`, `keyid`, `alg`, `nonce` (only where the trustee demands one) and `tag`.
//! The audience is the trustee's id, which fixes its key, so a request for one bank means nothing to another, whatever proxy or name it came by.

use crate::cbor::Malformed;
use crate::{Digest, TrusteeId};
use base64ct::{Base64, Encoding};

/// Header that names the trustee for which the request is meant.
pub const AUDIENCE: &str = "dlocker-audience";
/// Header in which every answer carries a nonce for the next request.
pub const NONCE: &str = "dlocker-nonce";
/// How far `created` may lie from the trustee's clock, in seconds.
pub const MAX_SKEW_SECONDS: u64 = 300;

const COMPONENTS: &str = r#"("@method" "@path" "@query" "content-digest" "dlocker-audience")"#;
const TAG: &str = "dlocker-v1";

/// What of a request is signed.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET`, `POST`, `PUT`.
    pub method: &'a str,
    /// The path as sent, beginning with `/`.
    pub path: &'a str,
    /// The query without its `?`; empty if there is none.
    pub query: &'a str,
    /// SHA-256 of the body, of the empty body too.
    pub body: &'a Digest,
    /// For whom.
    pub audience: TrusteeId,
}

/// The parameters of the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Params {
    /// Seconds since 1970 when the signer made it.
    pub created: u64,
    /// Whose key: a device id, `staff:NAME`, `session:ID`, or a new device's id where it enrols.
    pub keyid: String,
    /// A nonce of the trustee's.
    pub nonce: Option<String>,
}

/// The value of `Content-Digest` for a body with this SHA-256 (RFC 9530, section 2).
#[must_use]
pub fn content_digest(body: &Digest) -> String {
    format!("sha-256=:{}:", Base64::encode_string(body.as_bytes()))
}

/// The SHA-256 in a `Content-Digest` of exactly the form that [`content_digest`] writes.
///
/// # Errors
/// [`Malformed`] otherwise.
pub fn parse_content_digest(value: &str) -> Result<Digest, Malformed> {
    let malformed = Malformed { what: "Content-Digest" };
    let body = value.strip_prefix("sha-256=:").and_then(|v| v.strip_suffix(':')).ok_or(malformed)?;
    let bytes = Base64::decode_vec(body).map_err(|_| malformed)?;
    Digest::from_bytes(&bytes)
}

impl Params {
    /// The inner list and its parameters (RFC 9421, section 2.3).
    fn value(&self) -> String {
        let mut value =
            format!("{COMPONENTS};created={};keyid=\"{}\";alg=\"ecdsa-p256-sha256\"", self.created, self.keyid);
        if let Some(nonce) = &self.nonce {
            value.push_str(&format!(";nonce=\"{nonce}\""));
        }
        value.push_str(&format!(";tag=\"{TAG}\""));
        value
    }

    /// The value of `Signature-Input`.
    #[must_use]
    pub fn signature_input(&self) -> String {
        format!("dlocker={}", self.value())
    }

    /// Parses a `Signature-Input` of exactly the form of this profile.
    ///
    /// # Errors
    /// [`Malformed`] on any other form: other components, another order, unknown parameters.
    pub fn parse(value: &str) -> Result<Self, Malformed> {
        let malformed = Malformed { what: "Signature-Input" };
        let mut rest = value.strip_prefix("dlocker=").and_then(|v| v.strip_prefix(COMPONENTS)).ok_or(malformed)?;
        let mut params = Self { created: 0, keyid: String::new(), nonce: None };
        while let Some(parameter) = rest.strip_prefix(';') {
            let end = parameter.find(';').unwrap_or(parameter.len());
            let (name, value) = parameter[..end].split_once('=').ok_or(malformed)?;
            params.take(name, value).ok_or(malformed)?;
            rest = &parameter[end..];
        }
        // Written again it must be the same: that settles order, repetition, missing and stray parts at once.
        if params.signature_input() == value { Ok(params) } else { Err(malformed) }
    }

    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        let quoted = || {
            let text = value.strip_prefix('"')?.strip_suffix('"')?;
            let plain =
                text.len() <= 256 && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\' | b';'));
            plain.then(|| text.to_owned())
        };
        match name {
            "created" => self.created = value.parse().ok()?,
            "keyid" => self.keyid = quoted()?,
            "nonce" => self.nonce = Some(quoted()?),
            "alg" | "tag" => {}
            _ => return None,
        }
        Some(())
    }
}

/// The signature base (RFC 9421, section 2.5): what the key signs.
#[must_use]
pub fn signature_base(request: &Request<'_>, params: &Params) -> String {
    format!(
        "\"@method\": {}\n\"@path\": {}\n\"@query\": ?{}\n\"content-digest\": {}\n\"{AUDIENCE}\": {}\n\"@signature-params\": {}",
        request.method,
        request.path,
        request.query,
        content_digest(request.body),
        request.audience,
        params.value()
    )
}

/// The value of `Signature` for these 64 bytes.
#[must_use]
pub fn signature_header(signature: &super::Signature) -> String {
    format!("dlocker=:{}:", Base64::encode_string(signature.as_bytes()))
}

/// The signature in a `Signature` header.
///
/// # Errors
/// [`Malformed`] on any other form.
pub fn parse_signature(value: &str) -> Result<super::Signature, Malformed> {
    let malformed = Malformed { what: "Signature" };
    let body = value.strip_prefix("dlocker=:").and_then(|v| v.strip_suffix(':')).ok_or(malformed)?;
    let bytes = Base64::decode_vec(body).map_err(|_| malformed)?;
    super::Signature::from_bytes(&bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn params() -> Params {
        Params { created: 1_763_000_000, keyid: "device-aaaq".into(), nonce: Some("abc".into()) }
    }

    #[test]
    fn the_base_has_the_lines_of_rfc_9421() {
        let audience = TrusteeId::from_array([0; 16]);
        let body = Digest::plain(b"");
        let request = Request { method: "GET", path: "/v1/bank", query: "", body: &body, audience };
        let base = signature_base(&request, &params());
        assert_eq!(
            base,
            "\"@method\": GET\n\"@path\": /v1/bank\n\"@query\": ?\n\
             \"content-digest\": sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:\n\
             \"dlocker-audience\": bank-aaaaaaaaaaaaaaaaaaaaaaaaaa\n\
             \"@signature-params\": (\"@method\" \"@path\" \"@query\" \"content-digest\" \"dlocker-audience\");created=1763000000;\
             keyid=\"device-aaaq\";alg=\"ecdsa-p256-sha256\";nonce=\"abc\";tag=\"dlocker-v1\""
        );
    }

    #[test]
    fn parameters_are_read_back_and_nothing_else_is() {
        let input = params().signature_input();
        assert_eq!(Params::parse(&input).unwrap(), params());
        for cut in 0..input.len() {
            assert!(Params::parse(&input[..cut]).is_err(), "cut at {cut}");
        }
        for (from, to) in [
            ("\"@query\" ", ""),
            (";alg=\"ecdsa-p256-sha256\"", ""),
            ("ecdsa-p256-sha256", "hmac-sha256"),
            (";tag=\"dlocker-v1\"", ";tag=\"dlocker-v2\""),
            ("created=1763000000", "created=01763000000"),
            (";nonce=\"abc\"", ";nonce=\"abc\";nonce=\"abd\""),
            (";nonce=\"abc\"", ";expires=5"),
        ] {
            assert!(Params::parse(&input.replace(from, to)).is_err(), "{from} -> {to}");
        }
    }

    #[test]
    fn a_content_digest_of_another_algorithm_is_refused() {
        let value = content_digest(&Digest::plain(b"x"));
        assert_eq!(parse_content_digest(&value).unwrap(), Digest::plain(b"x"));
        assert!(parse_content_digest(&value.replace("sha-256", "sha-512")).is_err());
    }
}
