//! The owner's SDK: enrol, add methods, back up, restore, rehearse, recover.
//!
//! Lives here: the order of the steps, what is asked of the bank, what is checked of its answers, what a device remembers.
//! May not live here: cryptography (it is in `dlocker-core`), any I/O, clock or randomness of its own (they come in through [`Platform`]), reading
//! and writing the wallet (the caller feeds [`backup`] and is fed by [`restore`]).
//!
//! [`connect`] gives a [`Connection`]; its methods are the verbs. [`Connection::unlock`] gives [`Unlocked`], which the verbs that read need.

pub mod backup;
mod chain;
mod change;
mod close;
mod connect;
pub mod device;
pub mod diff;
mod ended;
mod enrol;
mod error;
mod freeze;
mod held;
pub mod history;
pub mod home;
pub mod identity;
pub mod intent;
mod issuance;
mod items;
mod log;
mod messages;
pub mod method;
mod open;
pub mod period;
pub mod platform;
mod policy;
mod publish;
pub mod recover;
mod rehearse;
pub mod restore;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod sample;
mod session;
mod snapshots;
mod standing;
mod status;
mod unlock;

pub use change::{Changed, Waiting};
pub use close::Closing;
pub use connect::{Connection, connect, former_connection};
pub use device::join;
pub use dlocker_identity::issuance::CredentialOffer;
pub use ended::Ended;
pub use enrol::{Enrolment, ask_bank, enrol, take};
pub use error::{Error, Result};
pub use intent::PendingIntent;
pub use issuance::read_offer;
pub use log::VisitLog;
pub use messages::Message;
pub use open::OpenSnapshot;
pub use platform::Platform;
pub use policy::{Keep, PolicyView};
pub use rehearse::{Newest, Rehearsal};
pub use snapshots::Snapshots;
pub use status::Status;
pub use unlock::{Unlock, Unlocked};
