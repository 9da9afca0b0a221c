//! When an opened seed counts.

use dlocker_protocol::Digest;
use dlocker_protocol::method::MethodRecord;
use dlocker_protocol::signature::Document as _;

use super::{BadChain, RosterChain};
use crate::method::OpenedMethod;
use crate::seed::{EpochKeys, LockerSeed, sealed_seed_digest};

impl RosterChain {
    /// The keys of the current epoch, if the seed is the locker's own. Sealing to a public key proves nothing, so: some roster of the chain has the
    /// owner key that the method's envelope names; the current roster's keys are the ones that the seed gives in its
    /// epoch; and it names this method, with this record and this sealed seed.
    ///
    /// # Errors
    /// [`BadChain::Anchor`], [`BadChain::Seed`] or [`BadChain::Method`], in this order.
    pub fn accepts(
        &self,
        opened: &OpenedMethod,
        record: &MethodRecord,
        sealed_seed: &[u8],
        seed: &LockerSeed,
    ) -> Result<EpochKeys, BadChain> {
        self.accepts_as_of(&self.current_digest(), (opened, record), sealed_seed, seed)
    }

    /// The same for a method that an earlier roster of the current epoch names, and the current one perhaps no longer: it was taken off since, and a
    /// recovery goes by what there was before.
    ///
    /// # Errors
    /// As [`accepts`](Self::accepts); [`BadChain::Method`] too where `named_by` is not a roster of this chain and of the current epoch.
    pub fn accepts_as_of(
        &self,
        named_by: &Digest,
        (opened, record): (&OpenedMethod, &MethodRecord),
        sealed_seed: &[u8],
        seed: &LockerSeed,
    ) -> Result<EpochKeys, BadChain> {
        let current = self.current();
        let anchored = self.rosters().any(|roster| roster.owner_key == *opened.owner_key());
        if !anchored || current.locker != record.transcript.locker {
            return Err(BadChain::Anchor);
        }
        let keys = seed.keys(current.locker, current.epoch);
        if keys.owner_key() != current.owner_key || keys.sealing_key() != current.sealing_key {
            return Err(BadChain::Seed);
        }
        let by = self.by_digest(named_by).filter(|roster| roster.epoch == current.epoch).ok_or(BadChain::Method)?;
        let named = by.methods.iter().any(|method| {
            method.id == record.transcript.method
                && method.kind == record.transcript.kind
                && method.record == record.digest()
                && method.sealed_seed == sealed_seed_digest(sealed_seed)
        });
        if named { Ok(keys) } else { Err(BadChain::Method) }
    }
}
