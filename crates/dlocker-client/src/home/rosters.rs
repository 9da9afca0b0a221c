//! The rosters that this device has verified, kept so that they need not be asked for again.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::roster::SignedRoster;
use dlocker_protocol::{Bytes, Digest};

use crate::error::{Error, Result};
use crate::platform::{Platform, StateFailed};

pub(super) const FILE: &str = "rosters.json";

/// The rosters in order from number 1. They are verified again: the file is no proof of anything.
pub(crate) fn load_rosters<P: Platform>(platform: &P) -> Result<Vec<SignedRoster>> {
    let Some(bytes) = platform.load(FILE)? else { return Ok(Vec::new()) };
    // A damaged file is the same as none: the bank is asked again, and the pinned digest decides.
    let stored: Vec<Bytes> = serde_json::from_slice(&bytes).unwrap_or_default();
    let parsed: core::result::Result<Vec<_>, _> = stored.iter().map(|b| SignedRoster::from_bytes(&b.0)).collect();
    Ok(parsed.unwrap_or_default())
}

/// Keeps the rosters and pins the newest. The pin only moves forward: another process with the same home may have been quicker.
pub(crate) fn store_rosters<P: Platform>(platform: &P, rosters: &[SignedRoster]) -> Result<()> {
    let bytes: Vec<Bytes> = rosters.iter().map(|r| Bytes(r.to_bytes())).collect();
    let text = serde_json::to_vec(&bytes).map_err(Error::unexpected)?;
    platform.change(FILE, &mut |old| Ok(Some(longer(old, &text, rosters.len())?)))?;
    Ok(())
}

fn longer(old: Option<Vec<u8>>, new: &[u8], count: usize) -> core::result::Result<Vec<u8>, StateFailed> {
    let Some(old) = old else { return Ok(new.to_vec()) };
    let held: Vec<Bytes> = serde_json::from_slice(&old).unwrap_or_default();
    Ok(if held.len() > count { old } else { new.to_vec() })
}

/// They were another locker's.
pub(crate) fn forget_rosters<P: Platform>(platform: &P) -> Result<()> {
    Ok(platform.change(FILE, &mut |_| Ok(None))?)
}

/// Whether `chain` contains the roster that this device has pinned.
pub(crate) fn contains(chain: &RosterChain, pinned: Option<&Digest>) -> bool {
    pinned.is_none_or(|digest| chain.by_digest(digest).is_some())
}
