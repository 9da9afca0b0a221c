//! What is kept.

use dlocker_evidence::person::Marks;
use dlocker_protocol::identity::{BoundView, IdentityView, PendingView};
use dlocker_protocol::{DeviceId, Timestamp};
use minicbor::{Decode, Encode};

use crate::locker::LockerRecord;

/// By which credentials the owner is known.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(array)]
pub struct BindingRecord {
    /// Those that count; one for each kind.
    #[n(0)]
    pub bound: Vec<Bound>,
    /// One that waits.
    #[n(1)]
    pub pending: Option<PendingBinding>,
}

/// A credential by which the owner is known.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Bound {
    /// Which kind: the name of the entry in the trust list.
    #[n(0)]
    pub entry: String,
    /// When it was shown.
    #[n(1)]
    pub since: Timestamp,
    /// Keyed hashes of the claims that identify its subject.
    #[n(2)]
    pub marks: Marks,
    /// The device that asked for it.
    #[n(3)]
    pub device: DeviceId,
}

/// A credential that waits.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct PendingBinding {
    /// Which.
    #[n(0)]
    pub bound: Bound,
    /// From when on it counts.
    #[n(1)]
    pub due: Timestamp,
}

impl BindingRecord {
    /// Takes over what has waited long enough.
    pub(super) fn settle(&mut self, now: Timestamp) {
        if let Some(pending) = self.pending.take_if(|pending| pending.due <= now) {
            self.take(pending.bound);
        }
    }

    pub(super) fn take(&mut self, bound: Bound) {
        self.bound.retain(|one| one.entry != bound.entry);
        self.bound.push(bound);
    }
}

/// As the locker's devices see it: never the hashes.
#[must_use]
pub fn view(locker: &LockerRecord, now: Timestamp) -> IdentityView {
    let mut binding = locker.binding.clone().unwrap_or_default();
    binding.settle(now);
    let one = |bound: &Bound| BoundView { entry: bound.entry.clone(), since: bound.since };
    let pending = binding.pending.as_ref();
    IdentityView {
        bound: binding.bound.iter().map(one).collect(),
        pending: pending.map(|pending| PendingView { entry: pending.bound.entry.clone(), due: pending.due }),
    }
}
