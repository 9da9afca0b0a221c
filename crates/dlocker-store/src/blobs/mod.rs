//! Packs as blobs: durable before a row refers to them.

mod folder;

pub use folder::FolderBlobs;

use dlocker_protocol::{LockerId, PackId};

use crate::store::Fault;

/// A blob store. Every method blocks; callers run it off the async threads.
pub trait Blobs: Send + Sync + 'static {
    /// Keeps the bytes; durable when it returns. The same id again replaces the bytes at once or not at all.
    fn put(&self, locker: LockerId, pack: PackId, bytes: &[u8]) -> Result<(), Fault>;
    /// The bytes; `None` if there are none.
    fn get(&self, locker: LockerId, pack: PackId) -> Result<Option<Vec<u8>>, Fault>;
    /// Removes the bytes; no matter if there are none.
    fn delete(&self, locker: LockerId, pack: PackId) -> Result<(), Fault>;
    /// Removes everything of a locker, what an interrupted [`put`](Self::put) left too; no matter if there is nothing.
    fn clear(&self, locker: LockerId) -> Result<(), Fault>;
    /// Ids of all blobs of a locker.
    fn list(&self, locker: LockerId) -> Result<Vec<PackId>, Fault>;
}
