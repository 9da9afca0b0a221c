//! Marks: how a restore that was interrupted knows again what it had written out.
//!
//! A mark is BLAKE3 over everything that was written out of one pack, keyed from the root key of the snapshot. It may lie beside the
//! content on a disk: nobody who cannot open the snapshot can make one, and content that was changed does not fit it any more.

use dlocker_protocol::PackId;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::derive::Key;

/// Length of a mark in bytes.
pub const MARK_LEN: usize = 32;

/// A mark that is being made. No Debug: it holds a key.
pub struct Marker(blake3::Hasher);

impl Marker {
    pub(super) fn new(key: &Key, pack: PackId) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(key);
        hasher.update(pack.as_bytes());
        Self(hasher)
    }

    /// The next bytes that were written out, in the order of their places.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The mark.
    #[must_use]
    pub fn mark(&self) -> [u8; MARK_LEN] {
        *self.0.finalize().as_bytes()
    }

    /// Whether this is the mark, compared in constant time.
    #[must_use]
    pub fn fits(&self, mark: &[u8; MARK_LEN]) -> bool {
        self.mark().ct_eq(mark).into()
    }
}

impl Drop for Marker {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(key: u8, pack: u8, parts: &[&[u8]]) -> [u8; MARK_LEN] {
        let mut marker = Marker::new(&Key::new([key; 32]), PackId::from_array([pack; 16]));
        parts.iter().for_each(|part| marker.add(part));
        assert!(marker.fits(&marker.mark()));
        marker.mark()
    }

    #[test]
    fn a_mark_fits_one_key_one_pack_and_one_content() {
        let true_mark = mark(1, 1, &[b"one", b"two"]);
        assert_eq!(true_mark, mark(1, 1, &[b"onetwo"]), "where a piece ends is the manifest's to say");
        let others = [mark(2, 1, &[b"onetwo"]), mark(1, 2, &[b"onetwo"]), mark(1, 1, &[b"onetwp"]), mark(1, 1, &[])];
        assert!(others.iter().all(|other| *other != true_mark));
    }
}
