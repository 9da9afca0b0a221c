//! The embedded backend: SQLite in one file, one writer with group commit, readers beside it.

mod directory;
mod inspect;
mod issuance;
mod open;
mod outbox;
mod people;
mod presentations;
mod readers;
mod rows;
mod schema;
mod snapshots;
mod staff;
mod tx;
mod writer;

pub(crate) use inspect::Inspection;
pub use open::{DATABASE, OpenError};
pub use people::{Person, add_staff, audit, invite_passkey, list_staff, remove_passkey, remove_staff};

use std::path::Path;
use std::sync::Arc;

use dlocker_bank::case::CaseRecord;
use dlocker_bank::presentation::PresentationRecord;
use dlocker_bank::staff::{PasskeyCodeRecord, SessionRecord};
use dlocker_bank::telling::Lane;
use dlocker_protocol::staff::{StaffAct, StaffMember, StaffName};
use dlocker_protocol::{CaseId, Digest, Handle, LockerId, PresentationId, SessionId, Timestamp};

use crate::store::{Ended, Fault, LockerRead, LockerTx, Store};
use readers::Readers;
use tx::SqliteTx;
use writer::Writer;

/// A store in one SQLite file.
pub struct SqliteStore {
    writer: Writer,
    readers: Arc<Readers>,
}

impl SqliteStore {
    /// Opens the data folder; makes folder (mode 0700), file and tables where they are missing.
    ///
    /// # Errors
    /// [`OpenError`] with the reason and the remedy.
    pub fn open(data: &Path) -> Result<Self, OpenError> {
        let writer = open::prepare(data)?;
        let readers = Readers::new(data.join(DATABASE));
        Ok(Self { writer: Writer::start(writer)?, readers: Arc::new(readers) })
    }

    #[cfg(test)]
    pub(crate) fn fail_next_commit(&self) {
        self.writer.fail_next_commit();
    }
}

impl Store for SqliteStore {
    async fn transact<R, W>(&self, locker: LockerId, work: W) -> Result<R, Ended>
    where
        R: Send + 'static,
        W: FnOnce(&mut dyn LockerTx) -> Result<R, Ended> + Send + 'static,
    {
        self.writer.run(move |connection| work(&mut SqliteTx { connection, locker })).await
    }

    async fn read<R, W>(&self, locker: LockerId, work: W) -> Result<R, Ended>
    where
        R: Send + 'static,
        W: FnOnce(&dyn LockerRead) -> Result<R, Ended> + Send + 'static,
    {
        self.readers.run(move |connection| work(&SqliteTx { connection, locker })).await
    }

    async fn glance<R, W>(&self, locker: LockerId, work: W) -> Result<R, Ended>
    where
        R: Send + 'static,
        W: FnOnce(&dyn LockerRead) -> Result<R, Ended> + Send + 'static,
    {
        self.readers.run_at_once(move |connection| work(&SqliteTx { connection, locker })).await
    }

    async fn locker_of_handle(&self, handle: Handle) -> Result<Option<LockerId>, Fault> {
        self.readers.run_at_once(move |connection| directory::locker_of_handle(connection, &handle)).await
    }

    async fn locker_of_case(&self, case: CaseId) -> Result<Option<LockerId>, Fault> {
        self.readers.run_at_once(move |connection| directory::locker_of_case(connection, case)).await
    }

    async fn locker_of_invite(&self, digest: Digest) -> Result<Option<LockerId>, Fault> {
        self.readers.run_at_once(move |connection| directory::locker_of_invite(connection, &digest)).await
    }

    async fn locker_of_token(&self, digest: Digest) -> Result<Option<LockerId>, Fault> {
        self.readers.run_at_once(move |connection| issuance::locker_of_token(connection, &digest)).await
    }

    async fn status_list(&self, list: u64) -> Result<Option<Vec<(u64, u8)>>, Fault> {
        self.readers.run(move |connection| issuance::list(connection, list)).await
    }

    async fn staff(&self, name: StaffName) -> Result<Option<StaffMember>, Fault> {
        self.readers.run_at_once(move |connection| directory::staff(connection, &name)).await
    }

    async fn session(&self, id: SessionId) -> Result<Option<SessionRecord>, Fault> {
        self.readers.run(move |connection| staff::session(connection, id)).await
    }

    async fn presentation(&self, id: PresentationId) -> Result<Option<PresentationRecord>, Fault> {
        self.readers.run_at_once(move |connection| presentations::get(connection, id)).await
    }

    async fn passkey_code(&self, digest: Digest) -> Result<Option<PasskeyCodeRecord>, Fault> {
        self.readers.run(move |connection| staff::code(connection, &digest)).await
    }

    async fn acts(&self, from: Timestamp, limit: u64) -> Result<Vec<StaffAct>, Fault> {
        self.readers.run(move |connection| staff::acts(connection, from, limit)).await
    }

    async fn all_cases(&self, limit: u64) -> Result<Vec<(CaseRecord, bool)>, Fault> {
        self.readers.run(move |connection| directory::all_cases(connection, limit)).await
    }

    async fn due_messages(&self, lane: Lane, now: Timestamp, limit: u64) -> Result<Vec<(LockerId, u64)>, Fault> {
        self.readers.run_at_once(move |connection| outbox::due(connection, lane, now, limit)).await
    }

    async fn locker_ids(&self) -> Result<Vec<LockerId>, Fault> {
        self.readers.run(directory::locker_ids).await
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
