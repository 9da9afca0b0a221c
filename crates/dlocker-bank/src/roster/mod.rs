//! Rosters: the one compare-and-set that makes roster, public keys and records current together.
//!
//! A roster of the same epoch is weighed change by change: what weakens the locker has to have waited as an intent. A new epoch is the rotation
//! of a recovery, and nothing else.

mod activate;
mod carry;
mod choose;
mod publish;
mod rotation;
mod weigh;

pub(crate) use carry::is_slow_enough;
pub use publish::{Affected, Publish, Published, Registrations, publish};
pub use weigh::{Needs, Standing, needs};
