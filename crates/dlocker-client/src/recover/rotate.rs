//! The rotation: recovery is not a copy. New seed, everything sealed anew, one compare-and-set.

use dlocker_core::seed::{EpochKeys, LockerSeed, sealed_seed_digest};
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{DepartedDevice, EpochPart, Roster, RosterDraft, RosterMethod};
use dlocker_protocol::signature::Document as _;
use dlocker_protocol::{Bytes, DeviceId, MethodId, SnapshotId, Timestamp};

use super::resume::Regained;
use super::survive::Survivors;
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
    /// Other devices that stay.
    pub kept_devices: Vec<DeviceId>,
    /// Methods that still open, and whether each was registered anew already.
    pub kept: Vec<(MethodId, MethodKind, bool)>,
    /// Methods that were removed since the phone was lost, and open again.
    pub came_back: Vec<(MethodId, MethodKind)>,
    /// Methods that open no more.
    pub dropped: Vec<(MethodId, MethodKind)>,
    /// Since when the phone is lost, by the officers' word.
    pub lost_since: Option<Timestamp>,
    /// Backups that were made since then.
    pub later: Vec<SnapshotId>,
}

struct Resealed {
    entries: Vec<RosterMethod>,
    parts: Vec<EpochPart>,
}

impl<P: Platform> Connection<'_, P> {
    /// Replaces the seed and every device but this one and those that the options keep. Until the compare-and-set at its end nothing has
    /// changed at the bank; after it everything has. Asked for again after that, it only notes here what the bank has already.
    ///
    /// # Errors
    /// [`Error::Waiting`] if the locker changed meanwhile: nothing was changed, do the same again.
    pub async fn rotate(&mut self, regained: &mut Regained, unlock: &Unlock, device_name: &str) -> Result<Rotation> {
        if self.former {
            return Err(Error::Misuse(
                "A locker that was left behind by starting afresh is read and never changed.".into(),
            ));
        }
        match regained.survivors.clone() {
            Some(survivors) => self.rotate_to(regained, survivors, unlock, device_name).await?,
            None => _ = self.renew_if_due(&mut regained.unlocked, unlock).await?,
        }
        home::change(self.platform(), |document| document.recovery = None)?;
        Ok(self.summary(regained))
    }

    async fn rotate_to(
        &mut self,
        regained: &mut Regained,
        mut survivors: Survivors,
        unlock: &Unlock,
        device_name: &str,
    ) -> Result<()> {
        let unlocked = &mut regained.unlocked;
        let view = self.view().await?;
        let snapshots = self.snapshots_of(&unlocked.chain).await?;
        let before = unlocked.chain.current().clone();
        let seed = LockerSeed::random(&mut self.platform().rng());
        let epoch = before.epoch + 1;
        let keys = seed.keys(self.enrolled.locker, epoch);
        let resealed = self.reseal(unlocked, unlock, (&survivors.methods, epoch), &seed, &view).await?;
        let prior_seed = seed.seal_prior(self.enrolled.locker, epoch, unlocked.seed()?, &mut self.platform().rng());
        survivors.devices.push(self.roster_device(device_name).await?);
        survivors.methods = resealed.entries;
        let roster = next_epoch(&before, &keys, (survivors, prior_seed), self.platform().now(), &snapshots);
        let signed = RosterDraft::new(roster).sign(&keys.owner, Some(&unlocked.keys.owner));
        self.publish(Some(before.digest()), &signed, resealed.parts).await?;
        self.follow(&mut unlocked.chain, &signed)?;
        unlocked.keys = keys;
        unlocked.seeds.insert(0, (epoch, seed));
        regained.survivors = None;
        Ok(())
    }

    /// What the rotation by this device did, from the rosters: a new device comes onto one only by its own.
    fn summary(&self, regained: &Regained) -> Rotation {
        let (chain, own) = (&regained.unlocked.chain, self.session.device());
        let lists = |roster: &&Roster| roster.devices.iter().any(|device| device.id == own);
        let first = chain.rosters().find(lists);
        let before = chain.rosters().take_while(|roster| !lists(roster)).last();
        let roster = first.unwrap_or_else(|| chain.current());
        let stays = |id: MethodId| roster.methods.iter().any(|method| method.id == id);
        let methods = before.map(|before| before.methods.as_slice()).unwrap_or_default();
        let is_new = |id: MethodId| methods.iter().all(|method| method.id != id);
        Rotation {
            epoch: chain.current().epoch,
            replaced: roster.departed.iter().map(|gone| gone.id).collect(),
            kept_devices: roster.devices.iter().map(|device| device.id).filter(|id| *id != own).collect(),
            kept: chain.current().methods.iter().map(|m| (m.id, m.kind, !m.renew)).collect(),
            came_back: roster
                .methods
                .iter()
                .filter(|m| before.is_some() && is_new(m.id))
                .map(|m| (m.id, m.kind))
                .collect(),
            dropped: methods.iter().filter(|m| !stays(m.id)).map(|m| (m.id, m.kind)).collect(),
            lost_since: regained.lost_since,
            later: regained.later.clone(),
        }
    }

    /// Seals the new seed to every kept method; registers the one that just opened anew.
    async fn reseal(
        &self,
        unlocked: &Unlocked,
        unlock: &Unlock,
        (methods, epoch): (&[RosterMethod], u64),
        seed: &LockerSeed,
        view: &LockerView,
    ) -> Result<Resealed> {
        let mut resealed = Resealed { entries: Vec::new(), parts: Vec::new() };
        let owner_key = seed.keys(self.enrolled.locker, epoch).owner.public_key();
        for method in methods {
            if method.id == unlocked.method {
                let wanted = Wanted {
                    method: method.id,
                    secret: &unlock.secret,
                    guesses: Some(method.guesses),
                    added: method.added,
                };
                let target = Epoch { number: epoch, seed, owner_key };
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
    (survivors, prior_seed): (Survivors, Vec<u8>),
    now: Timestamp,
    snapshots: &Snapshots,
) -> Roster {
    let stays = |id: DeviceId| survivors.devices.iter().any(|device| device.id == id);
    let departed = before.devices.iter().filter(|device| !stays(device.id));
    Roster {
        locker: before.locker,
        number: before.number + 1,
        epoch: before.epoch + 1,
        predecessor: Some(before.digest()),
        signed_at: now,
        owner_key: keys.owner.public_key(),
        sealing_key: keys.unsealing.sealing_key(),
        prior_seed: Some(prior_seed),
        trustees: before.trustees.clone(),
        departed: departed.map(|d| DepartedDevice { id: d.id, last: snapshots.head_of(d.id) }).collect(),
        devices: survivors.devices,
        methods: survivors.methods,
        policy: survivors.policy,
        deleted: Vec::new(),
    }
}
