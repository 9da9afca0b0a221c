//! What the SDK needs of the place where it runs. A command line, a browser's worker and a phone each bring their own.

use bytes::Bytes;
use dlocker_protocol::{PublicKey, Signature, Timestamp};

/// A request to the bank. `url` is absolute.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// Absolute URL with its query.
    pub url: String,
    /// Header names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty for `GET`. Shared, so that sending it again copies nothing.
    pub body: Bytes,
}

/// The bank's answer.
#[derive(Debug, Clone)]
pub struct HttpResponse {
    /// Status code.
    pub status: u16,
    /// Value of the header `dlocker-nonce`.
    pub nonce: Option<String>,
    /// The body, at most [`MAX_RESPONSE`] bytes.
    pub body: Vec<u8>,
}

/// No answer is longer: a page of 8 MiB of snapshot headers, in base64url.
pub const MAX_RESPONSE: usize = 16 << 20;

/// The bank could not be reached, or the connection broke before the answer was complete.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(pub String);

/// The local state failed: disk full, no permission, a damaged file.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct StateFailed(pub String);

/// Changes one file of the local state: gets what is there, gives what shall be there.
pub type Change<'a> = &'a mut dyn FnMut(Option<Vec<u8>>) -> Result<Option<Vec<u8>>, StateFailed>;

/// Everything that the SDK cannot do itself.
#[allow(
    async_fn_in_trait,
    reason = "platforms differ in whether their futures are Send; each caller is generic over one platform"
)]
pub trait Platform {
    /// The source of randomness; a cheap handle.
    type Rng: rand_core::CryptoRng;

    /// A handle to the source of randomness.
    fn rng(&self) -> Self::Rng;

    /// The time now.
    fn now(&self) -> Timestamp;

    /// Waits.
    async fn sleep(&self, millis: u64);

    /// Sends one request and reads the whole answer.
    ///
    /// # Errors
    /// [`Unreachable`] if there is no complete answer.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable>;

    /// Public half of this device's key, if there is one.
    ///
    /// # Errors
    /// [`StateFailed`] if it cannot be read.
    async fn device_key(&self) -> Result<Option<PublicKey>, StateFailed>;

    /// Makes this device's key, which never leaves the device, unless there is one already; gives the public half.
    ///
    /// # Errors
    /// [`StateFailed`] if it cannot be kept.
    async fn make_device_key(&self) -> Result<PublicKey, StateFailed>;

    /// Signs with this device's key (ECDSA, P-256, SHA-256).
    ///
    /// # Errors
    /// [`StateFailed`] if there is no key or it cannot be used.
    async fn sign(&self, message: &[u8]) -> Result<Signature, StateFailed>;

    /// Reads one file of the local state.
    ///
    /// # Errors
    /// [`StateFailed`] if it is there and cannot be read.
    fn load(&self, name: &str) -> Result<Option<Vec<u8>>, StateFailed>;

    /// Changes one file of the local state: no other process changes it meanwhile, and after a crash the old or the new content is there, whole.
    ///
    /// # Errors
    /// [`StateFailed`] if it cannot be written, or `change` gives it.
    fn change(&self, name: &str, change: Change<'_>) -> Result<(), StateFailed>;
}
