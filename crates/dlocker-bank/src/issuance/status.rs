//! What the status list says of a device.

use crate::device::State;

/// A status of the Token Status List, section 7.1, in two bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StatusBits {
    /// 0.
    Valid,
    /// 1: for good.
    Invalid,
    /// 2: until further notice.
    Suspended,
}

impl StatusBits {
    /// The two bits.
    #[must_use]
    pub const fn value(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Invalid => 1,
            Self::Suspended => 2,
        }
    }
}

/// What its state means for others.
#[must_use]
pub const fn status_bits(state: State) -> StatusBits {
    match state {
        State::Issued | State::Active => StatusBits::Valid,
        State::Suspended => StatusBits::Suspended,
        State::Replaced => StatusBits::Invalid,
    }
}
