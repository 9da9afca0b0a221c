//! Pieces: what the wallet is cut into, and how a device knows one again.

use minicbor::{Decode, Encode};

/// What a piece is, which decides what it may be gathered with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum PieceClass {
    /// Content of a file: gathered with other content and compressed.
    #[n(0)]
    Content,
    /// Raw key material: a segment of its own, never compressed, so that no length outside can say anything about it.
    #[n(1)]
    RawKey,
    /// A node of the manifest: gathered with other nodes and compressed.
    #[n(2)]
    Manifest,
}

impl PieceClass {
    /// One byte that separates the keyed hashes of the classes: a raw key is never found among content that was compressed.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Content => 0,
            Self::RawKey => 1,
            Self::Manifest => 2,
        }
    }
}
