//! `dlocker backup`: one thread reads, compresses and seals, while the packs that come out are sent.

mod changes;
mod events;
mod feed;
mod trial;
mod watch;

use std::cell::RefCell;
use std::path::PathBuf;

use dlocker_client::backup::{Builder, Plan};
use dlocker_client::{Connection, Error, Result, connect};
use dlocker_commands::Outcome;
use dlocker_commands::backup::{Done, Remembered};
use dlocker_wallet::Wallet;
use indicatif::ProgressBar;
use tokio::sync::{Mutex, mpsc};

use crate::outcome::note;
use crate::platform::Desktop;
use crate::progress;
use feed::{Feed, Outgoing, Read, Ways};
pub(crate) use trial::FILE as TRIALS;
use trial::Trials;
pub(crate) use watch::Timing;

/// Packs that wait to be sent; each has at most 4 MiB.
const WAITING: usize = 2;

type Rng = <Desktop as dlocker_client::Platform>::Rng;
type Learned = dlocker_commands::backup::Learned<Trials>;
type Lookout = dlocker_commands::backup::Lookout<Trials>;

/// One backup, or with a timing one after the other.
pub(crate) async fn run(desktop: &Desktop, paths: &[PathBuf], watch: Option<Timing>, json: bool) -> Result<Outcome> {
    match watch {
        Some(timing) => watch::run(desktop, paths, timing, json).await,
        None => Ok(outcome(&once(desktop, paths).await?)),
    }
}

async fn once(desktop: &Desktop, paths: &[PathBuf]) -> Result<Done> {
    let wallet = Wallet::open(paths).map_err(|e| Error::Misuse(e.to_string()))?;
    let mut connection = connect(desktop).await?;
    let (plan, builder) = connection.begin_backup().await?;
    let plan = RefCell::new(plan);
    let bar = progress::bytes("Backing up", None);
    let learned = Learned { remembered: Remembered::load(desktop)?, trials: Trials::load(desktop, &wallet)? };
    let lookout = Lookout::new(learned);
    let (mut built, report, learned) = read_and_send(&connection, wallet, (builder, lookout), &plan, &bar).await?;
    for pack in built.take_packs() {
        connection.send_pack(pack).await?;
    }
    bar.finish_and_clear();
    let committed = connection.commit_backup(plan.into_inner(), built).await?;
    learned.remembered.store(desktop)?;
    learned.trials.store(desktop)?;
    Ok(Done { committed, report })
}

/// The wallet is read on a thread of its own; its packs come through a short queue.
async fn read_and_send(
    connection: &Connection<'_, Desktop>,
    wallet: Wallet,
    (builder, lookout): (Builder<Rng>, Lookout),
    plan: &RefCell<Plan>,
    bar: &ProgressBar,
) -> Result<Read> {
    let (outgoing, queue) = mpsc::channel::<Outgoing>(WAITING);
    let (notes, noted) = mpsc::channel(1);
    let ways = Ways { outgoing, notes };
    let (begun, bar) = (plan.borrow().clone(), bar.clone());
    let reader = tokio::task::spawn_blocking(move || Feed::new(builder, ways, bar, lookout).read(&wallet, &begun));
    let sent = send_all(connection, plan, queue, noted).await;
    let read = reader.await.map_err(|e| Error::Unexpected(format!("Reading the wallet ended early: {e}.")))?;
    match (sent, read) {
        (Ok(()), Ok(done)) => Ok(done),
        (Err(error), Ok(_)) => Err(error),
        (sent, Err(interrupted)) => {
            if let Some(note) = &interrupted.note {
                connection.keep_unfinished(note)?;
            }
            sent.and(Err(interrupted.error))
        }
    }
}

/// Sends what comes out of the queue until its other end is gone. The queue is gone when this returns, so that the other end notices.
///
/// Two packs at a time: while the bank brings one to its disk, the next is on its way.
async fn send_all(
    connection: &Connection<'_, Desktop>,
    plan: &RefCell<Plan>,
    queue: mpsc::Receiver<Outgoing>,
    noted: mpsc::Receiver<Vec<u8>>,
) -> Result<()> {
    let queue = Mutex::new(queue);
    let sent =
        tokio::try_join!(send(connection, plan, &queue), send(connection, plan, &queue), keep_notes(connection, noted));
    sent.map(|_| ())
}

/// Notes wait for no pack: each second that one is late would be sent again.
async fn keep_notes(connection: &Connection<'_, Desktop>, mut noted: mpsc::Receiver<Vec<u8>>) -> Result<()> {
    while let Some(note) = noted.recv().await {
        connection.keep_unfinished(&note)?;
    }
    Ok(())
}

async fn send(
    connection: &Connection<'_, Desktop>,
    plan: &RefCell<Plan>,
    queue: &Mutex<mpsc::Receiver<Outgoing>>,
) -> Result<()> {
    loop {
        let next = queue.lock().await.recv().await;
        match next {
            Some(outgoing) => pass_on(connection, plan, outgoing).await?,
            None => return Ok(()),
        }
    }
}

async fn pass_on(connection: &Connection<'_, Desktop>, plan: &RefCell<Plan>, outgoing: Outgoing) -> Result<()> {
    match outgoing {
        Outgoing::Pack(pack) => connection.send_pack(pack).await,
        Outgoing::Index(bytes) => connection.keep_index(&bytes),
        Outgoing::Part(mut part, reply) => {
            let now = plan.borrow().clone();
            let committed = connection.commit_part(&now, &mut part).await?;
            plan.borrow_mut().go_on_from(committed);
            // Where nobody waits for it any more, the reading has failed, and says so itself.
            let _ = reply.send((part, committed.digest));
            Ok(())
        }
    }
}

fn outcome(made: &Done) -> Outcome {
    made.report.lines().for_each(|line| note(&line));
    made.outcome()
}
