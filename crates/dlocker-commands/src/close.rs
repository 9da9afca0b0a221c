//! `dlocker close`

use std::collections::BTreeSet;

use dlocker_client::home::{self, Closed, Exported};
use dlocker_client::restore::Restored;
use dlocker_client::{Closing, Connection, Error, Platform, Result, Unlock, Unlocked, Waiting};
use dlocker_protocol::SnapshotId;
use serde_json::{Value, json};

use crate::changed::merge;
use crate::{Outcome, Wallet, backup, reissue};

/// What this device knows already: its locker was closed, and what is here is to be cleared away.
///
/// # Errors
/// Those of the local state.
pub fn known<P: Platform>(platform: &P) -> Result<Option<Closed>> {
    Ok(home::load(platform)?.and_then(|document| document.closed))
}

/// Whether everything that a restore would give now was exported to this place.
///
/// # Errors
/// Those of a request.
pub async fn is_exported<P: Platform>(connection: &mut Connection<'_, P>, place: &str) -> Result<bool> {
    let exported = exported(connection)?.filter(|exported| exported.place == place);
    is_newest(connection, exported).await
}

/// Whether `exported` is everything that a restore would give now; of a locker into which nothing was put it always is.
async fn is_newest<P: Platform>(connection: &mut Connection<'_, P>, exported: Option<Exported>) -> Result<bool> {
    let newest: BTreeSet<_> = connection.newest_backups().await?.into_iter().collect();
    let held: BTreeSet<_> = exported.into_iter().flat_map(|exported| exported.snapshots).collect();
    Ok(newest == held)
}

/// Where everything was exported to, now or before something newer was put in.
///
/// # Errors
/// Those of the local state.
pub fn place<P: Platform>(connection: &Connection<'_, P>) -> Result<Option<String>> {
    Ok(exported(connection)?.map(|exported| exported.place))
}

fn exported<P: Platform>(connection: &Connection<'_, P>) -> Result<Option<Exported>> {
    Ok(home::load(connection.platform())?.and_then(|document| document.exported))
}

/// Remembers what was exported, and says it.
///
/// # Errors
/// Those of the local state.
pub fn exported_to<P: Platform>(
    connection: &Connection<'_, P>,
    wallet: &Wallet,
    restored: Restored,
    place: &str,
) -> Result<Value> {
    let mut snapshots: Vec<SnapshotId> = wallet.ids().collect();
    snapshots.sort_unstable();
    let exported = Exported { place: place.to_owned(), snapshots };
    home::change(connection.platform(), |document| document.exported = Some(exported.clone()))?;
    Ok(json!({ "to": place, "items": restored.items, "bytes": restored.bytes, "snapshots": wallet.json() }))
}

/// Asks for the closing, or closes the locker if that is due. `exported` is what was exported just now, if anything.
///
/// # Errors
/// Those of a request; [`Error::Waiting`] while a recovery is under way.
pub async fn go_on<P: Platform>(
    connection: &mut Connection<'_, P>,
    unlocked: &mut Unlocked,
    exported: Option<Value>,
) -> Result<Outcome> {
    match connection.close(unlocked).await? {
        Closing::Waits(waiting) => Ok(waits(&waiting, exported)),
        Closing::Closed(closed) => Ok(done(closed, exported)),
        Closing::Open | Closing::Due(_) => Err(Error::Unexpected("The closing did not go on. Try again.".into())),
    }
}

/// How far it is, and for a face that exports by itself whether everything was exported.
///
/// # Errors
/// Those of a request.
pub async fn show<P: Platform>(connection: &mut Connection<'_, P>) -> Result<Outcome> {
    let closing = connection.closing().await?;
    if let Closing::Closed(closed) = closing {
        return Ok(done(closed, None));
    }
    let before = exported(connection)?;
    let taken_out = is_newest(connection, before).await?;
    let mut outcome = standing(closing);
    merge(&mut outcome.json, json!({ "taken_out": taken_out }));
    Ok(outcome)
}

fn standing(closing: Closing) -> Outcome {
    match closing {
        Closing::Open => Outcome::new(json!({ "state": "open" }), "Nobody has asked to close this locker."),
        Closing::Waits(waiting) => waits(&waiting, None),
        Closing::Due(intent) => {
            Outcome::new(json!({ "state": "due", "intent": intent }), "The locker can be closed now.")
        }
        Closing::Closed(closed) => done(closed, None),
    }
}

/// One step of a face that exports by itself: asks for the closing, says how long it waits, or closes the locker.
///
/// # Errors
/// Those of unlocking, and of [`go_on`].
pub async fn step<P: Platform>(connection: &mut Connection<'_, P>, unlock: &Unlock) -> Result<Outcome> {
    match connection.closing().await? {
        Closing::Open | Closing::Due(_) => {
            let mut unlocked = connection.unlock(unlock).await?;
            go_on(connection, &mut unlocked, None).await
        }
        Closing::Waits(waiting) => Ok(waits(&waiting, None)),
        Closing::Closed(closed) => Ok(done(closed, None)),
    }
}

/// It waits.
#[must_use]
pub fn waits(waiting: &Waiting, exported: Option<Value>) -> Outcome {
    let mut json = json!({ "state": "waiting", "intent": waiting.intent, "what": waiting.what, "due": waiting.due });
    if waiting.stands {
        json["clock_stands"] = json!(true);
    }
    let stands = if waiting.stands { " (its clock stands while the locker is frozen, so that moves on)" } else { "" };
    let text = format!(
        "{}Nothing is closed yet: this waits until {}{stands}, and all your devices are told meanwhile. Your wallet is still in the locker.\nThen the same command again closes it. From that moment on nothing of it is at the bank, earlier backups neither, and nobody can bring it back.\nChanged your mind, or was it not you? Any of your devices stops it: dlocker intents stop {}",
        exported_words(exported.as_ref()),
        waiting.due,
        waiting.intent
    );
    merge(&mut json, json!({ "exported": exported }));
    Outcome::waits(json, text)
}

/// The locker is closed.
#[must_use]
pub fn done(closed: Closed, exported: Option<Value>) -> Outcome {
    let text = format!(
        "{}The locker was closed on {} by {}. Nothing that was in it is left at the bank, and nothing of it on this device. What you exported is yours to keep safe now.",
        exported_words(exported.as_ref()),
        closed.at,
        closed.by
    );
    Outcome::new(json!({ "state": "closed", "at": closed.at, "by": closed.by, "exported": exported }), text)
}

fn exported_words(exported: Option<&Value>) -> String {
    let Some(exported) = exported else { return String::new() };
    let to = exported["to"].as_str().unwrap_or_default();
    format!("{} items ({} bytes) were exported to {to}.\n", exported["items"], exported["bytes"])
}

/// Forgets everything that is remembered here. `more` are files of the face's own; the device's key is one of them.
///
/// # Errors
/// Those of the local state.
pub fn forget<P: Platform>(platform: &P, more: &[&str]) -> Result<()> {
    let files: Vec<&str> = [backup::REMEMBERED, reissue::TICKED].into_iter().chain(more.iter().copied()).collect();
    home::forget(platform, &files)
}
