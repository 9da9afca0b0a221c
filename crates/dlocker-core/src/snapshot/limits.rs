//! Every limit of the format in one place.

use super::pack::FULL;
use super::segment::TAG;

/// Longest piece and longest plain segment in bytes: 1 MiB less the tag, so that four sealed ones fill a pack of 4 MiB exactly.
pub const MAX_PIECE: usize = (1 << 20) - TAG;

/// Most segments of one snapshot: what fits, with [`MAX_REFERS`], into a root of 4 MiB. Full segments make that about 58 GiB.
pub const MAX_SEGMENTS: usize = 60_000;

/// Most earlier snapshots that one snapshot refers to directly; a piece beyond that is put in anew.
pub const MAX_REFERS: usize = 4096;

/// Most bytes of all bitmaps of a header together, so that it stays below 4 MiB whatever it refers to; a piece beyond that is put in anew.
pub(super) const MAX_BITMAPS: usize = 2 << 20;

/// Longest name of an entry in bytes.
pub const MAX_NAME: usize = 4096;

/// Longest target of a link in bytes.
pub const MAX_TARGET: usize = 65_536;

/// Longest kind, label, issuer or expiry in bytes.
pub const MAX_LABEL: usize = 256;

/// Most folders inside one another.
pub const MAX_DEPTH: usize = 4096;

/// Most entries of one folder.
pub const MAX_ENTRIES: u64 = 10_000_000;

/// What a file is, for cutting it into pieces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cut {
    /// Any file.
    Plain,
    /// A SQLite database, which changes in place, page by page.
    Database,
}

/// Length in bytes of all but the last piece of a file. Lengths are fixed: boundaries chosen by content can be recognised from outside.
///
/// [`Cut::Plain`]: 240 KiB, of which 17 fill a pack of 4 MiB all but completely (16 of 256 KiB and their tags would not fit).
/// [`Cut::Database`]: 32 KiB. Both are multiples of every usual page size up to 16 KiB.
#[must_use]
pub const fn cut_len(cut: Cut) -> usize {
    match cut {
        Cut::Plain => 240 << 10,
        Cut::Database => 32 << 10,
    }
}

const _: () = assert!(4 * (MAX_PIECE + TAG) == FULL);
