//! The chain of rosters: fetched, verified, pinned.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::Digest;
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::roster::{RostersPage, SignedRoster};

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;

/// No locker has more rosters: a bank that sends them without end is not listened to for longer.
const MOST_ROSTERS: usize = 10_000;

/// Rosters that follow one another, as they were signed and as they were verified.
pub(crate) struct Followed {
    signed: Vec<SignedRoster>,
    pub(crate) chain: RosterChain,
    /// How many of them this home has kept.
    kept: usize,
}

impl<P: Platform> Connection<'_, P> {
    /// The whole chain of rosters, from the first. It contains the roster that this device has pinned, or it is refused.
    /// That it is the owner's is known by that pin, or by an unlock.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it does not verify, or goes back behind what this device has seen.
    pub(crate) async fn chain(&mut self) -> Result<Option<RosterChain>> {
        Ok(self.followed().await?.map(|followed| followed.chain))
    }

    /// The chain of a locker that has methods.
    pub(crate) async fn chain_or_refuse(&mut self) -> Result<RosterChain> {
        Ok(self.followed_or_refuse().await?.chain)
    }

    pub(crate) async fn followed_or_refuse(&mut self) -> Result<Followed> {
        self.followed().await?.ok_or_else(|| {
            Error::Misuse("This locker has no unlock method yet, so nothing could ever open it again. Add one first: method add kit, pin or passphrase.".into())
        })
    }

    /// The chain up to the roster that the bank's view of the locker calls current. Where that is the newest that this home has kept, nothing is
    /// asked: the view says as much as an empty page of rosters would.
    pub(crate) async fn followed_to(&mut self, view: &LockerView) -> Result<Option<Followed>> {
        let kept = self.kept_rosters()?;
        let is_newest = kept.last().is_some_and(|last| Some(last.digest()) == view.roster);
        if is_newest
            && self.enrolled.roster.is_some()
            && view.roster_number == kept.len() as u64
            && let Ok(followed) = self.believed(kept)
        {
            return Ok(Some(Followed { kept: followed.signed.len(), ..followed }));
        }
        self.followed().await
    }

    /// The same chain with what came after it meanwhile: one question, and only what is new is verified.
    pub(crate) async fn followed_on(&mut self, before: Followed) -> Result<Followed> {
        match self.extended(before).await {
            Err(Error::Damaged(_)) => self.followed_or_refuse().await,
            other => other,
        }
    }

    async fn extended(&self, mut followed: Followed) -> Result<Followed> {
        let held = followed.signed.len();
        self.fetch_after(&mut followed.signed).await?;
        for roster in followed.signed.iter().skip(held) {
            followed.chain.extend(roster).map_err(Error::damaged)?;
        }
        Ok(followed)
    }

    async fn followed(&mut self) -> Result<Option<Followed>> {
        let kept = self.kept_rosters()?;
        let held = kept.len();
        let followed = match self.follow_from(kept).await {
            // Our own file can be at fault as well: ask for everything.
            Err(Error::Damaged(_)) if held > 0 => self.follow_from(Vec::new()).await?,
            other => other?,
        };
        let Some(mut followed) = followed else { return Ok(None) };
        if self.enrolled.roster.is_none() {
            self.pin_own_first(&followed.chain)?;
        }
        // What nothing vouches for yet, neither a pin nor an unlock, is not kept: it could be anybody's.
        if self.enrolled.roster.is_some() && followed.signed.len() > held {
            self.keep(&mut followed)?;
        }
        Ok(Some(followed))
    }

    /// Keeps the rosters, where this home does not have them already.
    pub(crate) fn keep(&self, followed: &mut Followed) -> Result<()> {
        if followed.kept < followed.signed.len() {
            self.keep_rosters(&followed.signed)?;
            followed.kept = followed.signed.len();
        }
        Ok(())
    }

    /// The rosters that were kept; of a former locker none are.
    pub(crate) fn kept_rosters(&self) -> Result<Vec<SignedRoster>> {
        if self.former { Ok(Vec::new()) } else { home::load_rosters(self.platform()) }
    }

    pub(crate) fn keep_rosters(&self, rosters: &[SignedRoster]) -> Result<()> {
        if self.former { Ok(()) } else { home::store_rosters(self.platform(), rosters) }
    }

    async fn follow_from(&self, mut signed: Vec<SignedRoster>) -> Result<Option<Followed>> {
        self.fetch_after(&mut signed).await?;
        if signed.is_empty() {
            return if self.enrolled.roster.is_none() { Ok(None) } else { Err(went_back()) };
        }
        self.believed(signed).map(Some)
    }

    /// Rosters that follow one another and contain the one that this device has pinned.
    fn believed(&self, signed: Vec<SignedRoster>) -> Result<Followed> {
        let chain = RosterChain::from_first(&signed).map_err(Error::damaged)?;
        if chain.current().locker != self.enrolled.locker || !home::contains(&chain, self.enrolled.roster.as_ref()) {
            return Err(went_back());
        }
        Ok(Followed { signed, chain, kept: 0 })
    }

    async fn fetch_after(&self, rosters: &mut Vec<SignedRoster>) -> Result<()> {
        let held = rosters.len() as u64;
        loop {
            let next = rosters.len() as u64 + 1;
            let page: RostersPage = self.session.get(&self.path(&format!("rosters?from={next}"))).await?;
            if page.current < held {
                return Err(went_back());
            }
            for bytes in &page.rosters {
                rosters.push(SignedRoster::from_bytes(&bytes.0)?);
            }
            if rosters.len() > MOST_ROSTERS {
                return Err(Error::damaged("the bank sends rosters without end"));
            }
            if page.rosters.is_empty() || rosters.len() as u64 >= page.current {
                return Ok(());
            }
        }
    }

    /// A first roster that this device signed and never saw answered: now the bank has it, so it is pinned.
    fn pin_own_first(&mut self, chain: &RosterChain) -> Result<()> {
        let own = self.enrolled.first_roster.filter(|digest| chain.by_digest(digest).is_some());
        match own {
            Some(digest) => self.pin(chain, digest, 1),
            None => Ok(()),
        }
    }

    /// Pins the newest roster of `chain`, and its epoch: only after an unlock, or for a roster of this device's own.
    pub(crate) fn pin_newest(&mut self, chain: &RosterChain) -> Result<()> {
        self.pin(chain, chain.current_digest(), chain.current().epoch)
    }

    /// Pins `digest`, a roster of `chain`, as what this device goes by. The pin only moves forward: another process with this home
    /// may have been quicker.
    fn pin(&mut self, chain: &RosterChain, digest: Digest, epoch: u64) -> Result<()> {
        if self.enrolled.roster == Some(digest) && self.enrolled.epoch == epoch {
            return Ok(());
        }
        home::change_enrolled(self.session.platform(), self.enrolled.locker, |enrolled| {
            if home::contains(chain, enrolled.roster.as_ref()) {
                enrolled.roster = Some(digest);
                enrolled.epoch = epoch;
            }
        })?;
        self.enrolled.roster = Some(digest);
        self.enrolled.epoch = epoch;
        Ok(())
    }
}

fn went_back() -> Error {
    Error::damaged("the bank's rosters do not contain the one that this device has seen")
}
