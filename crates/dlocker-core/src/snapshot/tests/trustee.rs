//! A trustee in memory: it keeps packs and headers, and hands them out again.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::signature::Document;
use dlocker_protocol::snapshot::{LogPosition, Needs, PackSize, SnapshotHeader};
use dlocker_protocol::{DeviceId, Digest, LockerId, PackId, SnapshotId, Timestamp};
use zeroize::Zeroizing;

use crate::snapshot::{
    Finished, ManifestWalk, OpenedSnapshot, OpenedSnapshots, PieceIndex, Place, PlacedExtent, ReadError, ReadyPack,
    SnapshotBuilder, Stands, Stat, Step, Unfinished, VerifiedPack, WalkedBody, WalkedEntry,
};

use super::tree::{Flat, Putter};
use super::{TestRng, Tree};

pub(in crate::snapshot) struct Trustee {
    pub(in crate::snapshot) locker: LockerId,
    pub(in crate::snapshot) epoch: u64,
    pub(in crate::snapshot) unsealing: UnsealingKey,
    pub(in crate::snapshot) packs: HashMap<PackId, Vec<u8>>,
    pub(in crate::snapshot) headers: HashMap<SnapshotId, SnapshotHeader>,
    pub(in crate::snapshot) hidden: BTreeSet<SnapshotId>,
    pub(in crate::snapshot) rng: TestRng,
}

pub(in crate::snapshot) type Restored = BTreeMap<Vec<Vec<u8>>, (Stat, Flat)>;

impl Trustee {
    pub(in crate::snapshot) fn new(seed: u64) -> Self {
        let mut rng = TestRng::of(seed);
        let locker = LockerId::random(&mut rng);
        let unsealing = UnsealingKey::random(&mut rng).unwrap();
        Self {
            locker,
            epoch: 1,
            unsealing,
            packs: HashMap::new(),
            headers: HashMap::new(),
            hidden: BTreeSet::new(),
            rng,
        }
    }

    pub(in crate::snapshot) fn index(&mut self) -> PieceIndex {
        PieceIndex::new(&mut self.rng)
    }

    /// Puts everything in but does not commit it.
    pub(in crate::snapshot) fn put(&mut self, index: &mut PieceIndex, tree: &Tree) -> (SnapshotId, Finished) {
        let Tree::Folder(entries) = tree else { panic!("the top is a folder") };
        let id = SnapshotId::random(&mut self.rng);
        let mut builder = SnapshotBuilder::new(self.locker, id, self.epoch);
        let node = Putter { builder: &mut builder, index, rng: &mut self.rng }.folder(entries).unwrap();
        while let Some(pack) = builder.take_pack() {
            self.keep(pack);
        }
        let mut finished = builder.finish(node, &self.unsealing.sealing_key(), &mut self.rng).unwrap();
        for pack in core::mem::take(&mut finished.packs) {
            self.keep(pack);
        }
        (id, finished)
    }

    /// Lets go of a snapshot, and of every pack that no other one names.
    pub(in crate::snapshot) fn let_go(&mut self, id: SnapshotId) {
        self.hidden.insert(id);
        let needs = self.needs();
        for header in self.headers.values().filter(|header| self.hidden.contains(&header.id)) {
            let left = needs.left_of(header.id);
            for (pack, number) in header.packs.iter().zip(0..) {
                if !left.contains(number) {
                    self.packs.remove(&pack.id);
                }
            }
        }
    }

    fn needs(&self) -> Needs {
        Needs::of(self.headers.values().filter(|header| !self.hidden.contains(&header.id)))
    }

    /// How a snapshot stands.
    pub(in crate::snapshot) fn stands(&self, id: SnapshotId) -> Stands {
        if self.hidden.contains(&id) { Stands::Hidden(self.needs().left_of(id)) } else { Stands::Kept }
    }

    pub(in crate::snapshot) fn keep(&mut self, pack: ReadyPack) {
        assert_eq!(pack.bytes.len(), pack.size.bytes());
        assert_eq!(pack.digest, Digest::plain(&pack.bytes));
        assert!(self.packs.insert(pack.id, pack.bytes).is_none());
    }

    pub(in crate::snapshot) fn commit(&mut self, id: SnapshotId, finished: &Finished) -> Digest {
        self.commit_as(id, finished, false)
    }

    pub(in crate::snapshot) fn commit_as(&mut self, id: SnapshotId, finished: &Finished, part: bool) -> Digest {
        let header = SnapshotHeader {
            sealed_root: finished.sealed_root.clone(),
            root_commitment: finished.root_commitment,
            packs: finished.pack_refs.clone(),
            refers: finished.refers.clone(),
            part,
            ..self.header(id)
        };
        let digest = header.digest();
        self.headers.insert(id, header);
        digest
    }

    /// What is left unfinished becomes a part; its root's pack was not sent before.
    pub(in crate::snapshot) fn commit_part(&mut self, index: &mut PieceIndex, part: &Unfinished) {
        self.keep(part.root_pack().unwrap());
        let header = SnapshotHeader {
            sealed_root: part.sealed_root().to_vec(),
            root_commitment: part.root_commitment(),
            packs: part.packs().to_vec(),
            refers: part.refers().to_vec(),
            part: true,
            ..self.header(part.id())
        };
        let digest = header.digest();
        index.take_part(part, &header, digest);
        self.headers.insert(part.id(), header);
    }

    fn header(&self, id: SnapshotId) -> SnapshotHeader {
        SnapshotHeader {
            locker: self.locker,
            id,
            device: DeviceId::from_array([7; 16]),
            number: self.headers.len() as u64 + 1,
            previous: None,
            epoch: self.epoch,
            roster: Digest::from_array([8; 32]),
            log: LogPosition { number: 0, digest: Digest::from_array([0; 32]) },
            created: Timestamp::from_millis(1_763_000_000_000),
            sealed_root: Vec::new(),
            root_commitment: Digest::from_array([0; 32]),
            packs: Vec::new(),
            refers: Vec::new(),
            part: false,
            drops: Vec::new(),
        }
    }

    pub(in crate::snapshot) fn backup(&mut self, index: &mut PieceIndex, tree: &Tree) -> (SnapshotId, Finished) {
        let (id, finished) = self.put(index, tree);
        let digest = self.commit(id, &finished);
        index.committed(id, digest, &finished.layout);
        (id, finished)
    }

    pub(in crate::snapshot) fn open(&self, id: SnapshotId) -> Result<OpenedSnapshot, ReadError> {
        let header = &self.headers[&id];
        OpenedSnapshot::open(header, &self.unsealing, &self.packs[&header.packs[0].id])
    }

    pub(in crate::snapshot) fn segment(
        &self,
        opened: &OpenedSnapshots,
        snapshot: SnapshotId,
        entry: u32,
    ) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        let opened = opened.get(&snapshot).expect("an opened snapshot");
        let pack = opened.where_is(entry)?;
        let verified = VerifiedPack::check(pack, self.packs[&pack.id].clone())?;
        opened.open_segment(entry, &verified)
    }

    /// All entries, and the snapshots that were opened for them.
    pub(in crate::snapshot) fn walk(&self, id: SnapshotId) -> Result<(Vec<WalkedEntry>, OpenedSnapshots), ReadError> {
        let mut opened = OpenedSnapshots::new();
        opened.insert(self.open(id)?)?;
        let mut walk = ManifestWalk::new(opened.get(&id).unwrap())?;
        let mut entries = Vec::new();
        loop {
            match walk.step(&opened)? {
                Step::NeedSnapshot(reference) => opened.insert(self.open(reference.id)?)?,
                Step::NeedSegment { snapshot, entry } => {
                    let segment = self.segment(&opened, snapshot, entry)?;
                    walk.give(&opened, &segment)?;
                }
                Step::Entry(entry) => entries.push(entry),
                Step::Done => return Ok((entries, opened)),
            }
        }
    }

    pub(in crate::snapshot) fn restore(&self, id: SnapshotId) -> Result<Restored, ReadError> {
        let (entries, opened) = self.walk(id)?;
        let mut segments = HashMap::new();
        let mut all = BTreeMap::new();
        for entry in entries {
            let flat = match entry.body {
                WalkedBody::Folder => Flat::Folder,
                WalkedBody::Link { target } => Flat::Link(target),
                WalkedBody::File { extents, .. } => Flat::File(self.content(&extents, &opened, &mut segments)?),
            };
            assert!(all.insert(entry.path, (entry.stat, flat)).is_none());
        }
        Ok(all)
    }

    fn content(
        &self,
        extents: &[PlacedExtent],
        opened: &OpenedSnapshots,
        segments: &mut HashMap<(SnapshotId, u32), Zeroizing<Vec<u8>>>,
    ) -> Result<Vec<u8>, ReadError> {
        let mut content = Vec::new();
        for extent in extents {
            match extent {
                PlacedExtent::Hole(len) => content.resize(content.len() + usize::try_from(*len).unwrap(), 0),
                PlacedExtent::Data(place) => {
                    let Place { snapshot, entry, .. } = *place;
                    if let Entry::Vacant(vacant) = segments.entry((snapshot, entry)) {
                        vacant.insert(self.segment(opened, snapshot, entry)?);
                    }
                    content.extend_from_slice(place.piece(&segments[&(snapshot, entry)])?);
                }
            }
        }
        Ok(content)
    }

    /// Bytes of all packs, each of a fixed size.
    pub(in crate::snapshot) fn sizes(finished: &Finished) -> Vec<PackSize> {
        finished.pack_refs.iter().map(|pack| pack.size).collect()
    }
}
