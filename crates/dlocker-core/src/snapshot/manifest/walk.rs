//! Reading the manifest, depth first, without any I/O of its own.

use std::collections::{BTreeSet, VecDeque};

use dlocker_protocol::SnapshotId;
use dlocker_protocol::snapshot::SnapshotName;

use super::entry::{self, Body, Contents, Entry, Extent, ItemLabel, Stat};
use super::node::Node;
use crate::snapshot::error::Damaged;
use crate::snapshot::limits::MAX_DEPTH;
use crate::snapshot::location::{Location, Place};
use crate::snapshot::opened::OpenedSnapshots;
use crate::snapshot::read::OpenedSnapshot;
use crate::snapshot::root::Totals;

/// What a walk came to.
#[derive(Debug)]
pub enum Step {
    /// This snapshot must be opened and put among the opened ones before it can go on.
    NeedSnapshot(SnapshotName),
    /// This segment must be opened and given. Neighbouring nodes often share one: keep the last few.
    NeedSegment {
        /// Which snapshot; it is among the opened ones.
        snapshot: SnapshotId,
        /// Entry of its key table.
        entry: u32,
    },
    /// An entry. A folder comes before what is in it. All snapshots that its extents name are among the opened ones.
    Entry(WalkedEntry),
    /// That was all, and it was as much as the root says.
    Done,
}

/// An entry with its path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WalkedEntry {
    /// Names from the top folder down to this entry. Each is a single step: not empty, no `/`, no NUL, not `.` or `..`.
    pub path: Vec<Vec<u8>>,
    /// Mode and time.
    pub stat: Stat,
    /// What it is.
    pub body: WalkedBody,
}

/// What an entry is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WalkedBody {
    /// A folder; what is in it follows.
    Folder,
    /// A symbolic link.
    Link {
        /// Where to, as stored: any bytes but NUL.
        target: Vec<u8>,
    },
    /// A file.
    File {
        /// Length in bytes.
        len: u64,
        /// What it is.
        label: ItemLabel,
        /// Its content in order, adding up to `len`.
        extents: Vec<PlacedExtent>,
    },
}

/// The next part of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlacedExtent {
    /// Bytes that lie at this place.
    Data(Place),
    /// So many zero bytes that take no room on the disk.
    Hole(u64),
}

impl PlacedExtent {
    /// Length in bytes.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        match self {
            Self::Data(place) => place.len as u64,
            Self::Hole(len) => *len,
        }
    }
}

/// A walk over the manifest of one snapshot. Memory: a leaf and a list for every folder on the way down.
pub struct ManifestWalk {
    folders: Vec<Folder>,
    path: Vec<Vec<u8>>,
    wanted: Option<Wanted>,
    file: Option<OpenFile>,
    ready: Option<WalkedEntry>,
    required: BTreeSet<SnapshotId>,
    references: std::collections::BTreeMap<SnapshotId, SnapshotName>,
    left: Totals,
    skipped: bool,
}

/// A folder that is being read.
#[derive(Default)]
struct Folder {
    nodes: Vec<Wanted>,
    entries: VecDeque<Entry>,
    /// The snapshot from which the entries' locations are seen.
    seen_from: Option<SnapshotId>,
    last: Option<Vec<u8>>,
}

/// A node that is to be read.
#[derive(Clone, Copy)]
struct Wanted {
    place: Place,
    snapshot: SnapshotName,
    expected: Expected,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// The node of a folder: any height.
    Top,
    /// A node below a list.
    Height(u8),
    /// A part of a file's extents.
    Extents,
}

/// A file whose extents are listed in pieces of their own.
struct OpenFile {
    entry: WalkedEntry,
    lists: VecDeque<Wanted>,
}

const UNSOUND: Damaged = Damaged { what: "the manifest" };

impl ManifestWalk {
    /// A walk from the top folder of `snapshot`, which must also be among the opened ones.
    ///
    /// # Errors
    /// [`Damaged`] if the root names no place.
    pub fn new(snapshot: &OpenedSnapshot) -> Result<Self, Damaged> {
        let top = wanted(snapshot, snapshot.root_folder(), Expected::Top)?;
        Ok(Self {
            folders: vec![Folder { nodes: vec![top], ..Folder::default() }],
            path: Vec::new(),
            wanted: None,
            file: None,
            ready: None,
            required: BTreeSet::new(),
            references: std::collections::BTreeMap::new(),
            left: snapshot.totals(),
            skipped: false,
        })
    }

    /// Goes on to the next entry, or says what is needed for it. Asking again without giving it changes nothing.
    ///
    /// # Errors
    /// [`Damaged`] if the manifest contradicts itself or its root.
    pub fn step(&mut self, opened: &OpenedSnapshots) -> Result<Step, Damaged> {
        loop {
            if let Some(needed) = self.needed(opened) {
                return Ok(needed);
            }
            if let Some(entry) = self.ready.take() {
                return Ok(Step::Entry(entry));
            }
            if self.next_list()? {
                continue;
            }
            let Some(folder) = self.folders.last_mut() else { return self.done() };
            if let Some(entry) = folder.entries.pop_front() {
                self.enter(entry, opened)?;
            } else if let Some(node) = folder.nodes.pop() {
                self.wanted = Some(node);
            } else {
                self.folders.pop();
                self.path.pop();
            }
        }
    }

    fn needed(&mut self, opened: &OpenedSnapshots) -> Option<Step> {
        if let Some(wanted) = &self.wanted {
            return Some(match opened.referred(&wanted.snapshot) {
                None => Step::NeedSnapshot(wanted.snapshot),
                Some(_) => Step::NeedSegment { snapshot: wanted.place.snapshot, entry: wanted.place.entry },
            });
        }
        while let Some(id) = self.required.first() {
            if let Some(reference) = self.references.get(id)
                && opened.referred(reference).is_none()
            {
                return Some(Step::NeedSnapshot(*reference));
            }
            self.required.pop_first();
        }
        None
    }

    /// The next part of the extents of a file, or the file itself once they are complete.
    fn next_list(&mut self) -> Result<bool, Damaged> {
        let Some(mut file) = self.file.take() else { return Ok(false) };
        match file.lists.pop_front() {
            Some(list) => {
                self.wanted = Some(list);
                self.file = Some(file);
            }
            None => self.finish_entry(file.entry)?,
        }
        Ok(true)
    }

    fn done(&self) -> Result<Step, Damaged> {
        if self.skipped || self.left == Totals::default() {
            Ok(Step::Done)
        } else {
            Err(Damaged { what: "a manifest with fewer entries than its root says" })
        }
    }

    /// Gives the segment that was asked for.
    ///
    /// # Errors
    /// [`Damaged`] if none was asked for, or what lies there is not the node that belongs there.
    pub fn give(&mut self, opened: &OpenedSnapshots, segment: &[u8]) -> Result<(), Damaged> {
        let wanted = self.wanted.take().ok_or(UNSOUND)?;
        let node = Node::parse(wanted.place.piece(segment)?)?;
        let snapshot = opened.referred(&wanted.snapshot).ok_or(UNSOUND)?;
        match (node, wanted.expected) {
            (Node::Extents(extents), Expected::Extents) => self.take_extents(&extents, snapshot),
            (Node::Leaf(entries), Expected::Top | Expected::Height(0)) => self.take_leaf(entries, snapshot),
            (Node::List(height, nodes), Expected::Top) => self.take_list(height, &nodes, snapshot),
            (Node::List(height, nodes), Expected::Height(above)) if height == above => {
                self.take_list(height, &nodes, snapshot)
            }
            _ => Err(UNSOUND),
        }
    }

    fn take_leaf(&mut self, entries: Vec<Entry>, snapshot: &OpenedSnapshot) -> Result<(), Damaged> {
        let folder = self.folders.last_mut().ok_or(UNSOUND)?;
        folder.entries = entries.into();
        folder.seen_from = Some(snapshot.reference().id);
        Ok(())
    }

    fn take_list(&mut self, height: u8, nodes: &[Location], snapshot: &OpenedSnapshot) -> Result<(), Damaged> {
        let below = Expected::Height(height.checked_sub(1).ok_or(UNSOUND)?);
        let folder = self.folders.last_mut().ok_or(UNSOUND)?;
        for location in nodes.iter().rev() {
            folder.nodes.push(wanted(snapshot, *location, below)?);
        }
        Ok(())
    }

    fn take_extents(&mut self, extents: &[Extent], snapshot: &OpenedSnapshot) -> Result<(), Damaged> {
        let placed = self.place_extents(extents, snapshot)?;
        let file = self.file.as_mut().ok_or(UNSOUND)?;
        let WalkedBody::File { extents, .. } = &mut file.entry.body else { return Err(UNSOUND) };
        extents.extend(placed);
        Ok(())
    }

    fn place_extents(&mut self, extents: &[Extent], from: &OpenedSnapshot) -> Result<Vec<PlacedExtent>, Damaged> {
        let mut place = |extent: &Extent| match extent {
            Extent::Hole(len) => Ok(PlacedExtent::Hole(*len)),
            Extent::Data(location) => {
                let (place, snapshot) = from.resolve(*location)?;
                if *self.references.entry(snapshot.id).or_insert(snapshot) != snapshot {
                    return Err(UNSOUND);
                }
                self.required.insert(snapshot.id);
                Ok(PlacedExtent::Data(place))
            }
        };
        extents.iter().map(&mut place).collect()
    }

    /// Takes up an entry of the folder that is being read.
    fn enter(&mut self, entry: Entry, opened: &OpenedSnapshots) -> Result<(), Damaged> {
        let Entry { name, stat, body } = entry;
        let folder = self.folders.last_mut().ok_or(UNSOUND)?;
        let from = folder.seen_from.and_then(|id| opened.get(&id)).ok_or(UNSOUND)?;
        if folder.last.as_ref().is_some_and(|last| *last >= name) {
            return Err(Damaged { what: "the order of names in a manifest" });
        }
        folder.last = Some(name.clone());
        let mut path = self.path.clone();
        path.push(name.clone());
        match body {
            Body::Folder(node) => {
                let top = wanted(from, node, Expected::Top)?;
                self.descend(name, top)?;
                self.finish_entry(WalkedEntry { path, stat, body: WalkedBody::Folder })
            }
            Body::Link(target) => self.finish_entry(WalkedEntry { path, stat, body: WalkedBody::Link { target } }),
            Body::File(len, label, contents) => {
                let body = WalkedBody::File { len, label, extents: Vec::new() };
                self.open_file(WalkedEntry { path, stat, body }, &contents, from)
            }
        }
    }

    fn descend(&mut self, name: Vec<u8>, top: Wanted) -> Result<(), Damaged> {
        if self.folders.len() > MAX_DEPTH {
            return Err(Damaged { what: "the depth of a manifest" });
        }
        self.path.push(name);
        self.folders.push(Folder { nodes: vec![top], ..Folder::default() });
        Ok(())
    }

    fn open_file(&mut self, mut entry: WalkedEntry, contents: &Contents, from: &OpenedSnapshot) -> Result<(), Damaged> {
        let lists = match contents {
            Contents::Inline(parts) => {
                if let WalkedBody::File { extents, .. } = &mut entry.body {
                    *extents = self.place_extents(parts, from)?;
                }
                VecDeque::new()
            }
            Contents::Listed(lists) => {
                lists.iter().map(|list| wanted(from, *list, Expected::Extents)).collect::<Result<_, _>>()?
            }
        };
        self.file = Some(OpenFile { entry, lists });
        Ok(())
    }

    /// Checks an entry against itself and the totals, and makes it the next to come out.
    fn finish_entry(&mut self, entry: WalkedEntry) -> Result<(), Damaged> {
        let more = Damaged { what: "a manifest with more entries than its root says" };
        let (left, take) = match &entry.body {
            WalkedBody::Folder => (&mut self.left.folders, 1),
            WalkedBody::Link { .. } | WalkedBody::File { .. } => (&mut self.left.items, 1),
        };
        *left = left.checked_sub(take).ok_or(more)?;
        if let WalkedBody::File { len, extents, .. } = &entry.body {
            if !entry::fills(extents.iter().map(PlacedExtent::bytes), *len) {
                return Err(Damaged { what: "the length of a file in a manifest" });
            }
            self.left.bytes = self.left.bytes.checked_sub(*len).ok_or(more)?;
        }
        self.ready = Some(entry);
        Ok(())
    }

    /// Where the node of the folder lies that came last, or of the top folder before anything came: two folders with one node are the same folder,
    /// whatever snapshot they are seen from. None where something else came last.
    #[must_use]
    pub fn folder_node(&self) -> Option<Place> {
        let folder = self.folders.last().filter(|folder| folder.seen_from.is_none() && folder.last.is_none())?;
        match folder.nodes.as_slice() {
            [node] if self.wanted.is_none() => Some(node.place),
            _ => None,
        }
    }

    /// Leaves out what is in the folder that came last. The totals are then not compared at the end.
    pub fn skip_folder(&mut self) {
        let untouched =
            |folder: &Folder| folder.seen_from.is_none() && folder.last.is_none() && !folder.nodes.is_empty();
        if self.folders.len() > 1 && self.folders.last().is_some_and(untouched) {
            self.folders.pop();
            self.path.pop();
            self.skipped = true;
        }
    }
}

fn wanted(from: &OpenedSnapshot, location: Location, expected: Expected) -> Result<Wanted, Damaged> {
    let (place, snapshot) = from.resolve(location)?;
    Ok(Wanted { place, snapshot, expected })
}
