//! How the segments of a snapshot lie in its packs.

use dlocker_protocol::snapshot::PackRef;

use super::table::TableEntry;

/// Which pack holds each segment, and how much of a pack has to be in use for it to be worth its room.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// For each entry of the key table the number of its pack in the header's list; the root's is 0.
    pub(super) packs: Vec<u32>,
    /// For each pack of the header's list the plain bytes that fill half of it; 0 for the root's.
    pub(super) halves: Vec<u64>,
}

impl Layout {
    /// Of the data packs of a header, in its order.
    pub(super) fn of(table: &[TableEntry], data_packs: &[PackRef]) -> Self {
        let mut filled = vec![(0_u64, 0_u64); data_packs.len()];
        for entry in table {
            if let Some((plain, sealed)) = filled.get_mut(entry.pack as usize) {
                *plain += u64::from(entry.plain_len);
                *sealed += u64::from(entry.sealed_len);
            }
        }
        let half = |(pack, (plain, sealed)): (&PackRef, (u64, u64))| {
            plain.saturating_mul(pack.size.bytes() as u64).checked_div(sealed.saturating_mul(2)).unwrap_or(0)
        };
        Self {
            packs: table.iter().map(|entry| entry.pack.saturating_add(1)).collect(),
            halves: core::iter::once(0).chain(data_packs.iter().zip(filled).map(half)).collect(),
        }
    }

    /// The number of the pack that holds this segment.
    pub(super) fn pack(&self, entry: u32) -> Option<u32> {
        self.packs.get(entry as usize).copied()
    }
}
