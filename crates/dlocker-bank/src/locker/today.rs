//! What one locker may do in a day, so that nobody makes its log, rosters or headers endless.

use minicbor::{Decode, Encode};

/// Counts of one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Today {
    /// Days since 1970.
    #[n(0)]
    pub day: u64,
    /// Rosters published, recoveries not counted.
    #[n(1)]
    pub rosters: u32,
    /// Intents made.
    #[n(2)]
    pub intents: u32,
}

impl Today {
    /// Nothing counted.
    #[must_use]
    pub const fn empty() -> Self {
        Self { day: 0, rosters: 0, intents: 0 }
    }
}
