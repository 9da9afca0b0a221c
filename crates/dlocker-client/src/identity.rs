//! Who the owner is, by credentials of other issuers: asking the bank for a request that any wallet can answer.

use dlocker_protocol::identity::{IdentityView, PresentationView};
use dlocker_protocol::{DeviceId, PresentationId};
use serde_json::json;

use crate::connect::Connection;
use crate::error::{Error, Result, plain};
use crate::home::{self, RecoveryCase};
use crate::platform::Platform;
use crate::session::Session;

impl<P: Platform> Connection<'_, P> {
    /// A request to a wallet: the credential that it shows is the one by which the bank knows the owner in a recovery. At once on the locker's first day; later
    /// it waits, and every device can stop it.
    ///
    /// # Errors
    /// [`Error::Misuse`] where the bank believes no issuer.
    pub async fn ask_for_identity(&self) -> Result<PresentationView> {
        told(self.session.post(&self.path("presentations"), &json!({})).await?)
    }

    /// Where such a request stands.
    ///
    /// # Errors
    /// [`Error::Misuse`] for one that is not this device's.
    pub async fn presentation(&self, id: PresentationId) -> Result<PresentationView> {
        told(self.session.get(&self.path(&format!("presentations/{id}"))).await?)
    }

    /// By which kinds of credentials the bank knows the owner.
    ///
    /// # Errors
    /// Those of a request.
    pub async fn identity(&self) -> Result<IdentityView> {
        self.session.get(&self.path("identity")).await
    }

    /// Says no to a credential that waits to be taken; needs no unlock.
    ///
    /// # Errors
    /// [`Error::Misuse`] where none waits.
    pub async fn stop_identity(&self) -> Result<IdentityView> {
        self.session.post(&self.path("identity/stop"), &json!({})).await
    }
}

/// A request to a wallet, as evidence in the recovery that was begun on this home.
///
/// # Errors
/// [`Error::Misuse`] if none was begun, or the bank believes no issuer; [`Error::Refused`] if it is over.
pub async fn ask_for_evidence<P: Platform>(platform: &P) -> Result<PresentationView> {
    let case = begun(platform)?;
    told(session(platform, &case).await?.post(&format!("/v1/cases/{}/presentations", case.case), &json!({})).await?)
}

/// Where such a request stands.
///
/// # Errors
/// [`Error::Misuse`] if it is not this device's.
pub async fn evidence<P: Platform>(platform: &P, id: PresentationId) -> Result<PresentationView> {
    let case = begun(platform)?;
    told(session(platform, &case).await?.get(&format!("/v1/cases/{}/presentations/{id}", case.case)).await?)
}

/// Whether a recovery is under way on this home that has no locker yet.
///
/// # Errors
/// [`Error::Damaged`] if the home cannot be read.
pub fn is_recovering<P: Platform>(platform: &P) -> Result<bool> {
    let document = home::load(platform)?.unwrap_or_default();
    Ok(document.enrolled.is_none() && document.recovery.is_some())
}

/// The bank's words end on a terminal.
fn told(view: PresentationView) -> Result<PresentationView> {
    let words = |text: Option<String>| text.map(|text| plain(&text));
    Ok(PresentationView { link: plain(&view.link), entry: words(view.entry), why: words(view.why), ..view })
}

fn begun<P: Platform>(platform: &P) -> Result<RecoveryCase> {
    let document = home::load(platform)?.unwrap_or_default();
    let none = "No recovery was begun on this home. Begin with: recover --bank URL --handle HANDLE.";
    document.recovery.ok_or_else(|| Error::Misuse(none.into()))
}

async fn session<'p, P: Platform>(platform: &'p P, case: &RecoveryCase) -> Result<Session<'p, P>> {
    let key = platform.make_device_key().await?;
    Ok(Session::new(platform, &case.bank.url, case.bank.id, DeviceId::of(&key)))
}
