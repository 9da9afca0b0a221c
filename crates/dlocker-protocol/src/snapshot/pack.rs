//! The sizes of packs.

use minicbor::{Decode, Encode};

/// A pack has one of these sizes, whatever is in it: padded with random bytes, written and read whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum PackSize {
    /// 64 KiB.
    #[n(0)]
    Small,
    /// 256 KiB.
    #[n(1)]
    Medium,
    /// 1 MiB.
    #[n(2)]
    Large,
    /// 4 MiB.
    #[n(3)]
    Full,
}

impl PackSize {
    /// All sizes, smallest first.
    pub const ALL: [Self; 4] = [Self::Small, Self::Medium, Self::Large, Self::Full];

    /// Size in bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Small => 64 << 10,
            Self::Medium => 256 << 10,
            Self::Large => 1 << 20,
            Self::Full => 4 << 20,
        }
    }

    /// The size of exactly `bytes`.
    #[must_use]
    pub fn of(bytes: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.bytes() as u64 == bytes)
    }

    /// The smallest size that holds `bytes`; none above 4 MiB.
    #[must_use]
    pub fn holding(bytes: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.bytes() >= bytes)
    }
}
