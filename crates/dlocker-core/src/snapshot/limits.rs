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
    /// A SQLite database of so many bytes, which changes in place, page by page.
    Database(u64),
}

/// Length in bytes of all but the last piece of a file. Lengths are fixed: boundaries chosen by content can be recognised from outside.
///
/// [`Cut::Plain`]: 240 KiB, of which 17 fill a pack of 4 MiB all but completely (16 of 256 KiB and their tags would not fit).
/// [`Cut::Database`]: 4 KiB, SQLite's page, so that little more than the changed pages is sent; above 128 MiB the next power of two that keeps
/// a database within 32,768 pieces, and 32 KiB at most, because a device has to remember every piece.
#[must_use]
pub const fn cut_len(cut: Cut) -> usize {
    match cut {
        Cut::Plain => 240 << 10,
        Cut::Database(len) => {
            let mut piece = LEAST_DATABASE_PIECE;
            while piece < MOST_DATABASE_PIECE && len.div_ceil(piece as u64) > DATABASE_PIECES {
                piece *= 2;
            }
            piece
        }
    }
}

const LEAST_DATABASE_PIECE: usize = 4 << 10;
const MOST_DATABASE_PIECE: usize = 32 << 10;
const DATABASE_PIECES: u64 = 1 << 15;

const _: () = assert!(4 * (MAX_PIECE + TAG) == FULL);

#[cfg(test)]
mod tests {
    use super::{Cut, cut_len};

    #[test]
    fn a_database_is_cut_into_pages_while_a_device_can_remember_them() {
        for (mebibytes, kibibytes) in
            [(0, 4), (1, 4), (128, 4), (129, 8), (256, 8), (257, 16), (513, 32), (5 << 10, 32)]
        {
            assert_eq!(cut_len(Cut::Database(mebibytes << 20)), kibibytes << 10, "{mebibytes} MiB");
        }
    }
}
