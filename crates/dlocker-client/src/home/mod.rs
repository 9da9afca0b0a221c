//! What this device remembers. Nothing of it opens, but for the secret of the method `device` in a file of its own, where the owner turned that on.

mod document;
mod links;
mod own_secret;
mod rosters;

pub use document::{
    Closed, Enrolled, Exported, HomeDocument, LastBackup, LastPart, LastProof, PinnedBank, RecoveryCase, RestoredTo,
};
pub(crate) use links::{keep_link, kept_link};
pub(crate) use own_secret::{forget_own_secret, keep_own_secret, own_secret};
pub(crate) use rosters::{contains, forget_rosters, load_rosters, store_rosters};

use dlocker_protocol::LockerId;
use dlocker_protocol::problem::ProblemCode;

use crate::backup::{INDEX, UNFINISHED};
use crate::error::{Error, Result};
use crate::platform::{Platform, StateFailed};

use links::FILE as LINKS;
use own_secret::FILE as OWN_SECRET;
use rosters::FILE as ROSTERS;

const FILE: &str = "home.json";

/// Reads the document of this home; none if the home is new.
///
/// # Errors
/// [`Error::Unexpected`] if it cannot be read or is not ours.
pub fn load<P: Platform>(platform: &P) -> Result<Option<HomeDocument>> {
    platform.load(FILE)?.map(|bytes| parse(&bytes).map_err(Error::from)).transpose()
}

/// The document of an enrolled device.
///
/// # Errors
/// [`Error::Misuse`] if this home has no locker yet; [`Error::Refused`] if its locker was closed.
pub fn enrolled<P: Platform>(platform: &P) -> Result<(HomeDocument, Enrolled)> {
    let document = load(platform)?;
    if let Some(closed) = document.as_ref().and_then(|document| document.closed) {
        return Err(Error::Refused { code: ProblemCode::LockerClosed.text(), detail: of_closed(closed) });
    }
    let found = document.and_then(|document| document.enrolled.clone().map(|enrolled| (document, enrolled)));
    found.ok_or_else(|| {
        Error::Misuse(
            "This device has no locker yet. Enrol it with an invite from your bank, or recover a lost one.".into(),
        )
    })
}

fn of_closed(closed: Closed) -> String {
    format!(
        "The locker of this device was closed on {} by {}, and what was in it is deleted at the bank. What is still remembered here can be cleared: dlocker close.",
        closed.at, closed.by
    )
}

/// Forgets everything that this device remembers of a closed locker: first the SDK's own files, then those that the caller names, and at last the
/// document, so that one who is interrupted knows what to go on with.
///
/// # Errors
/// [`Error::Unexpected`] if something cannot be removed.
pub fn forget<P: Platform>(platform: &P, more: &[&str]) -> Result<()> {
    let own = [INDEX, UNFINISHED, ROSTERS, LINKS, OWN_SECRET];
    for name in own.iter().chain(more).chain(&[FILE]) {
        platform.change(name, &mut |_| Ok(None))?;
    }
    Ok(())
}

/// Changes the document; other processes with the same home wait meanwhile.
///
/// # Errors
/// [`Error::Unexpected`] if it cannot be read or written.
pub fn change<P: Platform>(platform: &P, mut edit: impl FnMut(&mut HomeDocument)) -> Result<()> {
    platform.change(FILE, &mut |bytes| {
        let mut document = match bytes {
            Some(bytes) => parse(&bytes)?,
            None => HomeDocument::default(),
        };
        edit(&mut document);
        let text = serde_json::to_vec_pretty(&document).map_err(|e| StateFailed(e.to_string()))?;
        Ok(Some(text))
    })?;
    Ok(())
}

/// Changes what is remembered of one locker: the present one or a former one.
pub(crate) fn change_enrolled<P: Platform>(
    platform: &P,
    locker: LockerId,
    mut edit: impl FnMut(&mut Enrolled),
) -> Result<()> {
    change(platform, |document| {
        let all = document.enrolled.iter_mut().chain(&mut document.former);
        all.filter(|enrolled| enrolled.locker == locker).for_each(&mut edit);
    })
}

fn parse(bytes: &[u8]) -> core::result::Result<HomeDocument, StateFailed> {
    let document: HomeDocument = serde_json::from_slice(bytes).map_err(|e| {
        StateFailed(format!(
            "home.json is damaged ({e}). Put an older copy of it back, or clear all of it away and come back as after a lost phone, with your kit or another key"
        ))
    })?;
    if document.version != HomeDocument::VERSION {
        return Err(StateFailed(format!(
            "home.json is of version {}, and this program knows version {}",
            document.version,
            HomeDocument::VERSION
        )));
    }
    Ok(document)
}
