//! A request signed by a member of the bank's staff.

use axum::extract::{FromRequest, Request};
use dlocker_bank::staff::Officer;
use dlocker_protocol::problem::Problem;

use super::Refusal;
use super::content::{Content, NonceRule, read_signed};
use super::signed::{SignedHead, StaffKey};
use crate::server::App;

/// Believed: signed by the key of `staff`, or of a session of theirs, as the database has it at this moment.
pub(crate) struct StaffRequest<C: Content> {
    pub(crate) staff: Officer,
    /// The nonce of the signature; the vault takes it.
    pub(crate) nonce: C::Nonce,
    pub(crate) content: C,
}

impl<C: Content> FromRequest<App> for StaffRequest<C> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let head = SignedHead::read(&parts, app.trustee, app.now())?;
        let staff = officer(&head, app).await?;
        let content = read_signed(parts.headers, body, *head.body()).await?;
        let nonce = C::Nonce::take(head.into_nonce())?;
        Ok(Self { staff, nonce, content })
    }
}

/// Who signed. A session counts as used only once its key was seen to have signed.
async fn officer(head: &SignedHead, app: &App) -> Result<Officer, Problem> {
    match head.staff()? {
        StaffKey::File(name) => {
            let (staff, key) = app.vault.staff_key(&name).await?;
            head.verify(&key)?;
            Ok(staff)
        }
        StaffKey::Session(id) => {
            let now = app.now();
            let (staff, session) = app.vault.session(id, now).await?;
            head.verify(&session.key)?;
            app.vault.session_used(&staff, &session, now).await?;
            Ok(staff)
        }
    }
}
