//! Publishing a roster: the one compare-and-set by which anything about the locker changes.

use dlocker_core::roster::RosterChain;
use dlocker_core::seed::EpochKeys;
use dlocker_protocol::roster::{
    EpochPart, PublishRosterRequest, PublishRosterResponse, Roster, RosterDraft, SignedRoster,
};
use dlocker_protocol::{Bytes, Digest};

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;
use crate::unlock::Unlocked;

/// How often a change is made again on top of someone else's.
const TRIES: usize = 5;

impl<P: Platform> Connection<'_, P> {
    /// Changes the roster within its epoch: `edit` is made again on top of the newest roster if somebody else was quicker.
    pub(crate) async fn change_roster(
        &mut self,
        unlocked: &mut Unlocked,
        parts: Vec<EpochPart>,
        edit: impl Fn(&mut Roster),
    ) -> Result<()> {
        for _ in 0..TRIES {
            let roster = next(&unlocked.chain, self.platform().now(), &edit);
            let signed = RosterDraft::new(roster).sign(&unlocked.keys.owner, None);
            let expected = Some(unlocked.chain.current_digest());
            match self.publish(expected, &signed, parts.clone()).await {
                Ok(()) => return self.follow(&mut unlocked.chain, &signed),
                Err(Error::Waiting { .. }) => self.catch_up(unlocked).await?,
                Err(error) => return Err(error),
            }
            // It was taken, its answer was lost, and somebody went on from it meanwhile.
            if unlocked.chain.by_digest(&signed.digest()).is_some() {
                return Ok(());
            }
        }
        Err(Error::Waiting {
            detail: "Other devices keep changing this locker. Nothing was changed here; try again.".into(),
            retry_after: Some(1),
        })
    }

    /// Sends one signed roster.
    pub(crate) async fn publish(
        &self,
        expected: Option<Digest>,
        signed: &SignedRoster,
        epoch_parts: Vec<EpochPart>,
    ) -> Result<()> {
        let request = PublishRosterRequest { expected, roster: Bytes(signed.to_bytes()), epoch_parts };
        let answer: PublishRosterResponse = self.session.post(&self.path("rosters"), &request).await?;
        if answer.digest == signed.digest() { Ok(()) } else { Err(Error::damaged("the bank took another roster")) }
    }

    /// Adds the roster that was just published to the chain, keeps it and pins it.
    pub(crate) fn follow(&mut self, chain: &mut RosterChain, signed: &SignedRoster) -> Result<()> {
        chain.extend(signed).map_err(Error::damaged)?;
        let mut rosters = home::load_rosters(self.platform())?;
        if rosters.len() as u64 + 1 == chain.current().number {
            rosters.push(signed.clone());
            home::store_rosters(self.platform(), &rosters)?;
        }
        self.pin_newest(chain)
    }

    async fn catch_up(&mut self, unlocked: &mut Unlocked) -> Result<()> {
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

fn next(chain: &RosterChain, now: dlocker_protocol::Timestamp, edit: &impl Fn(&mut Roster)) -> Roster {
    let mut roster = chain.current().clone();
    roster.number += 1;
    roster.predecessor = Some(chain.current_digest());
    roster.signed_at = now;
    roster.departed = Vec::new();
    edit(&mut roster);
    roster
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
    }
}
