//! Rosters: the one compare-and-set that makes roster, public keys and records current together.

mod publish;

pub use publish::{Publish, Published, Registrations, publish};
