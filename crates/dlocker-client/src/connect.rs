//! A session of an enrolled device with its bank.

use std::sync::Arc;

use dlocker_protocol::DeviceId;
use dlocker_protocol::locker::LockerView;

use crate::backup::sending::Sending;
use crate::enrol::admit;
use crate::error::{Error, Result};
use crate::home::{self, Enrolled};
use crate::platform::Platform;
use crate::session::Session;

/// An enrolled device that talks to its bank.
pub struct Connection<'p, P> {
    pub(crate) session: Session<'p, P>,
    pub(crate) enrolled: Enrolled,
    /// The locker was left behind when its owner started afresh: it may be read, and nothing of it is mixed with the present one's.
    pub(crate) former: bool,
    /// What the backup that is being made has sent.
    pub(crate) sending: Arc<Sending>,
}

/// Connects this home's device with its bank; presents the Locker ID first if that was interrupted, and fetches it if this device joins.
///
/// # Errors
/// [`Error::Misuse`] if this home has no locker; [`Error::Waiting`] if it asked to join and was not confirmed yet.
pub async fn connect<P: Platform>(platform: &P) -> Result<Connection<'_, P>> {
    let (_, enrolled) = home::enrolled(platform)?;
    let mut connection = converse(platform, enrolled, false).await?;
    if connection.enrolled.joining {
        connection.fetch_locker_id().await?;
    }
    if !connection.enrolled.admitted {
        admit(&connection.session, &connection.enrolled).await?;
        connection.enrolled.admitted = true;
    }
    if connection.enrolled.joining {
        connection.check_joined().await?;
    }
    Ok(connection)
}

/// Connects with the locker that was left behind when its owner started afresh here, the newest of them: should the kit turn up, it opens
/// with it. It may be unlocked and read, and nothing else.
///
/// # Errors
/// [`Error::Misuse`] if there is none.
pub async fn former_connection<P: Platform>(platform: &P) -> Result<Connection<'_, P>> {
    let former = home::load(platform)?.unwrap_or_default().former.pop();
    let former = former.ok_or_else(|| Error::Misuse("No locker was left behind here by starting afresh.".into()))?;
    converse(platform, former, true).await
}

async fn converse<P: Platform>(platform: &P, enrolled: Enrolled, former: bool) -> Result<Connection<'_, P>> {
    let key = platform.device_key().await?;
    let key = key
        .ok_or_else(|| Error::Misuse("This home has lost its device key. Recover the locker on a new home.".into()))?;
    let session = Session::new(platform, &enrolled.bank.url, enrolled.bank.id, DeviceId::of(&key));
    let sending = Arc::new(Sending::from(platform.now()));
    Ok(Connection { session, enrolled, former, sending })
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
