//! A request about a recovery case, signed by its new device or by a device of its locker.

use std::collections::HashMap;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use dlocker_protocol::{CaseId, DeviceId};

use super::Refusal;
use super::content::{Content, NonceRule, read_signed};
use super::place::no_such_thing;
use super::signed::SignedHead;
use crate::server::App;

/// Believed: signed by the key of `signer`, who has to do with `case`. What each may do, the vault decides.
pub(crate) struct CaseRequest<C: Content> {
    pub(crate) case: CaseId,
    pub(crate) signer: DeviceId,
    /// The nonce of the signature; the vault takes it.
    pub(crate) nonce: C::Nonce,
    pub(crate) content: C,
}

impl<C: Content> FromRequest<App> for CaseRequest<C> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let Path(ids) =
            Path::<HashMap<String, String>>::from_request_parts(&mut parts, app).await.map_err(|_| no_such_thing())?;
        let case: CaseId = ids.get("case").and_then(|id| id.parse().ok()).ok_or_else(no_such_thing)?;
        let head = SignedHead::read(&parts, app.trustee, app.now())?;
        let signer = head.device()?;
        head.verify(&app.vault.case_signer(case, signer).await?)?;
        let content = read_signed(parts.headers, body, *head.body()).await?;
        let nonce = C::Nonce::take(head.into_nonce())?;
        Ok(Self { case, signer, nonce, content })
    }
}
