//! What is inside a snapshot: pieces, segments, packs, the key table, the root, the manifest, and a device's index of what it has put in.
//!
//! ```text
//! file -> pieces -> segment (gathered, compressed, sealed under a fresh key) -> pack (a fixed size, random padding) -> locker
//! names, places -> manifest nodes -> pieces like any other
//! segment keys -> key table -> root -> sealed under the root key -> sealed to the locker's public key, then forgotten
//! ```
//!
//! Building needs the locker's *public* key only, and keeps nothing that opens what was built: [`SnapshotBuilder`], [`FolderBuilder`],
//! [`PieceIndex`]. Reading needs the private key: [`OpenedSnapshot`], [`OpenedSnapshots`], [`ManifestWalk`]. A later snapshot refers to
//! (snapshot, entry of its key table), never to keys.
//!
//! Lives here: the formats and the decisions. Does not live here: reading files, sending packs, signing headers.
//!
//! # Building
//! ```text
//! let mut snapshot = SnapshotBuilder::new(locker, SnapshotId::random(rng), epoch);
//! for each piece of a file:   location = snapshot.put(&mut index, class, bytes, rng)?
//!                             while let Some(pack) = snapshot.take_pack() { upload(pack) }
//! folder.add_file(name, stat, File { len, label, extents })?;  …  let node = folder.finish(&mut snapshot, &mut index, rng)?;
//! let finished = snapshot.finish(node, &sealing_key, rng)?;    // upload the last packs, sign and commit the header
//! index.committed(id, header_digest, &finished.layout);         // only now may later snapshots refer to it
//! ```

mod between;
mod build;
mod cipher;
mod error;
mod index;
mod layout;
mod limits;
mod location;
mod manifest;
mod mark;
mod opened;
mod pack;
mod piece;
mod read;
mod refers;
mod root;
mod segment;
mod table;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
mod unfinished;

pub use between::{Between, Moved};
pub use build::{Finished, SnapshotBuilder};
pub use error::{BuildError, Damaged as ReadError};
pub use index::{PieceIndex, Stands};
pub use layout::Layout;
pub use limits::{
    Cut, MAX_DEPTH, MAX_ENTRIES, MAX_LABEL, MAX_NAME, MAX_PIECE, MAX_REFERS, MAX_SEGMENTS, MAX_TARGET, cut_len,
};
pub use location::{Location, Place};
pub use manifest::{
    Extent, File, FolderBuilder, ItemLabel, ManifestWalk, NodeRef, PlacedExtent, Stat, Step, WalkedBody, WalkedEntry,
};
pub use mark::{MARK_LEN, Marker};
pub use opened::OpenedSnapshots;
pub use pack::{ReadyPack, VerifiedPack};
pub use piece::PieceClass;
pub use read::OpenedSnapshot;
pub use root::Totals;
pub use unfinished::Unfinished;
