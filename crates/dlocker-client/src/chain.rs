//! The chain of rosters: fetched, verified, pinned.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::Digest;
use dlocker_protocol::roster::{RostersPage, SignedRoster};

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;

impl<P: Platform> Connection<'_, P> {
    /// The whole chain of rosters, from the first. It contains the roster that this device has pinned, or it is refused.
    /// That it is the owner's is known by that pin, or by an unlock.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it does not verify, or goes back behind what this device has seen.
    pub(crate) async fn chain(&mut self) -> Result<Option<RosterChain>> {
        let mut rosters = home::load_rosters(self.platform())?;
        let from = rosters.len() as u64 + 1;
        let fetched = self.fetch(from).await?;
        let grew = !fetched.is_empty();
        rosters.extend(fetched);
        if rosters.is_empty() {
            return match self.enrolled.roster {
                None => Ok(None),
                Some(_) => Err(went_back()),
            };
        }
        let chain = match RosterChain::from_first(&rosters) {
            Ok(chain) => chain,
            Err(error) if grew || from == 1 => return Err(Error::damaged(error)),
            // Only our own file can be at fault: ask for everything.
            Err(_) => self.chain_from_bank().await?,
        };
        if chain.current().locker != self.enrolled.locker || !home::contains(&chain, self.enrolled.roster.as_ref()) {
            return Err(went_back());
        }
        if self.enrolled.roster.is_none() {
            self.pin_own_first(&chain)?;
        }
        if grew {
            home::store_rosters(self.platform(), &rosters)?;
        }
        Ok(Some(chain))
    }

    /// The chain of a locker that has methods.
    pub(crate) async fn chain_or_refuse(&mut self) -> Result<RosterChain> {
        self.chain().await?.ok_or_else(|| {
            Error::Misuse("This locker has no unlock method yet, so nothing could ever open it again. Add one first: method add kit, pin or passphrase.".into())
        })
    }

    /// A first roster that this device signed and never saw answered: now the bank has it, so it is pinned.
    fn pin_own_first(&mut self, chain: &RosterChain) -> Result<()> {
        let own = self.enrolled.first_roster.filter(|digest| chain.by_digest(digest).is_some());
        match own {
            Some(digest) => self.pin(digest, 1),
            None => Ok(()),
        }
    }

    async fn chain_from_bank(&self) -> Result<RosterChain> {
        let rosters = self.fetch(1).await?;
        RosterChain::from_first(&rosters).map_err(Error::damaged)
    }

    async fn fetch(&self, from: u64) -> Result<Vec<SignedRoster>> {
        let mut rosters: Vec<SignedRoster> = Vec::new();
        loop {
            let next = from + rosters.len() as u64;
            let page: RostersPage = self.session.get(&self.path(&format!("rosters?from={next}"))).await?;
            if page.current + 1 < from {
                return Err(went_back());
            }
            for bytes in &page.rosters {
                rosters.push(SignedRoster::from_bytes(&bytes.0)?);
            }
            if page.rosters.is_empty() || from + rosters.len() as u64 > page.current {
                return Ok(rosters);
            }
        }
    }

    /// Pins `digest` (and the epoch, which only an unlock may raise) as what this device goes by.
    pub(crate) fn pin(&mut self, digest: Digest, epoch: u64) -> Result<()> {
        self.enrolled.roster = Some(digest);
        self.enrolled.epoch = epoch;
        home::change(self.session.platform(), |document| {
            if let Some(enrolled) = &mut document.enrolled {
                enrolled.roster = Some(digest);
                enrolled.epoch = epoch;
            }
        })
    }
}

fn went_back() -> Error {
    Error::damaged("the bank's rosters do not contain the one that this device has seen")
}
