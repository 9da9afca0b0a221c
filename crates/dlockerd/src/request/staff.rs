//! A request signed by a member of the bank's staff.

use axum::extract::{FromRequest, Request};
use dlocker_protocol::staff::StaffMember;

use super::Refusal;
use super::content::{Content, NonceRule, read_signed};
use super::signed::SignedHead;
use crate::server::App;

/// Believed: signed by the key of `staff`, as the database has it at this moment.
pub(crate) struct StaffRequest<C: Content> {
    pub(crate) staff: StaffMember,
    /// The nonce of the signature; the vault takes it.
    pub(crate) nonce: C::Nonce,
    pub(crate) content: C,
}

impl<C: Content> FromRequest<App> for StaffRequest<C> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let head = SignedHead::read(&parts, app.trustee, app.now())?;
        let staff = app.vault.staff_key(&head.staff()?).await?;
        head.verify(&staff.key)?;
        let content = read_signed(parts.headers, body, *head.body()).await?;
        let nonce = C::Nonce::take(head.into_nonce())?;
        Ok(Self { staff, nonce, content })
    }
}
