//! `dlocker backup`: one thread reads, compresses and seals, while the packs that come out are sent.

mod changes;
mod events;
mod feed;
mod watch;

use std::path::PathBuf;

use dlocker_client::backup::{Builder, Built, Committed, Plan, ReadyPack};
use dlocker_client::{Connection, Error, Result, connect};
use dlocker_wallet::Wallet;
use indicatif::ProgressBar;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::outcome::{Ending, Outcome, note};
use crate::platform::Desktop;
use crate::progress;
use feed::{Feed, Report};
pub(crate) use watch::Timing;

/// Packs that wait to be sent; each has at most 4 MiB.
const WAITING: usize = 2;

type Rng = <Desktop as dlocker_client::Platform>::Rng;

/// One backup, or with a timing one after the other.
pub(crate) async fn run(desktop: &Desktop, paths: &[PathBuf], watch: Option<Timing>, json: bool) -> Result<Outcome> {
    match watch {
        Some(timing) => watch::run(desktop, paths, timing, json).await,
        None => Ok(outcome(&once(desktop, paths).await?)),
    }
}

/// A backup that was made, and what is to be told besides.
struct Done {
    committed: Committed,
    report: Report,
}

async fn once(desktop: &Desktop, paths: &[PathBuf]) -> Result<Done> {
    let wallet = Wallet::open(paths).map_err(|e| Error::Misuse(e.to_string()))?;
    let mut connection = connect(desktop).await?;
    let (plan, builder) = connection.begin_backup().await?;
    let bar = progress::bytes("Backing up", None);
    let (mut built, report) = read_and_send(&connection, wallet, builder, &plan, &bar).await?;
    for pack in built.take_packs() {
        connection.send_pack(pack).await?;
    }
    bar.finish_and_clear();
    let committed = connection.commit_backup(plan, built).await?;
    Ok(Done { committed, report })
}

/// The wallet is read on a thread of its own; its packs come through a short queue.
async fn read_and_send(
    connection: &Connection<'_, Desktop>,
    wallet: Wallet,
    builder: Builder<Rng>,
    plan: &Plan,
    bar: &ProgressBar,
) -> Result<(Built, Report)> {
    let (packs, mut queue) = mpsc::channel::<ReadyPack>(WAITING);
    let (plan, bar) = (plan.clone(), bar.clone());
    let reader = tokio::task::spawn_blocking(move || -> Result<(Built, Report)> {
        let (builder, report) = Feed::new(builder, packs, bar).read(&wallet)?;
        Ok((builder.finish(&plan)?, report))
    });
    while let Some(pack) = queue.recv().await {
        connection.send_pack(pack).await?;
    }
    reader.await.map_err(|e| Error::Unexpected(format!("Reading the wallet ended early: {e}. Nothing was put in.")))?
}

fn json_of(Done { committed: done, report }: &Done) -> Value {
    json!({
        "snapshot": done.snapshot,
        "number": done.number,
        "created": done.created,
        "items": done.items,
        "bytes": done.bytes,
        "bytes_sent": done.bytes_sent,
        "unread": listed(&report.unread),
        "skipped": listed(&report.skipped),
    })
}

/// One line, for people and for the journal.
fn line(Done { committed: done, report }: &Done) -> String {
    let unread = match report.unread.len() {
        0 => String::new(),
        some => format!(" {some} could not be read and are NOT in it."),
    };
    format!(
        "Backed up as number {}: {} items ({} bytes), {} bytes sent, {}.{unread}",
        done.number, done.items, done.bytes, done.bytes_sent, done.snapshot
    )
}

fn outcome(made: &Done) -> Outcome {
    let Done { committed: done, report } = made;
    for line in report.lines() {
        note(&line);
    }
    let json = json_of(made);
    let mut text = format!(
        "{} items ({} bytes) are in the locker as number {}: {}. {} bytes were sent.",
        done.items, done.bytes, done.number, done.snapshot, done.bytes_sent
    );
    if !report.unread.is_empty() {
        text.push_str(&format!("\n{} could not be read and are NOT in it; see above.", report.unread.len()));
    }
    let ending = if report.unread.is_empty() { Ending::Done } else { Ending::Partly };
    Outcome { json, text, ending }
}

fn listed(found: &[(String, String)]) -> Value {
    found.iter().map(|(path, why)| json!({ "path": path, "why": why })).collect()
}
