//! The manifest: names and places, as a tree of folders.
//!
//! The entries of a folder, sorted by the bytes of their names, are cut into leaves where a keyed hash of a name says so. A list holds the
//! locations of leaves, a list of greater height those of lists; so a change sends its leaf again and the lists above it, and nothing else.

mod entry;
mod folder;
mod node;
mod walk;

pub use entry::{Extent, File, ItemLabel, Stat};
pub use folder::{FolderBuilder, NodeRef};
pub use walk::{ManifestWalk, PlacedExtent, Step, WalkedBody, WalkedEntry};
#[cfg(test)]
pub(super) use {entry::Body, entry::Contents, entry::Entry, node::Node};
