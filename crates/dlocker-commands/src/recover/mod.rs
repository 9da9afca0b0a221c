//! `recover`

mod afresh;
mod begin;
mod closing;
mod finish;

pub use afresh::start_afresh;
pub use begin::begin;
pub use finish::{Phase, Place, Restorer, finish};

use dlocker_client::Result;
use dlocker_client::recover::RecoverOptions;

use crate::devices::device_id;
use crate::method::method_id;
use crate::snapshots::snapshot_id;

/// What the owner chose, as it was typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// Other devices that stay.
    pub keep_devices: &'a [String],
    /// Methods that stay.
    pub keep_methods: &'a [String],
    /// Methods that go.
    pub drop_methods: &'a [String],
    /// The backup to restore.
    pub snapshot: Option<&'a str>,
}

impl Typed<'_> {
    /// Of ids that are ids.
    ///
    /// # Errors
    /// [`Error::Misuse`](dlocker_client::Error::Misuse) for one that is none.
    pub fn options(self) -> Result<RecoverOptions> {
        Ok(RecoverOptions {
            keep_devices: self.keep_devices.iter().map(|id| device_id(id)).collect::<Result<_>>()?,
            drop_methods: self.drop_methods.iter().map(|id| method_id(id)).collect::<Result<_>>()?,
            keep_methods: self.keep_methods.iter().map(|id| method_id(id)).collect::<Result<_>>()?,
            snapshot: self.snapshot.map(snapshot_id).transpose()?,
        })
    }
}
