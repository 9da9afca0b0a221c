//! `dlocker snapshots`

use dlocker_client::{Result, connect};
use dlocker_protocol::snapshot::SnapshotHeader;
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::platform::Desktop;

pub(crate) async fn run(desktop: &Desktop) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let device = connection.device();
    let snapshots = connection.snapshots().await?;
    let newest_first: Vec<_> = snapshots.headers().iter().rev().collect();
    let json = newest_first.iter().map(|h| entry(h, h.device == device)).collect::<Vec<_>>().into();
    let lines: Vec<_> = newest_first.iter().map(|h| format!("{}  number {}  {}", h.created, h.number, h.id)).collect();
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
