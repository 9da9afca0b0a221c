//! `dlocker recover`

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use dlocker_client::recover::{Rotation, open_case, reissue};
use dlocker_client::restore::Restored;
use dlocker_client::{Connection, Error, OpenSnapshot, Result, Unlock, home};
use dlocker_protocol::Handle;
use dlocker_wallet::{Selection, Target};
use serde_json::{Value, json};

use super::restore::{open_target, restore};
use crate::args::Recover;
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, wanted: Recover) -> Result<Outcome> {
    match (wanted.bank, wanted.handle, wanted.to) {
        (Some(bank), Some(handle), _) => begin(desktop, &bank, &handle).await,
        (_, _, Some(to)) => {
            let target = target(desktop, &to, wanted.overwrite)?;
            let mut connection = reissue(desktop).await?;
            let unlock = secrets::required(&wanted.unlock, &connection).await?;
            finish(&mut connection, &unlock, &to, target).await
        }
        _ => Err(Error::Misuse("Begin with --bank and --handle; go on with --continue --to DIR.".into())),
    }
}

/// Where to restore to; none if an interrupted recovery has put the whole wallet there already: then its owner may be using it. A place
/// that was left half done is gone over again.
fn target(desktop: &Desktop, to: &Path, overwrite: bool) -> Result<Option<Target>> {
    let recovery = home::load(desktop)?.and_then(|document| document.recovery);
    let before = recovery.and_then(|case| case.restored).filter(|restored| Some(&restored.place) == place(to).as_ref());
    let half = before.as_ref().is_some_and(|restored| !restored.whole);
    match open_target(to, overwrite || half) {
        Err(Error::Misuse(_)) if before.is_some_and(|restored| restored.whole) => Ok(None),
        other => other.map(Some),
    }
}

/// A folder that is there, as the home remembers it.
fn place(to: &Path) -> Option<String> {
    to.canonicalize().ok().map(|path| dlocker_wallet::display_path(&[path.as_os_str().as_bytes()]))
}

async fn begin(desktop: &Desktop, bank: &str, handle: &str) -> Result<Outcome> {
    super::bank_address(bank)?;
    let handle = Handle::parse(handle).map_err(|e| Error::Misuse(e.to_string()))?;
    let case = open_case(desktop, bank, &handle).await?;
    let json = json!({
        "case": case.case, "code": case.code.to_string(), "state": case.state, "approvals_needed": case.approvals_needed,
    });
    let digits = case.code.to_string();
    let text = format!(
        "Your recovery is open: {}\n\n    Code: {} {}\n\nGo to your bank, prove who you are, and read this code out. Officers needed: {}.\nNobody else needs the code: who asks for it by phone or mail is not your bank.\nWhen the bank has let you in: dlocker --home {} recover --continue --to FOLDER",
        case.case,
        &digits[..3],
        &digits[3..],
        case.approvals_needed,
        desktop.dir().display()
    );
    Ok(Outcome::new(json, text))
}

/// Unlock, check, restore, rotate. Interrupted anywhere, the same command goes on.
async fn finish(
    connection: &mut Connection<'_, Desktop>,
    unlock: &Unlock,
    to: &Path,
    target: Option<Target>,
) -> Result<Outcome> {
    let mut regained = connection.regain(unlock).await?;
    let place = place(to).unwrap_or_default();
    let restored = match (&mut regained.open, target) {
        (Some(open), Some(target)) => {
            connection.mark_restored(&place, false)?;
            restore(connection, open, target, Selection::parse(Vec::<Vec<u8>>::new())).await?
        }
        (Some(open), None) => open.totals()?,
        (None, _) => Restored::default(),
    };
    connection.mark_restored(&place, true)?;
    let rotation = connection.rotate(&mut regained.unlocked, unlock, &super::device_name()).await?;
    Ok(closing(regained.open.as_ref(), restored, &rotation, to))
}

fn closing(open: Option<&OpenSnapshot>, restored: Restored, rotation: &Rotation, to: &Path) -> Outcome {
    let header = open.map(OpenSnapshot::header);
    let methods: Vec<Value> = rotation
        .kept
        .iter()
        .map(|(id, kind, fresh)| json!({ "id": id, "kind": kind, "state": if *fresh { "active" } else { "renew" } }))
        .collect();
    let json = json!({
        "state": "recovered",
        "to": to.to_string_lossy(),
        "snapshot": header.map(|h| h.id),
        "number": header.map(|h| h.number),
        "created": header.map(|h| h.created),
        "items": restored.items,
        "bytes": restored.bytes,
        "epoch": rotation.epoch,
        "replaced": rotation.replaced,
        "methods": methods,
    });
    Outcome::new(json, words(header, restored, rotation, to))
}

fn words(
    header: Option<&dlocker_protocol::snapshot::SnapshotHeader>,
    restored: Restored,
    rotation: &Rotation,
    to: &Path,
) -> String {
    let mut lines = vec![match header {
        Some(h) => format!(
            "Your wallet is back in {}: {} items, {} bytes, from the backup of {} (number {}).\nIf you remember a later backup than that, tell your bank before you go on.",
            to.display(),
            restored.items,
            restored.bytes,
            h.created,
            h.number
        ),
        None => "The locker is yours again. Nothing had been put into it.".to_owned(),
    }];
    lines.push(format!("The locker has new keys. Devices shut out for good: {}.", rotation.replaced.len()));
    for (_, kind, fresh) in &rotation.kept {
        let more = if *fresh { "registered anew" } else { "kept; it is registered anew at its next use" };
        lines.push(format!("  {kind}: still opens ({more})"));
    }
    lines.push("What to do now: back up this wallet from here (dlocker backup), and tell issuers if the lost phone was not locked: what it had copied before, it has.".to_owned());
    lines.join("\n")
}
