//! What a request carries: how much of it is read, whether it needs a nonce, and what it must be.

use std::future::Future;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use dlocker_protocol::Digest;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::snapshot::PackSize;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::body::{NotWhole, gather};

/// A message may have this many bytes unless its controller says otherwise.
pub(crate) const MESSAGE: usize = 512 << 10;
/// A body that takes longer than this is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a request carries.
pub(crate) trait Content: Sized + Send {
    /// Whether it needs a nonce of the bank's.
    type Nonce: NonceRule;
    /// The largest body in bytes.
    const LIMIT: usize;

    /// Parses a body whose digest was signed.
    fn parse(bytes: Bytes, digest: Digest) -> Result<Self, Problem>;
}

/// Whether a nonce is needed.
pub(crate) trait NonceRule: Sized + Send {
    /// Takes the nonce of the signature.
    fn take(nonce: Option<String>) -> Result<Self, Problem>;
}

/// A nonce is needed; the vault takes it once.
impl NonceRule for String {
    fn take(nonce: Option<String>) -> Result<Self, Problem> {
        nonce.ok_or_else(|| {
            let detail = "This request changes something and was signed without a nonce. Nothing was done. Sign it again with the nonce of this answer.";
            Problem::new(ProblemCode::Nonce, detail)
        })
    }
}

/// No nonce is needed: reading changes nothing, and a pack is named by its digest.
impl NonceRule for () {
    fn take(_: Option<String>) -> Result<Self, Problem> {
        Ok(())
    }
}

/// A JSON message of at most `MAX` bytes.
pub(crate) struct Message<T, const MAX: usize = MESSAGE>(pub(crate) T);

impl<T: DeserializeOwned + Send, const MAX: usize> Content for Message<T, MAX> {
    type Nonce = String;
    const LIMIT: usize = MAX;

    fn parse(bytes: Bytes, _: Digest) -> Result<Self, Problem> {
        from_json(&bytes).map(Self)
    }
}

/// The message `{}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoFields {}

/// Nothing: a request that reads.
pub(crate) struct Nothing;

impl Content for Nothing {
    type Nonce = ();
    const LIMIT: usize = 0;

    fn parse(_: Bytes, _: Digest) -> Result<Self, Problem> {
        Ok(Self)
    }
}

/// How a pack is described: octets, nothing more.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub(crate) struct Pack(#[allow(dead_code, reason = "stands in the description of the API alone")] Vec<u8>);

/// A pack: octets of one of the four sizes, with their signed digest.
pub(crate) struct Octets {
    pub(crate) bytes: Bytes,
    pub(crate) digest: Digest,
}

impl Content for Octets {
    type Nonce = ();
    const LIMIT: usize = PackSize::Full.bytes();

    fn parse(bytes: Bytes, digest: Digest) -> Result<Self, Problem> {
        if PackSize::of(bytes.len() as u64).is_none() {
            return Err(malformed("A pack has 64 KiB, 256 KiB, 1 MiB or 4 MiB. Nothing was stored."));
        }
        Ok(Self { bytes, digest })
    }
}

/// Reads a body of at most `limit` bytes.
pub(crate) fn read(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> impl Future<Output = Result<Bytes, Problem>> + Send {
    let announced = headers.get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    async move {
        if announced.is_some_and(|bytes| bytes > limit) {
            return Err(too_large(limit));
        }
        match tokio::time::timeout(PATIENCE, gather(body, announced.unwrap_or(0), limit)).await {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(NotWhole::TooLong)) => Err(too_large(limit)),
            Ok(Err(NotWhole::BrokeOff)) => Err(malformed("The body broke off. Nothing was done. Send it again.")),
            Err(_) => Err(malformed("The body took too long to arrive. Nothing was done. Send it again.")),
        }
    }
}

/// Reads a body that must have this digest, and parses it.
pub(crate) async fn read_signed<C: Content>(headers: HeaderMap, body: Body, digest: Digest) -> Result<C, Problem> {
    let bytes = read(&headers, body, C::LIMIT).await?;
    check_digest(&bytes, &digest)?;
    C::parse(bytes, digest)
}

/// Whether the body is the one that was signed.
pub(crate) fn check_digest(bytes: &[u8], digest: &Digest) -> Result<(), Problem> {
    if Digest::plain(bytes) == *digest {
        return Ok(());
    }
    let detail =
        "The body is not the one that was signed: it was altered or cut on its way. Nothing was done. Send it again.";
    Err(Problem::new(ProblemCode::Unsigned, detail))
}

/// Exactly one JSON object of type `T`. (serde would take an array of the fields in their order too.)
pub(crate) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(malformed("The body is not a JSON object. Nothing was done."));
    }
    refuse_prf(bytes)?;
    serde_json::from_slice(bytes)
        .map_err(|e| malformed(&format!("The body is not the message that belongs here: {e}. Nothing was done.")))
}

/// `PublicKeyCredential.toJSON()` contains what a passkey's PRF gave, which is a key of the owner's. It never has to leave a page, so a request with it is
/// refused before anything is made of it, in words that say what that means.
fn refuse_prf(bytes: &[u8]) -> Result<(), Problem> {
    const NAMES: [&str; 2] = ["prf", "clientExtensionResults"];
    let mentions = |name: &str| bytes.windows(name.len()).any(|window| window == name.as_bytes());
    if !NAMES.into_iter().any(mentions) {
        return Ok(());
    }
    // What is not JSON is refused by whoever parses it as a message.
    let Ok(value) = serde_json::from_slice(bytes) else { return Ok(()) };
    if !carries(&value, &NAMES) {
        return Ok(());
    }
    Err(malformed(
        "The body carries the extension results of a passkey, which may hold a secret of its owner's. It was refused and not kept. The page that \
         sent it must leave them out; a passkey whose results were sent should open nothing any more: register that method anew.",
    ))
}

/// Whether some object in it has one of these members with something in it.
fn carries(value: &serde_json::Value, names: &[&str]) -> bool {
    use serde_json::Value::{Array, Null, Object};
    let empty = |value: &serde_json::Value| match value {
        Null => true,
        Object(members) => members.is_empty(),
        _ => false,
    };
    match value {
        Object(members) => members
            .iter()
            .any(|(name, value)| (names.contains(&name.as_str()) && !empty(value)) || carries(value, names)),
        Array(values) => values.iter().any(|value| carries(value, names)),
        _ => false,
    }
}

fn malformed(detail: &str) -> Problem {
    Problem::new(ProblemCode::Malformed, detail)
}

fn too_large(limit: usize) -> Problem {
    Problem::new(ProblemCode::TooLarge, format!("At most {limit} bytes are allowed here. Nothing was done."))
}
