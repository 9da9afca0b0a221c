//! A request by the key of a session that is to begin: the key stands in the body.

use axum::extract::{FromRequest, Request};
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::staff::{BeginAtProvider, FinishAtProvider, SignInRequest};
use dlocker_protocol::{PublicKey, SessionId};
use serde::de::DeserializeOwned;

use super::Refusal;
use super::content::{NonceRule, check_digest, from_json, read};
use super::signed::SignedHead;
use super::stranger::Peer;
use crate::server::App;
use axum::extract::FromRequestParts;

/// Nobody vouches for this request before its body is read, so that is small.
const LIMIT: usize = 16 << 10;

/// A body that names the session's key.
pub(crate) trait NamesKey: DeserializeOwned {
    fn session_key(&self) -> PublicKey;
}

impl NamesKey for SignInRequest {
    fn session_key(&self) -> PublicKey {
        self.session_key
    }
}

impl NamesKey for BeginAtProvider {
    fn session_key(&self) -> PublicKey {
        self.session_key
    }
}

impl NamesKey for FinishAtProvider {
    fn session_key(&self) -> PublicKey {
        self.session_key
    }
}

/// Signed by the key that it names, and by the session of that key. Whether a passkey or the identity provider vouches for it, others decide.
pub(crate) struct NewSessionRequest<T> {
    pub(crate) peer: Peer,
    pub(crate) key: PublicKey,
    /// The nonce of the signature; the vault takes it.
    pub(crate) nonce: String,
    pub(crate) message: T,
}

impl<T: NamesKey> FromRequest<App> for NewSessionRequest<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let peer = Peer::from_request_parts(&mut parts, app).await?;
        let head = SignedHead::read(&parts, app.trustee, app.now())?;
        let session = head.session()?;
        let bytes = read(&parts.headers, body, LIMIT).await?;
        check_digest(&bytes, head.body())?;
        let message: T = from_json(&bytes)?;
        let key = message.session_key();
        if session != SessionId::of(&key) {
            let detail = "The request names another session than the key in its body belongs to. Nothing was done.";
            return Err(Problem::new(ProblemCode::Unsigned, detail).into());
        }
        head.verify(&key)?;
        let nonce = String::take(head.into_nonce())?;
        Ok(Self { peer, key, nonce, message })
    }
}
