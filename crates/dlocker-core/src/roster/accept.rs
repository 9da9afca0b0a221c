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
    /// As [`accepts`](Self::accepts); [`BadChain::Method`] too where `named_by` is not a roster of this chain. A roster of another epoch names no
    /// sealed seed of this one.
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
        let by = self.by_digest(named_by).ok_or(BadChain::Method)?;
        let named = by.methods.iter().any(|method| {
            method.id == record.transcript.method
                && method.kind == record.transcript.kind
                && method.record == record.digest()
                && method.sealed_seed == sealed_seed_digest(sealed_seed)
        });
        if named { Ok(keys) } else { Err(BadChain::Method) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dlocker_protocol::MethodId;
    use dlocker_protocol::roster::RosterDraft;

    use super::*;
    use crate::tests::World;

    /// Two epochs; in the second one the method is taken off, and another stays.
    fn taken_off() -> World {
        let mut world = World::new(27);
        let departed = world.leaving(None);
        world.rotate(departed);
        let keys = world.keys();
        let mut next = world.roster(&keys, 2);
        next.methods.clear();
        world.rosters.push(RosterDraft::new(next).sign(&keys.owner, None));
        world
    }

    #[test]
    fn p7_a_method_that_was_taken_off_counts_only_by_the_roster_of_this_epoch_that_named_it() {
        let mut world = taken_off();
        let opened = world.open(&[1]).ok().unwrap();
        let seed = opened.unseal_seed(2, &world.sealed_seed).unwrap();
        let (chain, record, sealed) = (world.chain(), &world.record, &world.sealed_seed);
        let by = |at: usize, sealed: &[u8]| {
            chain.accepts_as_of(&world.rosters[at].digest(), (&opened, record), sealed, &seed).err()
        };
        assert_eq!(chain.accepts(&opened, record, sealed, &seed).err(), Some(BadChain::Method));
        assert_eq!(by(1, sealed), None);
        assert_eq!(by(0, sealed), Some(BadChain::Method), "of another epoch");
        assert_eq!(by(1, &[sealed.as_slice(), &[0]].concat()), Some(BadChain::Method));
        let unknown = chain.accepts_as_of(&Digest::plain(b"x"), (&opened, record), sealed, &seed);
        assert_eq!(unknown.err(), Some(BadChain::Method));
        let mut altered = record.clone();
        altered.envelope[0] ^= 1;
        let altered = chain.accepts_as_of(&world.rosters[1].digest(), (&opened, &altered), sealed, &seed);
        assert_eq!(altered.err(), Some(BadChain::Method));
    }

    #[test]
    fn the_last_roster_that_names_a_method_is_found_with_the_one_that_dropped_it() {
        let world = taken_off();
        let chain = world.chain();
        let last = chain.last_naming(world.method).unwrap();
        assert_eq!((last.digest, last.roster.number), (world.rosters[1].digest(), 2));
        assert_eq!(last.dropped_by, Some(world.rosters[2].digest()));
        assert!(chain.last_naming(MethodId::from_array([9; 16])).is_none());
        let present = World::new(28);
        assert_eq!(present.chain().last_naming(present.method).unwrap().dropped_by, None);
    }
}
