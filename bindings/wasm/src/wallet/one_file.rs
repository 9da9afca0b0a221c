//! One file, restored into memory.

use dlocker_client::restore::{RestoredStat, Target};
use zeroize::Zeroizing;

/// Longest file that is read into memory.
const LONGEST: u64 = 512 << 20;

/// A target that takes one file.
#[derive(Default)]
pub(crate) struct OneFile {
    pub(crate) content: Zeroizing<Vec<u8>>,
}

impl Target for OneFile {
    type File = ();

    fn folder(&mut self, _: &[Vec<u8>], _: RestoredStat) -> Result<(), String> {
        Ok(())
    }

    fn link(&mut self, _: &[Vec<u8>], _: RestoredStat, _: &[u8]) -> Result<(), String> {
        Ok(())
    }

    fn file(&mut self, _: &[Vec<u8>], _: RestoredStat, len: u64) -> Result<(), String> {
        let len = usize::try_from(len).ok().filter(|_| len <= LONGEST);
        self.content = Zeroizing::new(vec![0; len.ok_or("the file is too large for this; restore it to a folder")?]);
        Ok(())
    }

    fn write_at(&mut self, (): (), offset: u64, bytes: &[u8]) -> Result<(), String> {
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let place = from.checked_add(bytes.len()).and_then(|to| self.content.get_mut(from..to));
        place.ok_or("more came back than the file holds")?.copy_from_slice(bytes);
        Ok(())
    }
}
