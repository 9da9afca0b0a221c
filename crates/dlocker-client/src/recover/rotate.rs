//! The rotation: recovery is not a copy. New seed, everything sealed anew, one compare-and-set.

use dlocker_core::seed::{EpochKeys, LockerSeed, sealed_seed_digest};
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{DepartedDevice, EpochPart, Roster, RosterDevice, RosterDraft, RosterMethod};
use dlocker_protocol::signature::Document as _;
use dlocker_protocol::{Bytes, DeviceId, MethodId};

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::method::register::{Epoch, Wanted};
use crate::platform::Platform;
use crate::snapshots::Snapshots;
use crate::unlock::{Unlock, Unlocked, record_of};

/// What a rotation did, for the closing screen.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// The new epoch.
    pub epoch: u64,
    /// Devices that are out.
    pub replaced: Vec<DeviceId>,
    /// Methods that still open, and whether each was registered anew already.
    pub kept: Vec<(MethodId, MethodKind, bool)>,
}

struct Resealed {
    entries: Vec<RosterMethod>,
    parts: Vec<EpochPart>,
}

impl<P: Platform> Connection<'_, P> {
    /// Replaces the seed and every device but this one. Until the compare-and-set at its end nothing has changed at the bank; after it everything has.
    /// Asked for again after that, it only notes here what the bank has already.
    ///
    /// # Errors
    /// [`Error::Waiting`] if the locker changed meanwhile: nothing was changed, do the same again.
    pub async fn rotate(&mut self, unlocked: &mut Unlocked, unlock: &Unlock, device_name: &str) -> Result<Rotation> {
        if unlocked.chain.current().devices.iter().any(|d| d.id == self.session.device()) {
            return self.rotated_already(unlocked, unlock).await;
        }
        let view = self.view().await?;
        let snapshots = self.snapshots_of(&unlocked.chain).await?;
        let before = unlocked.chain.current().clone();
        let seed = LockerSeed::random(&mut self.platform().rng());
        let epoch = before.epoch + 1;
        let keys = seed.keys(self.enrolled.locker, epoch);
        let resealed = self.reseal(unlocked, unlock, (&before, epoch), &seed, &keys, &view).await?;
        let prior_seed = seed.seal_prior(self.enrolled.locker, epoch, unlocked.seed()?, &mut self.platform().rng());
        let device = self.roster_device(device_name).await?;
        let roster = next_epoch(&before, &keys, device, (prior_seed, resealed.entries), &snapshots);
        let (replaced, kept) = summary(&roster);
        let signed = RosterDraft::new(roster).sign(&keys.owner, Some(&unlocked.keys.owner));
        self.publish(Some(before.digest()), &signed, resealed.parts).await?;
        self.follow(&mut unlocked.chain, &signed)?;
        unlocked.keys = keys;
        unlocked.seeds.insert(0, (epoch, seed));
        home::change(self.platform(), |document| document.recovery = None)?;
        Ok(Rotation { epoch, replaced, kept })
    }

    /// A new device comes onto a roster only by its own rotation: that was taken, and its answer was lost.
    async fn rotated_already(&mut self, unlocked: &mut Unlocked, unlock: &Unlock) -> Result<Rotation> {
        self.renew_if_due(unlocked, unlock).await?;
        home::change(self.platform(), |document| document.recovery = None)?;
        let device = self.session.device();
        let mut rosters = unlocked.chain.rosters();
        let own = rosters.find(|roster| roster.devices.iter().any(|d| d.id == device));
        let replaced = own.map(|roster| roster.departed.iter().map(|d| d.id).collect()).unwrap_or_default();
        let (_, kept) = summary(unlocked.chain.current());
        Ok(Rotation { epoch: unlocked.chain.current().epoch, replaced, kept })
    }

    /// Seals the new seed to every kept method; registers the one that just opened anew.
    async fn reseal(
        &self,
        unlocked: &Unlocked,
        unlock: &Unlock,
        (before, epoch): (&Roster, u64),
        seed: &LockerSeed,
        keys: &EpochKeys,
        view: &LockerView,
    ) -> Result<Resealed> {
        let mut resealed = Resealed { entries: Vec::new(), parts: Vec::new() };
        for method in &before.methods {
            if method.id == unlocked.method {
                let wanted = Wanted {
                    method: method.id,
                    secret: &unlock.secret,
                    guesses: Some(method.guesses),
                    added: method.added,
                };
                let target = Epoch { number: epoch, seed, owner_key: keys.owner.public_key() };
                let pending = self.register(&wanted, &target).await?;
                resealed.entries.push(pending.entry);
                resealed.parts.push(pending.part);
                continue;
            }
            let record = record_of(view, method)?;
            let sealed = seed
                .seal_to_method(
                    self.enrolled.locker,
                    epoch,
                    method.id,
                    &record.transcript.sealing_key,
                    &mut self.platform().rng(),
                )
                .map_err(Error::unexpected)?;
            let sealed_seed = sealed_seed_digest(&sealed);
            resealed.entries.push(RosterMethod { sealed_seed, renew: true, ..method.clone() });
            resealed.parts.push(EpochPart { method: method.id, registration: None, sealed_seed: Some(Bytes(sealed)) });
        }
        Ok(resealed)
    }
}

fn next_epoch(
    before: &Roster,
    keys: &EpochKeys,
    device: RosterDevice,
    (prior_seed, methods): (Vec<u8>, Vec<RosterMethod>),
    snapshots: &Snapshots,
) -> Roster {
    let departed = before.devices.iter().filter(|d| d.id != device.id);
    Roster {
        locker: before.locker,
        number: before.number + 1,
        epoch: before.epoch + 1,
        predecessor: Some(before.digest()),
        signed_at: device.added,
        owner_key: keys.owner.public_key(),
        sealing_key: keys.unsealing.sealing_key(),
        prior_seed: Some(prior_seed),
        trustees: before.trustees.clone(),
        departed: departed.map(|d| DepartedDevice { id: d.id, last: snapshots.head_of(d.id) }).collect(),
        devices: vec![device],
        methods,
        policy: before.policy.clone(),
    }
}

fn summary(roster: &Roster) -> (Vec<DeviceId>, Vec<(MethodId, MethodKind, bool)>) {
    let replaced = roster.departed.iter().map(|d| d.id).collect();
    let kept = roster.methods.iter().map(|m| (m.id, m.kind, !m.renew)).collect();
    (replaced, kept)
}
