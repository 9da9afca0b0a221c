//! What the locker's rosters have changed, one after the other: what to tell the owner about each.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{Roster, RosterChange, changes};
use dlocker_protocol::signature::Document as _;
use dlocker_protocol::{Digest, MethodId};

use crate::connect::Connection;
use crate::error::Result;
use crate::platform::Platform;

/// What one roster did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterStep {
    /// It was the first, with the first method.
    First {
        /// Kind of that method.
        kind: MethodKind,
    },
    /// It began a new epoch, after a recovery: new keys, and only who and what was kept.
    NewKeys,
    /// It changed this.
    Changes(Vec<RosterChange>),
}

/// The rosters of a locker as a story.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// What each roster did, by its digest, oldest first.
    pub steps: Vec<(Digest, RosterStep)>,
    /// Every method that was ever there, and its kind.
    pub methods: Vec<(MethodId, MethodKind)>,
}

impl<P: Platform> Connection<'_, P> {
    /// The history of this locker's rosters, whose chain was checked; empty before the first.
    ///
    /// # Errors
    /// Those of a request; [`Error::Damaged`](crate::Error::Damaged) if the rosters do not chain.
    pub async fn history(&mut self) -> Result<History> {
        Ok(self.chain().await?.map(|chain| of(&chain)).unwrap_or_default())
    }
}

fn of(chain: &RosterChain) -> History {
    let mut history = History::default();
    let mut before: Option<&Roster> = None;
    for roster in chain.rosters() {
        history.steps.extend(step(before, roster).map(|step| (roster.digest(), step)));
        for method in &roster.methods {
            if history.methods.iter().all(|(id, _)| *id != method.id) {
                history.methods.push((method.id, method.kind));
            }
        }
        before = Some(roster);
    }
    history
}

/// None where nothing can be said: the roster before is not known here.
fn step(before: Option<&Roster>, roster: &Roster) -> Option<RosterStep> {
    match before {
        None if roster.number == 1 => roster.methods.first().map(|method| RosterStep::First { kind: method.kind }),
        None => None,
        Some(before) if before.epoch != roster.epoch => Some(RosterStep::NewKeys),
        Some(before) => changes(before, roster).ok().map(RosterStep::Changes),
    }
}
