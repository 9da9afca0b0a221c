//! The index, when it was lost: what this device put in last is read once, so that it need not be sent again.

use dlocker_core::snapshot::PieceIndex;

use super::begin::INDEX;
use crate::connect::Connection;
use crate::error::Result;
use crate::home;
use crate::platform::Platform;
use crate::restore::{RestoredStat, Target};
use crate::unlock::Unlocked;

/// Reads content and keeps none of it.
struct Nowhere;

impl Target for Nowhere {
    type File = ();

    fn folder(&mut self, _: &[Vec<u8>], _: RestoredStat) -> core::result::Result<(), String> {
        Ok(())
    }

    fn link(&mut self, _: &[Vec<u8>], _: RestoredStat, _: &[u8]) -> core::result::Result<(), String> {
        Ok(())
    }

    fn file(&mut self, _: &[Vec<u8>], _: RestoredStat, _: u64) -> core::result::Result<(), String> {
        Ok(())
    }

    fn write_at(&mut self, (): (), _: u64, _: &[u8]) -> core::result::Result<(), String> {
        Ok(())
    }
}

impl<P: Platform> Connection<'_, P> {
    /// Rebuilds the index from this device's newest backup if a backup was made here and the index is missing or damaged; says whether it
    /// did. Every path that unlocks may call it: it asks for nothing unless the index is lost.
    ///
    /// # Errors
    /// [`Error::Damaged`](crate::Error::Damaged) if that backup does not open.
    pub async fn rebuild_index_if_lost(&self, unlocked: &Unlocked) -> Result<bool> {
        let made = home::load(self.platform())?.is_some_and(|document| document.last_backup.is_some());
        let whole = self.platform().load(INDEX)?.is_some_and(|bytes| PieceIndex::is_whole(&bytes));
        if self.former || !made || whole {
            return Ok(false);
        }
        let own = self.session.device();
        let snapshots = self.snapshots_of(&unlocked.chain).await?;
        let Some(newest) = snapshots.headers().iter().rev().find(|header| header.device == own) else {
            return Ok(false);
        };
        let Some(mut open) = self.open_snapshot(unlocked, Some(newest.id)).await? else { return Ok(false) };
        let entries = self.entries(&mut open).await?;
        self.restore(&open, &entries, &mut Nowhere).await?;
        Ok(true)
    }
}
