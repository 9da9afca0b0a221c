//! `dlocker snapshots`

use dlocker_client::{Connection, Error, Platform, Result, Unlock};
use dlocker_protocol::SnapshotId;
use dlocker_protocol::snapshot::SnapshotHeader;
use serde_json::{Value, json};

use crate::words::{Names, keep};
use crate::{Outcome, changed};

/// A backup as it was typed.
///
/// # Errors
/// [`Error::Misuse`] for what is none.
pub fn snapshot_id(text: &str) -> Result<SnapshotId> {
    text.parse().map_err(|_| Error::Misuse(format!("{text} is not a snapshot. See: snapshots.")))
}

/// Each once, in the order of their ids.
///
/// # Errors
/// [`Error::Misuse`] for what is none.
pub fn chosen(ids: &[String]) -> Result<Vec<SnapshotId>> {
    let mut chosen = ids.iter().map(|id| snapshot_id(id)).collect::<Result<Vec<_>>>()?;
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

/// `snapshots delete`
///
/// # Errors
/// Those of unlocking; [`Error::Misuse`] for one that is not there.
pub async fn delete<P: Platform>(
    connection: &mut Connection<'_, P>,
    chosen: Vec<SnapshotId>,
    unlock: &Unlock,
) -> Result<Outcome> {
    let changed = connection.delete_snapshots(chosen.clone(), unlock).await?;
    let text = format!(
        "{} gone from the list. What only they held is removed at the bank as soon as no other backup needs it.",
        if chosen.len() == 1 { "The backup is".into() } else { format!("{} backups are", chosen.len()) }
    );
    Ok(changed::outcome(changed, json!({ "snapshots": chosen }), text))
}

/// `snapshots`
///
/// # Errors
/// [`Error::Damaged`] if the list does not verify.
pub async fn list<P: Platform>(connection: &mut Connection<'_, P>) -> Result<Outcome> {
    let device = connection.device();
    let snapshots = connection.snapshots().await?;
    let newest_first: Vec<_> = snapshots.headers().iter().rev().collect();
    let json = newest_first.iter().map(|h| entry(h, h.device == device)).collect::<Vec<_>>().into();
    let names = Names::read(connection).await?;
    let line = |h: &&SnapshotHeader| format!("{}  number {} of {}  {}", h.created, h.number, names.of(h.device), h.id);
    let mut lines: Vec<_> = newest_first.iter().map(line).collect();
    if let Some(rule) = connection.policy().await?.retention.filter(|_| !lines.is_empty()) {
        let gone = match snapshots.let_go_by_rule() {
            0 => "none is gone by it yet".to_owned(),
            1 => "1 is gone by it".to_owned(),
            some => format!("{some} are gone by it"),
        };
        lines.push(format!("Kept by your rule: of each device {}; {gone}.", keep(&rule)));
    }
    let text = if lines.is_empty() {
        "Nothing is in the locker yet. Put something in: dlocker backup PATH...".into()
    } else {
        lines.join("\n")
    };
    Ok(Outcome::new(json, text))
}

fn entry(header: &SnapshotHeader, this: bool) -> Value {
    let bytes: usize = header.packs.iter().map(|pack| pack.size.bytes()).sum();
    json!({
        "id": header.id,
        "number": header.number,
        "created": header.created,
        "device": header.device,
        "this_device": this,
        "epoch": header.epoch,
        "bytes_stored": bytes,
    })
}
