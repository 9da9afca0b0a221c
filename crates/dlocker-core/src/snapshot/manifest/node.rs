//! Nodes: what the pieces of a manifest are.

use dlocker_protocol::cbor;
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use super::entry::{self, Body, Contents, Entry, Extent};
use crate::snapshot::build::SnapshotBuilder;
use crate::snapshot::error::{BuildError, Damaged};
use crate::snapshot::index::{NODE, PieceIndex};
use crate::snapshot::location::Location;
use crate::snapshot::piece::PieceClass;

/// A node. Locations are seen from the snapshot in whose packs the node lies.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(flat)]
pub(in crate::snapshot) enum Node {
    /// Entries of one folder, sorted by name. CBOR `[0, entries]`.
    #[n(0)]
    Leaf(#[n(0)] Vec<Entry>),
    /// Nodes of one height less, a leaf's height being 0, in the order of their names. CBOR `[1, height, locations]`.
    #[n(1)]
    List(#[n(0)] u8, #[n(1)] Vec<Location>),
    /// A part of the extents of one file. CBOR `[2, extents]`.
    #[n(2)]
    Extents(#[n(0)] Vec<Extent>),
}

impl Node {
    /// Puts the node in, unless one with the same content in the same *places* is known. Slots differ from snapshot to snapshot, so the
    /// hash is of the node with every slot 0, followed by the snapshot's id for each location in order.
    pub(super) fn put(
        mut self,
        builder: &mut SnapshotBuilder,
        index: &mut PieceIndex,
        rng: &mut impl CryptoRng,
    ) -> Result<Location, BuildError> {
        let bytes = cbor::encode(&self);
        let mut snapshots = Vec::new();
        self.each_location(&mut |location| {
            snapshots.extend_from_slice(builder.place(*location)?.snapshot.as_bytes());
            location.slot = 0;
            Ok(())
        })?;
        let mut absolute = cbor::encode(&self);
        absolute.extend_from_slice(&snapshots);
        let hash = index.hash(NODE, &absolute);
        builder.put_hashed(index, (PieceClass::Manifest, hash), &bytes, rng)
    }

    fn each_location(
        &mut self,
        visit: &mut impl FnMut(&mut Location) -> Result<(), BuildError>,
    ) -> Result<(), BuildError> {
        match self {
            Self::Leaf(entries) => entries.iter_mut().try_for_each(|entry| match &mut entry.body {
                Body::Folder(location) => visit(location),
                Body::Link(_) => Ok(()),
                Body::File(_, _, Contents::Inline(extents)) => each_extent(extents, visit),
                Body::File(_, _, Contents::Listed(lists)) => lists.iter_mut().try_for_each(&mut *visit),
            }),
            Self::List(_, locations) => locations.iter_mut().try_for_each(visit),
            Self::Extents(extents) => each_extent(extents, visit),
        }
    }

    /// Parses a node and checks what can be checked of it alone.
    pub(in crate::snapshot) fn parse(bytes: &[u8]) -> Result<Self, Damaged> {
        let damaged = Damaged { what: "a node of the manifest" };
        let node: Self = cbor::decode(bytes, "manifest node").map_err(|_| damaged)?;
        let sound = match &node {
            Self::Leaf(entries) => entries.iter().all(|entry| entry::flaw(entry).is_none()),
            Self::List(height, locations) => *height > 0 && !locations.is_empty(),
            Self::Extents(extents) => !extents.is_empty(),
        };
        if sound { Ok(node) } else { Err(damaged) }
    }
}

fn each_extent(
    extents: &mut [Extent],
    visit: &mut impl FnMut(&mut Location) -> Result<(), BuildError>,
) -> Result<(), BuildError> {
    extents.iter_mut().try_for_each(|extent| match extent {
        Extent::Data(location) => visit(location),
        Extent::Hole(_) => Ok(()),
    })
}
