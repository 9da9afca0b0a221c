//! `dlocker reissue`: what no backup brings back, because its key never left the lost phone.

mod entry;
mod list;
mod ticked;

use dlocker_client::{Connection, Error, Platform, Result, Unlocked};
use serde_json::{Value, json};

use crate::{Chosen, Outcome, Wallet};
use entry::{Entry, State};
use ticked::Ticked;

pub(crate) use ticked::FILE as TICKED;

/// What to do with a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tick {
    /// Tick it.
    Done(usize),
    /// Take the tick by hand away.
    Undo(usize),
}

/// `reissue`. The list is made from the backups each time, so it is there when the phone is not.
///
/// # Errors
/// [`Error::Misuse`] for a number that is not on the list; [`Error::Damaged`] if a backup does not open.
pub async fn reissue<P: Platform>(
    connection: &Connection<'_, P>,
    unlocked: &Unlocked,
    (platform, tick): (&P, Option<Tick>),
) -> Result<Outcome> {
    let now = Wallet::open(connection, unlocked, Chosen::Each(None)).await?;
    let before = match connection.open_before_recovery(unlocked).await? {
        Some(open) => Some(Wallet::of(connection, unlocked, open).await?),
        None => None,
    };
    let lost = list::bound(before.as_ref().unwrap_or(&now).entries());
    let there = list::credentials(now.entries());
    let mut ticked = Ticked::load(platform)?;
    let mut entries = list::list(&lost, &there, |sort| ticked.has(sort));
    if let Some(tick) = tick {
        let (Tick::Done(number) | Tick::Undo(number)) = tick;
        let chosen = number.checked_sub(1).and_then(|at| entries.get(at)).ok_or_else(|| no_such(number))?;
        ticked.set(platform, &chosen.sort, matches!(tick, Tick::Done(_)))?;
        entries = list::list(&lost, &there, |sort| ticked.has(sort));
    }
    Ok(outcome(&entries, before.is_some()))
}

/// How many lines a recovery leaves to be issued again, from what it opened.
pub(crate) fn lost(wallet: &Wallet) -> usize {
    list::list(&list::bound(wallet.entries()), &[], |_| false).len()
}

fn no_such(number: usize) -> Error {
    Error::Misuse(format!("There is no number {number} on the list; nothing was ticked. See: dlocker reissue."))
}

fn outcome(entries: &[Entry], recovered: bool) -> Outcome {
    let open = entries.iter().filter(|entry| entry.state == State::Open).count();
    let lines: Vec<Value> = (1..).zip(entries).map(|(number, entry)| entry.json(number)).collect();
    let json = json!({ "recovered": recovered, "open": open, "credentials": lines });
    let mut text = vec![first(entries.len(), open, recovered)];
    text.extend((1..).zip(entries).map(|(number, entry)| entry.line(number)));
    if open > 0 && recovered {
        text.push(
            "They tick themselves off when a backup has the new one; by hand: dlocker reissue --done NUMBER.".into(),
        );
    }
    Outcome::new(json, text.join("\n"))
}

fn first(all: usize, open: usize, recovered: bool) -> String {
    match (all, recovered) {
        (0, _) => "Nothing in the backups is bound to a key outside them, as far as can be seen: there is nothing to have issued again.".into(),
        (_, false) => "If this phone were lost, these would have to be issued again: their keys are not in the backup.".into(),
        (_, true) if open == 0 => "Everything that had to be issued again is ticked off.".into(),
        (_, true) => format!("{open} of {all} still to be issued again: their keys were on the lost phone only."),
    }
}
