//! A request signed by a device of a locker.

use std::collections::HashMap;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use dlocker_protocol::{DeviceId, LockerId};

use super::Refusal;
use super::content::{Content, NonceRule, read_signed};
use super::place::no_such_thing;
use super::signed::SignedHead;
use crate::rates;
use crate::server::App;

/// Believed: signed by the key of `device`, which is known at `locker`. Whether it may do what it asks, the vault decides.
pub(crate) struct DeviceRequest<C: Content> {
    pub(crate) locker: LockerId,
    pub(crate) device: DeviceId,
    /// The nonce of the signature; the vault takes it.
    pub(crate) nonce: C::Nonce,
    pub(crate) content: C,
    /// Held while the request is under way.
    pub(crate) _place: rates::Place<rates::Asker>,
}

impl<C: Content> FromRequest<App> for DeviceRequest<C> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let Path(ids) =
            Path::<HashMap<String, String>>::from_request_parts(&mut parts, app).await.map_err(|_| no_such_thing())?;
        let locker: LockerId = ids.get("locker").and_then(|id| id.parse().ok()).ok_or_else(no_such_thing)?;
        let head = SignedHead::read(&parts, app.trustee, app.now())?;
        let device = head.device()?;
        head.verify(&app.vault.device_key(locker, device).await?)?;
        let _place = app.rates.enter((locker, device))?;
        let content = read_signed(parts.headers, body, *head.body()).await?;
        let nonce = C::Nonce::take(head.into_nonce())?;
        Ok(Self { locker, device, nonce, content, _place })
    }
}
