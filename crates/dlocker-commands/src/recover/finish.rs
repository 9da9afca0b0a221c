//! `recover --continue`: unlock, check, restore, rotate.

use dlocker_client::recover::RecoverOptions;
use dlocker_client::restore::Restored;
use dlocker_client::{Connection, Platform, Result, Unlock};

use super::closing::closing;
use crate::words::Names;
use crate::{Outcome, Wallet};

/// How far a recovery is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// The locker opens, and rosters and log are checked.
    Checking,
    /// The wallet comes back.
    Restoring,
    /// The locker gets new keys.
    Rotating,
}

/// Puts the wallet where its owner wants it.
#[allow(async_fn_in_trait, reason = "each face has one, and it need not be Send")]
pub trait Restorer<P> {
    /// Restores all of it.
    ///
    /// # Errors
    /// Those of [`Wallet::restore`].
    async fn restore(&mut self, connection: &Connection<'_, P>, wallet: &Wallet) -> Result<Restored>;

    /// Told when the next phase begins.
    fn begins(&mut self, _phase: Phase) {}
}

/// Where a recovery restores to.
pub struct Place<'a> {
    /// As the home remembers it, to know the place again.
    pub kept_as: &'a str,
    /// As it is told.
    pub told_as: &'a str,
    /// False where the whole wallet lies there already, or is to stay in the locker.
    pub wanted: bool,
}

/// Interrupted anywhere, the same again goes on.
///
/// # Errors
/// Those of unlocking, restoring and rotating.
pub async fn finish<P: Platform>(
    connection: &mut Connection<'_, P>,
    unlock: &Unlock,
    (options, device_name): (&RecoverOptions, &str),
    place: &Place<'_>,
    restorer: &mut impl Restorer<P>,
) -> Result<Outcome> {
    restorer.begins(Phase::Checking);
    let mut regained = connection.regain(unlock, options).await?;
    let open = std::mem::take(&mut regained.open);
    let wallet = Wallet::of(connection, &regained.unlocked, open).await?;
    let restored = if place.wanted && !wallet.is_empty() {
        restorer.begins(Phase::Restoring);
        connection.mark_restored(place.kept_as, false)?;
        restorer.restore(connection, &wallet).await?
    } else {
        wallet.totals()?
    };
    connection.mark_restored(place.kept_as, true)?;
    restorer.begins(Phase::Rotating);
    let rotation = connection.rotate(&mut regained, unlock, device_name).await?;
    let names = Names::read(connection).await?;
    Ok(closing((&wallet, restored), &rotation, &names, place.told_as))
}
