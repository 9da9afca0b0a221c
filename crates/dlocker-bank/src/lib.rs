//! Pure decisions: (request, record, now) -> (answer, record', visit log entry).
//!
//! Lives here: the trustee's records, the rules by which a request changes them, and the bounds that a bank sets.
//!
//! May not live here: any I/O, any clock, any source of randomness of its own, any key.

pub mod limits;

pub use limits::Limits;
