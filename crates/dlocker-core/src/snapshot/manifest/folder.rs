//! Building one folder of the manifest.

use dlocker_protocol::cbor;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::entry::{self, Body, Contents, Entry, Extent, File, Stat};
use super::node::Node;
use crate::snapshot::build::SnapshotBuilder;
use crate::snapshot::error::BuildError;
use crate::snapshot::index::PieceIndex;
use crate::snapshot::limits::{MAX_DEPTH, MAX_ENTRIES};
use crate::snapshot::location::Location;
use crate::snapshot::root::Totals;

/// Files with more extents than this list them in pieces of their own, so that a change in a long file leaves its neighbours alone.
const INLINE_EXTENTS: usize = 16;
/// Extents in one such piece.
const LISTED_EXTENTS: usize = 1024;
/// Most such pieces of one file: about 7 TiB of 240 KiB pieces.
const MAX_LISTS: usize = 32_768;
/// A leaf or list ends after one in so many names: few, because a change sends its whole leaf anew, and the leaf it falls into is twice as long.
const MEAN_CHILDREN: u32 = 8;
/// And at the latest after so many.
const MOST_CHILDREN: usize = 256;
/// Or so many bytes.
const LEAF_BYTES: usize = 64 << 10;

/// A folder that was put in.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef {
    pub(in crate::snapshot) location: Location,
    pub(in crate::snapshot) totals: Totals,
    pub(in crate::snapshot) depth: usize,
}

impl NodeRef {
    /// What is in the folder and all folders below it; the folder itself is not counted.
    #[must_use]
    pub const fn totals(&self) -> Totals {
        self.totals
    }
}

/// The entries of one folder. Open one for every folder on the way down, finish it on the way up and add the node to the folder above.
#[derive(Default)]
pub struct FolderBuilder {
    entries: Vec<Entry>,
    totals: Totals,
    depth: usize,
}

/// A node of the level that is being joined, with the first name below it.
struct Child {
    first: Vec<u8>,
    location: Location,
}

impl FolderBuilder {
    /// An empty folder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file whose pieces were put into the same snapshot.
    ///
    /// # Errors
    /// [`BuildError::BadEntry`] if the name, a label or the sum of the extents is out of bounds.
    pub fn add_file(&mut self, name: &[u8], stat: Stat, file: File) -> Result<(), BuildError> {
        let File { len, label, extents } = file;
        if !entry::fills(extents.iter().map(Extent::len), len) {
            return Err(BuildError::BadEntry { what: "the parts of a file do not add up to its length" });
        }
        let body = Body::File(len, label, Contents::Inline(extents));
        self.add(name, stat, body, Totals { items: 1, folders: 0, bytes: len })
    }

    /// Adds a symbolic link.
    ///
    /// # Errors
    /// [`BuildError::BadEntry`] if name or target are out of bounds.
    pub fn add_link(&mut self, name: &[u8], stat: Stat, target: &[u8]) -> Result<(), BuildError> {
        self.add(name, stat, Body::Link(target.to_vec()), Totals { items: 1, folders: 0, bytes: 0 })
    }

    /// Adds a folder that was finished in the same snapshot.
    ///
    /// # Errors
    /// [`BuildError::BadEntry`] if the name is out of bounds, or folders lie too deep.
    pub fn add_folder(&mut self, name: &[u8], stat: Stat, node: NodeRef) -> Result<(), BuildError> {
        if node.depth >= MAX_DEPTH {
            return Err(BuildError::BadEntry { what: "more than 4096 folders inside one another" });
        }
        let totals = Totals { folders: node.totals.folders.saturating_add(1), ..node.totals };
        self.add(name, stat, Body::Folder(node.location), totals)?;
        self.depth = self.depth.max(node.depth + 1);
        Ok(())
    }

    fn add(&mut self, name: &[u8], stat: Stat, body: Body, totals: Totals) -> Result<(), BuildError> {
        let entry = Entry { name: name.to_vec(), stat, body };
        if let Some(what) = entry::flaw(&entry) {
            return Err(BuildError::BadEntry { what });
        }
        if self.entries.len() as u64 >= MAX_ENTRIES {
            return Err(BuildError::TooMuch { what: "a folder with more than 10 million entries" });
        }
        self.entries.push(entry);
        self.totals = self.totals.plus(totals);
        Ok(())
    }

    /// Puts the folder in. Its parts that are in an earlier snapshot are not sent again.
    ///
    /// # Errors
    /// [`BuildError::BadEntry`] for two entries of one name or a piece of another snapshot, [`BuildError::TooMuch`] at a limit.
    pub fn finish(
        mut self,
        builder: &mut SnapshotBuilder,
        index: &mut PieceIndex,
        rng: &mut impl CryptoRng,
    ) -> Result<NodeRef, BuildError> {
        self.entries.sort_by(|a, b| a.name.cmp(&b.name));
        if self.entries.windows(2).any(|pair| matches!(pair, [a, b] if a.name == b.name)) {
            return Err(BuildError::BadEntry { what: "two entries of one name" });
        }
        let cut = Cutter { key: index.cut_key() };
        let mut level = self.put_leaves(&cut, builder, index, rng)?;
        let mut height = 1;
        while level.len() > 1 {
            level = put_lists(level, height, &cut, (&mut *builder, &mut *index), rng)?;
            height += 1;
        }
        let location = match level.pop() {
            Some(child) => child.location,
            None => Node::Leaf(Vec::new()).put(builder, index, rng)?,
        };
        Ok(NodeRef { location, totals: self.totals, depth: self.depth })
    }

    /// Every location in entries that are not put in yet.
    pub(in crate::snapshot) fn each_location(&mut self, mut visit: impl FnMut(&mut Location)) {
        for entry in &mut self.entries {
            match &mut entry.body {
                Body::Folder(location) => visit(location),
                Body::Link(_) => {}
                Body::File(_, _, Contents::Inline(extents)) => extents.iter_mut().for_each(|extent| match extent {
                    Extent::Data(location) => visit(location),
                    Extent::Hole(_) => {}
                }),
                Body::File(_, _, Contents::Listed(lists)) => lists.iter_mut().for_each(&mut visit),
            }
        }
    }

    fn put_leaves(
        &mut self,
        cut: &Cutter,
        builder: &mut SnapshotBuilder,
        index: &mut PieceIndex,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Child>, BuildError> {
        let (mut leaves, mut leaf, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut entries = core::mem::take(&mut self.entries).into_iter().peekable();
        while let Some(mut entry) = entries.next() {
            list_extents(&mut entry, builder, index, rng)?;
            bytes += cbor::encode(&entry).len();
            let full = bytes > LEAF_BYTES || leaf.len() + 1 >= MOST_CHILDREN || cut.after(0, &entry.name);
            leaf.push(entry);
            if full || entries.peek().is_none() {
                let first = leaf.first().map(|entry: &Entry| entry.name.clone()).unwrap_or_default();
                let location = Node::Leaf(core::mem::take(&mut leaf)).put(builder, index, rng)?;
                leaves.push(Child { first, location });
                bytes = 0;
            }
        }
        Ok(leaves)
    }
}

/// Moves the extents of a long file into pieces of their own.
fn list_extents(
    entry: &mut Entry,
    builder: &mut SnapshotBuilder,
    index: &mut PieceIndex,
    rng: &mut impl CryptoRng,
) -> Result<(), BuildError> {
    let Body::File(_, _, contents) = &mut entry.body else { return Ok(()) };
    let Contents::Inline(extents) = contents else { return Ok(()) };
    if extents.len() <= INLINE_EXTENTS {
        return Ok(());
    }
    if extents.len() > LISTED_EXTENTS * MAX_LISTS {
        return Err(BuildError::TooMuch { what: "a file with more than 33 million parts" });
    }
    let put = |part: &[Extent]| Node::Extents(part.to_vec()).put(builder, index, rng);
    *contents = Contents::Listed(extents.chunks(LISTED_EXTENTS).map(put).collect::<Result<_, _>>()?);
    Ok(())
}

/// Joins nodes of one height into lists of the next.
fn put_lists(
    level: Vec<Child>,
    height: u8,
    cut: &Cutter,
    (builder, index): (&mut SnapshotBuilder, &mut PieceIndex),
    rng: &mut impl CryptoRng,
) -> Result<Vec<Child>, BuildError> {
    let (mut lists, mut list, mut first) = (Vec::new(), Vec::new(), None);
    let mut children = level.into_iter().peekable();
    while let Some(child) = children.next() {
        // A list has two children at least, else a row of cuts would never come to a single node.
        let full = list.len() + 1 >= MOST_CHILDREN || (!list.is_empty() && cut.after(height, &child.first));
        list.push(child.location);
        let begins = first.get_or_insert(child.first);
        if full || children.peek().is_none() {
            let location = Node::List(height, core::mem::take(&mut list)).put(builder, index, rng)?;
            lists.push(Child { first: core::mem::take(begins), location });
            first = None;
        }
    }
    Ok(lists)
}

/// Chooses where to cut, by names alone: so the same names are cut in the same places whatever the files hold.
struct Cutter {
    key: Zeroizing<[u8; 32]>,
}

impl Cutter {
    fn after(&self, height: u8, name: &[u8]) -> bool {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&[height]).update(name);
        let [a, b, c, d, ..] = *hasher.finalize().as_bytes();
        u32::from_be_bytes([a, b, c, d]) % MEAN_CHILDREN == 0
    }
}
