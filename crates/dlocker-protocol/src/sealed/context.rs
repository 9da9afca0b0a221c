//! Where a sealed thing belongs: bound into it, so that it opens nowhere else.

use minicbor::Encode;

use crate::{LockerId, cbor};

/// Kind, locker, epoch and purpose of a sealed thing. The version is in the label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// What it is: `seed`, `prior-seed`, `root`, `release`, …
    pub kind: &'static str,
    /// Whose.
    pub locker: LockerId,
    /// Epoch of the locker's seed; 0 where none is involved.
    pub epoch: u64,
    /// What else fixes its place, say the method's id; canonical bytes of the caller's.
    pub purpose: Vec<u8>,
}

#[derive(Encode)]
#[cbor(array)]
struct Wire<'a> {
    #[n(0)]
    kind: &'a str,
    #[n(1)]
    version: u8,
    #[n(2)]
    locker: LockerId,
    #[n(3)]
    epoch: u64,
    #[cbor(n(4), with = "minicbor::bytes")]
    purpose: &'a [u8],
}

impl Context {
    /// The HPKE `info`, or the label of a key: `"dlocker/v1/seal/" kind`.
    #[must_use]
    pub fn info(&self) -> Vec<u8> {
        [b"dlocker/v1/seal/", self.kind.as_bytes()].concat()
    }

    /// The associated data: CBOR `[kind, 1, locker, epoch, purpose]`.
    #[must_use]
    pub fn associated_data(&self) -> Vec<u8> {
        cbor::encode(&Wire {
            kind: self.kind,
            version: 1,
            locker: self.locker,
            epoch: self.epoch,
            purpose: &self.purpose,
        })
    }
}
