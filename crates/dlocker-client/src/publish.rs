//! Publishing a roster: the one compare-and-set by which anything about the locker changes.

use dlocker_core::roster::RosterChain;
use dlocker_core::seed::EpochKeys;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::roster::{
    DepartedDevice, EpochPart, PublishRosterRequest, PublishRosterResponse, Roster, RosterDraft, SignedRoster, changes,
};
use dlocker_protocol::{Bytes, DeviceId, Digest};

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::platform::Platform;
use crate::unlock::Unlocked;

/// How often a change is made again on top of someone else's.
pub(crate) const TRIES: usize = 12;

/// What the bank made of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is current.
    Taken,
    /// What it changes has to wait: no intent that is due covers it.
    Waits,
}

/// How the compare-and-set ended.
enum Answer {
    Taken,
    Conflict,
    Waits,
}

impl<P: Platform> Connection<'_, P> {
    /// Changes the roster within its epoch: `edit` is made again on top of the newest roster if somebody else was quicker. Devices that it
    /// takes off leave with the newest of their backups that is in the locker by then.
    pub(crate) async fn change_roster(
        &mut self,
        unlocked: &mut Unlocked,
        parts: Vec<EpochPart>,
        edit: impl Fn(&mut Roster),
    ) -> Result<Outcome> {
        for _ in 0..TRIES {
            let roster = self.next(&unlocked.chain, &edit).await?;
            let differs = changes(unlocked.chain.current(), &roster).map_err(Error::unexpected)?;
            if differs.is_empty() {
                return Ok(Outcome::Taken);
            }
            let signed = RosterDraft::new(roster).sign(&unlocked.keys.owner, None);
            let expected = Some(unlocked.chain.current_digest());
            match self.compare_and_set(expected, &signed, parts.clone()).await? {
                Answer::Taken => {
                    self.follow(&mut unlocked.chain, &signed)?;
                    return Ok(Outcome::Taken);
                }
                Answer::Waits => return Ok(Outcome::Waits),
                Answer::Conflict => self.catch_up(unlocked).await?,
            }
            // It was taken, its answer was lost, and somebody went on from it meanwhile.
            if unlocked.chain.by_digest(&signed.digest()).is_some() {
                return Ok(Outcome::Taken);
            }
        }
        Err(kept_changing())
    }

    /// Sends one signed roster; any refusal is an error.
    pub(crate) async fn publish(
        &self,
        expected: Option<Digest>,
        signed: &SignedRoster,
        epoch_parts: Vec<EpochPart>,
    ) -> Result<()> {
        match self.send_roster(expected, signed, epoch_parts).await? {
            Ok(()) => Ok(()),
            Err(problem) => Err(problem.into()),
        }
    }

    async fn compare_and_set(
        &self,
        expected: Option<Digest>,
        signed: &SignedRoster,
        epoch_parts: Vec<EpochPart>,
    ) -> Result<Answer> {
        match self.send_roster(expected, signed, epoch_parts).await? {
            Ok(()) => Ok(Answer::Taken),
            Err(problem) => match problem.code {
                ProblemCode::Conflict | ProblemCode::StaleEpoch => Ok(Answer::Conflict),
                ProblemCode::ChangeWaits | ProblemCode::Waiting => Ok(Answer::Waits),
                _ => Err(problem.into()),
            },
        }
    }

    async fn send_roster(
        &self,
        expected: Option<Digest>,
        signed: &SignedRoster,
        epoch_parts: Vec<EpochPart>,
    ) -> Result<core::result::Result<(), Problem>> {
        let request = PublishRosterRequest { expected, roster: Bytes(signed.to_bytes()), epoch_parts };
        let answer: core::result::Result<PublishRosterResponse, Problem> =
            self.session.attempt(&self.path("rosters"), &request).await?;
        match answer {
            Ok(taken) if taken.digest == signed.digest() => Ok(Ok(())),
            Ok(_) => Err(Error::damaged("the bank took another roster")),
            Err(problem) => Ok(Err(problem)),
        }
    }

    /// The roster that comes next: the current one as `edit` changes it.
    async fn next(&self, chain: &RosterChain, edit: &impl Fn(&mut Roster)) -> Result<Roster> {
        let before = chain.current();
        let mut roster = before.clone();
        roster.number += 1;
        roster.predecessor = Some(chain.current_digest());
        roster.signed_at = self.platform().now();
        roster.departed = Vec::new();
        roster.deleted = Vec::new();
        edit(&mut roster);
        let stays = |id: DeviceId| roster.devices.iter().any(|device| device.id == id);
        let leaving: Vec<DeviceId> = before.devices.iter().map(|d| d.id).filter(|id| !stays(*id)).collect();
        if !leaving.is_empty() {
            let snapshots = self.snapshots_of(chain).await?;
            roster.departed =
                leaving.into_iter().map(|id| DepartedDevice { id, last: snapshots.head_of(id) }).collect();
        }
        Ok(roster)
    }

    /// Adds the roster that was just published to the chain, keeps it and pins it.
    pub(crate) fn follow(&mut self, chain: &mut RosterChain, signed: &SignedRoster) -> Result<()> {
        chain.extend(signed).map_err(Error::damaged)?;
        let mut rosters = self.kept_rosters()?;
        if rosters.len() as u64 + 1 == chain.current().number {
            rosters.push(signed.clone());
            self.keep_rosters(&rosters)?;
        }
        self.pin_newest(chain)
    }

    /// Brings a locker that has been open for a while up to date with what was changed since.
    ///
    /// # Errors
    /// [`Error::Waiting`] if its keys were rotated meanwhile: it has to be opened anew.
    pub async fn keep_up(&mut self, unlocked: &mut Unlocked) -> Result<()> {
        self.catch_up(unlocked).await
    }

    /// Takes note of what somebody else changed.
    pub(crate) async fn catch_up(&mut self, unlocked: &mut Unlocked) -> Result<()> {
        let chain = self.chain_or_refuse().await?;
        if chain.current().owner_key != unlocked.keys.owner.public_key() {
            return Err(Error::Waiting {
                detail: "The locker's keys were rotated meanwhile. Nothing was changed here; do the same again.".into(),
                retry_after: Some(0),
            });
        }
        unlocked.chain = chain;
        Ok(())
    }
}

/// Nothing was changed, and nobody's change was lost.
pub(crate) fn kept_changing() -> Error {
    Error::Waiting {
        detail: "Other devices keep changing this locker. Nothing was changed here; try again.".into(),
        retry_after: Some(1),
    }
}

/// The first roster's fixed parts come from the keys of epoch 1.
pub(crate) fn first(
    enrolled: &crate::home::Enrolled,
    keys: &EpochKeys,
    device: dlocker_protocol::roster::RosterDevice,
    method: dlocker_protocol::roster::RosterMethod,
) -> Roster {
    Roster {
        locker: enrolled.locker,
        number: 1,
        epoch: 1,
        predecessor: None,
        signed_at: device.added,
        owner_key: keys.owner.public_key(),
        sealing_key: keys.unsealing.sealing_key(),
        prior_seed: None,
        trustees: vec![dlocker_protocol::roster::RosterTrustee {
            id: enrolled.bank.id,
            log_key: enrolled.bank.log_key,
        }],
        devices: vec![device],
        methods: vec![method],
        policy: dlocker_protocol::roster::Policy::default(),
        departed: Vec::new(),
        deleted: Vec::new(),
    }
}
