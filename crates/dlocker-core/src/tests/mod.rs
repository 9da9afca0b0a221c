//! What the tests of this crate share: banks that answer, a locker with its history, randomness that is the same every time.

mod bank;
mod promises;
mod rng;
mod vectors;
mod world;

pub(crate) use bank::Bank;
pub(crate) use rng::TestRng;
pub(crate) use world::{World, device};

use dlocker_protocol::method::Stretch;

/// The cheapest Argon2id settings that are allowed.
pub(crate) const CHEAPEST: Stretch = Stretch { memory_kib: 19 * 1024, passes: 2, lanes: 1, salt: [1; 16] };
