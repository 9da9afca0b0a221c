//! A session of an enrolled device with its bank.

use dlocker_protocol::DeviceId;
use dlocker_protocol::locker::LockerView;

use crate::enrol::admit;
use crate::error::{Error, Result};
use crate::home::{self, Enrolled};
use crate::platform::Platform;
use crate::session::Session;

/// An enrolled device that talks to its bank.
pub struct Connection<'p, P> {
    pub(crate) session: Session<'p, P>,
    pub(crate) enrolled: Enrolled,
}

/// Connects this home's device with its bank; presents the Locker ID first if that was interrupted.
///
/// # Errors
/// [`Error::Misuse`] if this home has no locker.
pub async fn connect<P: Platform>(platform: &P) -> Result<Connection<'_, P>> {
    let (_, enrolled) = home::enrolled(platform)?;
    let key = platform.device_key().await?;
    let key = key
        .ok_or_else(|| Error::Misuse("This home has lost its device key. Recover the locker on a new home.".into()))?;
    let session = Session::new(platform, &enrolled.bank.url, enrolled.bank.id, DeviceId::of(&key));
    if !enrolled.admitted {
        admit(&session, &enrolled).await?;
    }
    Ok(Connection { session, enrolled })
}

impl<'p, P: Platform> Connection<'p, P> {
    /// The platform underneath.
    pub fn platform(&self) -> &'p P {
        self.session.platform()
    }

    /// What this device remembers of its locker.
    pub fn enrolled(&self) -> &Enrolled {
        &self.enrolled
    }

    /// This device's id.
    pub fn device(&self) -> DeviceId {
        self.session.device()
    }

    /// A path of this locker: `/v1/lockers/{locker}/{rest}`.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/lockers/{}{}{rest}", self.enrolled.locker, if rest.is_empty() { "" } else { "/" })
    }

    /// The locker as the bank tells it.
    ///
    /// # Errors
    /// Those of a request; [`Error::Damaged`] if it is another locker.
    pub async fn view(&self) -> Result<LockerView> {
        let view: LockerView = self.session.get(&self.path("")).await?;
        if view.id != self.enrolled.locker {
            return Err(Error::damaged("the bank answered for another locker"));
        }
        Ok(view)
    }
}
