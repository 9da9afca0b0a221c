//! Pure decisions: (request, record, now) -> (answer, record', visit log entry).
//!
//! Lives here: the trustee's records, the rules by which a request changes them, and the bounds that a bank sets. A decision takes records by
//! `&mut` and gives an answer with events, or a refusal; whoever calls it keeps the changed records and logs the events in one transaction,
//! or, on a refusal, throws the changed records away (except where the refusal says [`Keep`](Stop::Keep)).
//!
//! May not live here: any I/O, any clock, any key, any source of randomness of its own.

pub mod binding;
pub mod case;
pub mod device;
pub mod guess;
pub mod intent;
pub mod issuance;
mod kept;
pub mod limits;
pub mod locker;
pub mod log;
pub mod method;
pub mod nonce;
pub mod presentation;
mod record;
pub mod refusal;
pub mod roster;
pub mod snapshot;
pub mod staff;
pub mod telling;

pub use limits::Limits;
pub use record::{BadRow, Record};
pub use refusal::{Decided, Decision, Stop};
