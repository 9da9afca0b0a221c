//! Unlock methods: registrations, and openings of them.

mod destroy;
mod dropped;
mod evaluate;
mod register;
mod registration;
mod release;
mod settle;
mod store;

pub use destroy::due;
pub use dropped::{DROPPED_KEPT, is_back, is_back_for, is_kept_shut, opens};
pub use evaluate::evaluate;
pub use register::{NewRegistration, register};
pub use registration::{RegistrationRecord, RegistrationState, StoredRecord};
pub use release::{Ask, release, release_pending};
pub use settle::{Settling, settle};
pub(crate) use store::fits_a_seal;
pub use store::{Offered, check as check_record, store};
