//! A request by a device that the bank does not know yet: its key stands in the body.

use axum::extract::{FromRequest, Request};
use dlocker_protocol::case::RevealRequest;
use dlocker_protocol::device::{EnrolRequest, JoinRequest};
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::{DeviceId, PublicKey};
use serde::de::DeserializeOwned;

use super::Refusal;
use super::content::{NonceRule, check_digest, from_json, read};
use super::signed::SignedHead;
use crate::server::App;

/// Nobody vouches for these requests before their body is read, so it is small.
const LIMIT: usize = 16 << 10;

/// A message that carries the key of its sender.
pub(crate) trait NamesKey: DeserializeOwned + Send {
    /// That key.
    fn device_key(&self) -> &PublicKey;
}

impl NamesKey for EnrolRequest {
    fn device_key(&self) -> &PublicKey {
        &self.device_key
    }
}

impl NamesKey for JoinRequest {
    fn device_key(&self) -> &PublicKey {
        &self.device_key
    }
}

impl NamesKey for RevealRequest {
    fn device_key(&self) -> &PublicKey {
        &self.device_key
    }
}

/// Signed by the key that it names, and by the id of that key. Nothing else is known about the sender.
pub(crate) struct NewDeviceRequest<T> {
    pub(crate) key: PublicKey,
    /// The nonce of the signature; the vault takes it.
    pub(crate) nonce: String,
    pub(crate) message: T,
}

impl<T: NamesKey> FromRequest<App> for NewDeviceRequest<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let head = SignedHead::read(&parts, app.trustee, app.now())?;
        let bytes = read(&parts.headers, body, LIMIT).await?;
        check_digest(&bytes, head.body())?;
        let message: T = from_json(&bytes)?;
        let key = *message.device_key();
        if head.device()? != DeviceId::of(&key) {
            let detail = "The request names another device than the key in its body belongs to. Nothing was done.";
            return Err(Problem::new(ProblemCode::Unsigned, detail).into());
        }
        head.verify(&key)?;
        let nonce = String::take(head.into_nonce())?;
        Ok(Self { key, nonce, message })
    }
}
