//! The seeds of earlier epochs.

use super::{BadChain, RosterChain};
use crate::seed::LockerSeed;

impl RosterChain {
    /// Every seed from the current epoch back to the oldest epoch of this chain, newest first, each with its epoch. Each is
    /// checked against the owner key of its epoch's rosters. A chain from the first roster goes back to epoch 1.
    ///
    /// # Errors
    /// [`BadChain::Seed`] if `current` is not the current epoch's; [`BadChain::PriorSeed`] if an earlier one does not open.
    pub fn seeds(&self, current: LockerSeed) -> Result<Vec<(u64, LockerSeed)>, BadChain> {
        let mut seeds: Vec<(u64, LockerSeed)> = Vec::new();
        let (locker, epoch) = (self.current().locker, self.current().epoch);
        let mut owner_key = current.owner_key(locker, epoch);
        let mut at = (epoch, current);
        for roster in self.rosters().rev() {
            if roster.epoch != at.0 {
                let prior = self.prior(&at)?;
                owner_key = prior.1.owner_key(locker, prior.0);
                seeds.push(core::mem::replace(&mut at, prior));
            }
            if owner_key != roster.owner_key {
                return Err(if seeds.is_empty() { BadChain::Seed } else { BadChain::PriorSeed });
            }
        }
        seeds.push(at);
        Ok(seeds)
    }

    /// The seed before `later`, from the roster that keeps it.
    fn prior(&self, later: &(u64, LockerSeed)) -> Result<(u64, LockerSeed), BadChain> {
        let (epoch, seed) = later;
        let roster = self.rosters().find(|roster| roster.epoch == *epoch).ok_or(BadChain::PriorSeed)?;
        let sealed = roster.prior_seed.as_deref().ok_or(BadChain::PriorSeed)?;
        let prior = seed.open_prior(roster.locker, *epoch, sealed).map_err(|_| BadChain::PriorSeed)?;
        Ok((epoch - 1, prior))
    }
}
