//! A rehearsal: opening for real, without changing anything of the wallet.

use dlocker_core::snapshot::ManifestWalk;
use dlocker_protocol::SnapshotId;
use dlocker_protocol::Timestamp;
use rand_core::Rng;

use crate::connect::Connection;
use crate::error::Result;
use crate::open::OpenSnapshot;
use crate::platform::Platform;
use crate::unlock::{Unlock, Unlocked};

/// How many packs of the newest snapshot are read and checked.
const SAMPLE: usize = 3;

/// What a rehearsal showed.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// The newest snapshot, if there is any: its root was opened.
    pub newest: Option<Newest>,
    /// Guesses left to this device.
    pub guesses_left: u32,
}

/// The newest snapshot, opened.
#[derive(Debug, Clone)]
pub struct Newest {
    /// Which.
    pub snapshot: SnapshotId,
    /// Its number in its device's chain.
    pub number: u64,
    /// When it was put in, by its device's clock.
    pub created: Timestamp,
    /// Items in it.
    pub items: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Packs of it that were read and checked.
    pub packs_checked: usize,
}

impl<P: Platform> Connection<'_, P> {
    /// Unlocks, opens the newest root and reads a sample of its packs. The wallet on this device is not touched.
    ///
    /// # Errors
    /// Those of unlocking; [`Error::Damaged`](crate::Error::Damaged) if the newest backup does not open.
    pub async fn rehearse(&mut self, unlock: &Unlock) -> Result<Rehearsal> {
        let mut unlocked = self.unlock(unlock).await?;
        let newest = self.prove(&unlocked).await?;
        self.rebuild_index_if_lost(&unlocked).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(Rehearsal { newest, guesses_left: unlocked.guesses_left })
    }

    async fn prove(&self, unlocked: &Unlocked) -> Result<Option<Newest>> {
        let Some(mut open) = self.open_snapshot(unlocked, None).await? else { return Ok(None) };
        let packs_checked = self.check_sample(&mut open).await?;
        let totals = open.top()?.totals();
        let header = open.header();
        Ok(Some(Newest {
            snapshot: header.id,
            number: header.number,
            created: header.created,
            items: totals.items,
            bytes: totals.bytes,
            packs_checked,
        }))
    }

    /// Reads the top of the manifest and a few packs drawn at random.
    pub(crate) async fn check_sample(&self, open: &mut OpenSnapshot) -> Result<usize> {
        let _top = ManifestWalk::new(open.top()?)?;
        let packs = open.header().packs.clone();
        let data = packs.get(1..).unwrap_or_default();
        let mut rng = self.platform().rng();
        let mut checked = 0;
        for _ in 0..SAMPLE.min(data.len()) {
            let drawn = usize::try_from(rng.next_u64()).unwrap_or_default() % data.len();
            self.verified_pack(&data[drawn]).await?;
            checked += 1;
        }
        Ok(checked)
    }
}
