//! Reading connections: each read is one deferred transaction, so it sees one moment.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::open;
use crate::store::Fault;

/// Most reads at the same moment.
const MOST: usize = 8;

pub(super) struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    turns: Semaphore,
}

impl Readers {
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file, idle: Mutex::new(Vec::new()), turns: Semaphore::new(MOST) }
    }

    /// Runs `work` at once, on a connection of its own: a few rows of one locker are read in less time than it takes to wake another thread.
    pub(super) async fn run_at_once<R, E, W>(&self, work: W) -> Result<R, E>
    where
        E: From<Fault>,
        W: FnOnce(&Connection) -> Result<R, E>,
    {
        let _turn = self.turns.acquire().await.map_err(|e| Fault(e.to_string()))?;
        catch_unwind(AssertUnwindSafe(|| self.run_here(work)))
            .unwrap_or_else(|_| Err(Fault("a read panicked".to_owned()).into()))
    }

    /// Runs `work`, which may read much, off the async threads, on a connection of its own.
    pub(super) async fn run<R, E, W>(self: &Arc<Self>, work: W) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<Fault> + Send + 'static,
        W: FnOnce(&Connection) -> Result<R, E> + Send + 'static,
    {
        let readers = Arc::clone(self);
        let turn = self.turns.acquire().await.map_err(|e| Fault(e.to_string()))?;
        let done = tokio::task::spawn_blocking(move || readers.run_here(work)).await;
        drop(turn);
        done.map_err(|e| Fault(format!("a read ended early: {e}")))?
    }

    fn run_here<R, E: From<Fault>>(&self, work: impl FnOnce(&Connection) -> Result<R, E>) -> Result<R, E> {
        let mut connection = self.take()?;
        let transaction = connection.transaction().map_err(Fault::from)?;
        let result = work(&transaction);
        // Nothing was written; a transaction that does not end cleanly takes its connection with it.
        if transaction.rollback().is_ok() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        result
    }

    fn take(&self) -> Result<Connection, Fault> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| open::reader(&self.file).map_err(Fault::from), Ok)
    }
}
