//! Following what happened to snapshots at the trustee.

use std::collections::HashMap;

use dlocker_protocol::snapshot::{PackSet, SnapshotHeader};
use dlocker_protocol::{Digest, PackId, SnapshotId};

use super::{Known, PieceIndex, Taken};
use crate::snapshot::layout::Layout;
use crate::snapshot::unfinished::Unfinished;

/// How a snapshot stands at the trustee.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stands {
    /// It is kept, and so is all of it.
    Kept,
    /// Deleted or let go; these packs of it are needed still.
    Hidden(PackSet),
    /// It is not there.
    Gone,
}

impl PieceIndex {
    /// Whether it counts on something in a snapshot for which `changed` says so, or in one that was let go: then [`settle`](Self::settle)
    /// is due before the next backup.
    pub fn counts_on(&self, changed: impl Fn(SnapshotId) -> bool) -> bool {
        self.committed.iter().any(|(id, taken)| taken.hidden || changed(*id))
    }

    /// These were let go with the snapshot that was committed last.
    pub fn let_go(&mut self, dropped: &[SnapshotId]) {
        for id in dropped {
            if let Some(taken) = self.committed.get_mut(id) {
                taken.hidden = true;
            }
        }
    }

    /// Forgets what is no longer there. In snapshots that are hidden it forgets also what lies in packs of which less than half is in use: that is
    /// sent anew from the wallet, and once no kept snapshot names such a pack its room is given back.
    pub fn settle(&mut self, stands: impl Fn(SnapshotId, &Digest) -> Stands) {
        let mut used: HashMap<(SnapshotId, u32), u64> = HashMap::new();
        for Known { place, pack, .. } in self.known.values() {
            *used.entry((place.snapshot, *pack)).or_default() += u64::from(place.len);
        }
        let standing: HashMap<SnapshotId, Stands> =
            self.committed.iter().map(|(id, taken)| (*id, stands(*id, &taken.header))).collect();
        let committed = &self.committed;
        self.known.retain(|_, Known { place, pack, .. }| match standing.get(&place.snapshot) {
            Some(Stands::Kept) => true,
            Some(Stands::Hidden(left)) => {
                let half = committed.get(&place.snapshot).and_then(|taken| taken.halves.get(*pack as usize)).copied();
                let in_use = used.get(&(place.snapshot, *pack)).copied().unwrap_or_default();
                left.contains(0) && left.contains(*pack) && in_use >= half.unwrap_or_default()
            }
            Some(Stands::Gone) | None => false,
        });
        for (id, taken) in &mut self.committed {
            taken.hidden = matches!(standing.get(id), Some(Stands::Hidden(_)));
        }
        self.drop_unused_snapshots();
    }

    /// The trustee has taken the snapshot being built as a part, and the backup goes on as `next`.
    pub(in crate::snapshot) fn part_committed(
        &mut self,
        (id, header): (SnapshotId, Digest),
        layout: &Layout,
        next: SnapshotId,
    ) {
        for (hash, place) in core::mem::take(&mut self.staged) {
            if let Some(pack) = layout.pack(place.entry) {
                self.known.insert(hash, Known { place, pack, used: true });
            }
        }
        self.committed.insert(id, Taken { header, halves: layout.halves.clone(), hidden: false });
        self.pending = Some(next);
    }

    /// The trustee has what was left unfinished as a snapshot with this header: as a part, or whole if only the answer was lost. Its pieces are
    /// known from now on, beside all others.
    pub fn take_part(&mut self, part: &Unfinished, header: &SnapshotHeader, digest: Digest) {
        let numbers: HashMap<PackId, u32> = header.packs.iter().map(|pack| pack.id).zip(0..).collect();
        let mut halves = vec![0; header.packs.len()];
        for piece in part.pieces() {
            let Some(pack) = numbers.get(&piece.pack).copied().filter(|_| piece.place.snapshot == header.id) else {
                continue;
            };
            if let Some(half) = halves.get_mut(pack as usize) {
                *half = piece.half;
            }
            self.known.insert(piece.hash, Known { place: piece.place, pack, used: true });
        }
        self.committed.insert(header.id, Taken { header: digest, halves, hidden: false });
        self.pending = None;
        self.staged.clear();
        self.drop_unused_snapshots();
    }
}
