//! The one writer: takes what waits, runs each job in a savepoint of its own, commits once, then answers all.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::open::OpenError;
use crate::store::{Ended, Fault};

/// Most jobs in one commit.
const BATCH: usize = 64;

/// Called once the batch is durable, or with what went wrong.
type Answer = Box<dyn FnOnce(Result<(), Fault>) + Send>;
type Job = Box<dyn FnOnce(&Connection) -> (Answer, bool) + Send>;

pub(super) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    fail: Arc<AtomicBool>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, OpenError> {
        let (jobs, waiting) = channel::<Job>();
        let fail = Arc::new(AtomicBool::new(false));
        let failing = Arc::clone(&fail);
        let thread = std::thread::Builder::new().name("dlocker-writer".to_owned());
        let thread = thread.spawn(move || serve(&connection, &waiting, &failing)).map_err(|e| {
            OpenError(format!("the writer cannot be started: {e}. Check the limits on threads of this user"))
        })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), fail })
    }

    /// Runs `work` in a savepoint. What it returns comes back when the commit is durable, never before.
    pub(super) async fn run<R, W>(&self, work: W) -> Result<R, Ended>
    where
        R: Send + 'static,
        W: FnOnce(&Connection) -> Result<R, Ended> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let result = in_savepoint(connection, work);
            let wrote = matches!(result, Ok(_) | Err(Ended::Kept(_)));
            let reply: Answer = Box::new(move |durable| {
                // Whoever asked may have gone away; what was committed stays committed.
                let _ = answer.send(durable.map_err(Ended::from).and(result));
            });
            (reply, wrote)
        });
        let gone = || Ended::Fault(Fault("the writer has ended".to_owned()));
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(job).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }

    #[cfg(test)]
    pub(super) fn fail_next_commit(&self) {
        self.fail.store(true, Ordering::SeqCst);
    }
}

impl Drop for Writer {
    /// Lets the waiting jobs end, then the file.
    fn drop(&mut self) {
        self.fail.store(false, Ordering::SeqCst);
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has said so already.
            let _ = thread.join();
        }
    }
}

thread_local! {
    /// A job of this batch destroyed a key: its bytes must leave the write-ahead log too.
    static DESTROYED: Cell<bool> = const { Cell::new(false) };
}

/// The running job destroyed a key.
pub(super) fn note_destroyed() {
    DESTROYED.set(true);
}

/// Moves everything into the database file and empties the write-ahead log; `false` where a reader is in the way.
fn checkpoint(connection: &Connection) -> bool {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    matches!(busy, Ok(0))
}

fn serve(connection: &Connection, waiting: &Receiver<Job>, fail: &AtomicBool) {
    let mut owes_checkpoint = false;
    while let Ok(first) = waiting.recv() {
        let mut answers = Vec::new();
        let mut committed = begin(connection);
        if committed.is_ok() {
            let mut wrote = false;
            let rest = std::iter::from_fn(|| waiting.try_recv().ok()).take(BATCH - 1);
            for job in std::iter::once(first).chain(rest) {
                let (answer, writes) = job(connection);
                wrote |= writes;
                answers.push(answer);
            }
            committed = if wrote { commit(connection, fail) } else { rollback(connection) };
        } else {
            answers.push(refused(first));
        }
        owes_checkpoint |= DESTROYED.take() && committed.is_ok();
        if owes_checkpoint {
            owes_checkpoint = !checkpoint(connection);
        }
        for answer in answers {
            answer(committed.clone());
        }
    }
}

/// A job that cannot run: its answer is the fault. It runs against an empty memory so that its answer exists.
fn refused(job: Job) -> Answer {
    match Connection::open_in_memory() {
        Ok(nothing) => job(&nothing).0,
        Err(_) => Box::new(|_| {}),
    }
}

fn begin(connection: &Connection) -> Result<(), Fault> {
    Ok(connection.execute_batch("BEGIN IMMEDIATE")?)
}

fn rollback(connection: &Connection) -> Result<(), Fault> {
    Ok(connection.execute_batch("ROLLBACK")?)
}

fn commit(connection: &Connection, fail: &AtomicBool) -> Result<(), Fault> {
    let done = if fail.swap(false, Ordering::SeqCst) {
        Err(Fault("the commit was made to fail".to_owned()))
    } else {
        connection.execute_batch("COMMIT").map_err(Fault::from)
    };
    if done.is_err() && !connection.is_autocommit() {
        rollback(connection)?;
    }
    done
}

fn in_savepoint<R>(connection: &Connection, work: impl FnOnce(&Connection) -> Result<R, Ended>) -> Result<R, Ended> {
    connection.execute_batch("SAVEPOINT job").map_err(Fault::from)?;
    let result = catch_unwind(AssertUnwindSafe(|| work(connection)))
        .unwrap_or_else(|_| Err(Ended::Fault(Fault("a decision panicked; its changes were undone".to_owned()))));
    let end = match &result {
        Ok(_) | Err(Ended::Kept(_)) => "RELEASE job",
        Err(_) => "ROLLBACK TO job; RELEASE job",
    };
    connection.execute_batch(end).map_err(Fault::from)?;
    result
}
