//! What a backend gives: transactions over the records of one locker, and the small bank-wide directory.
//!
//! Every table's key begins with the locker's id and no transaction crosses lockers, so the data shards by locker.

use std::future::Future;

use dlocker_bank::case::CaseRecord;
use dlocker_bank::guess::GuessLedger;
use dlocker_bank::intent::IntentRecord;
use dlocker_bank::issuance::TokenRecord;
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::method::RegistrationRecord;
use dlocker_bank::nonce::UsedNonce;
use dlocker_bank::presentation::PresentationRecord;
use dlocker_bank::snapshot::{PackRecord, SnapshotRecord};
use dlocker_bank::staff::{ActRecord, InviteRecord, PasskeyCodeRecord, PasskeyRecord, SessionRecord};
use dlocker_bank::telling::{Lane, MessageRecord};
use dlocker_bank::{BadRow, Stop};
use dlocker_protocol::log::Event;
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{StaffAct, StaffMember, StaffName};
use dlocker_protocol::{
    CaseId, DeviceId, Digest, Handle, IntentId, LockerId, PackId, PresentationId, RegistrationId, SessionId,
    SnapshotId, Timestamp,
};

/// Something at the bank is broken: the disk, the database, a row. Traced for the operator; the asker learns only `internal`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Fault(pub String);

impl From<BadRow> for Fault {
    fn from(row: BadRow) -> Self {
        Self(row.to_string())
    }
}

/// Why a transaction gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Refused, and nothing was kept.
    Refused(Problem),
    /// Refused, and what was written is kept all the same.
    Kept(Problem),
    /// Broken, and nothing was kept.
    Fault(Fault),
}

impl From<Problem> for Ended {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Ended {
    /// Splits a decision's refusal: the problem, and the events to be logged if it is kept.
    #[must_use]
    pub fn from_stop(stop: Stop) -> (Self, Vec<Event>) {
        match stop {
            Stop::Refuse(problem) => (Self::Refused(problem), Vec::new()),
            Stop::Keep(problem, events) => (Self::Kept(problem), events),
        }
    }
}

/// Reading the records of one locker, all of one moment.
pub trait LockerRead {
    /// Which locker.
    fn id(&self) -> LockerId;
    /// The locker.
    fn locker(&self) -> Result<Option<LockerRecord>, Fault>;
    /// One registration.
    fn registration(&self, id: RegistrationId) -> Result<Option<RegistrationRecord>, Fault>;
    /// All registrations.
    fn registrations(&self) -> Result<Vec<RegistrationRecord>, Fault>;
    /// The guesses against one OPRF key.
    fn ledger(&self, key: &OprfPublicKey) -> Result<Option<GuessLedger>, Fault>;
    /// Wire forms of rosters from number `from` on, at most `limit`.
    fn rosters(&self, from: u64, limit: u64) -> Result<Vec<Vec<u8>>, Fault>;
    /// What is kept of a snapshot beside its header.
    fn snapshot_row(&self, id: SnapshotId) -> Result<Option<SnapshotRecord>, Fault>;
    /// Wire form of one snapshot's header.
    fn snapshot_header(&self, id: SnapshotId) -> Result<Option<Vec<u8>>, Fault>;
    /// Places and wire forms of snapshots after place `after`, at most `limit`, and no more once `bytes` are reached (but at least one).
    fn snapshots(&self, after: u64, limit: u64, bytes: usize) -> Result<Vec<(u64, Vec<u8>)>, Fault>;
    /// The same of those that are not released.
    fn held_snapshots(&self, after: u64, limit: u64, bytes: usize) -> Result<Vec<(u64, Vec<u8>)>, Fault>;
    /// One pack.
    fn pack(&self, id: PackId) -> Result<Option<PackRecord>, Fault>;
    /// All packs.
    fn packs(&self) -> Result<Vec<(PackId, PackRecord)>, Fault>;
    /// Canonical bytes of log entries from number `from` on, at most `limit`.
    fn entries(&self, from: u64, limit: u64) -> Result<Vec<Vec<u8>>, Fault>;
    /// One case.
    fn case(&self, id: CaseId) -> Result<Option<CaseRecord>, Fault>;
    /// All cases.
    fn cases(&self) -> Result<Vec<CaseRecord>, Fault>;
    /// All intents whose rows are kept, oldest first.
    fn intents(&self) -> Result<Vec<IntentRecord>, Fault>;
    /// The messages of the outbox in a lane, by the numbers of their first entries.
    fn messages(&self, lane: Lane) -> Result<Vec<MessageRecord>, Fault>;
    /// One message, by the number of its first entry.
    fn message(&self, lane: Lane, first: u64) -> Result<Option<MessageRecord>, Fault>;
    /// Whether messages are remembered whose rows may go.
    fn has_old_messages(&self, now: Timestamp) -> Result<bool, Fault>;
    /// Whether nonces are remembered that are over.
    fn has_stale_nonces(&self, now: Timestamp) -> Result<bool, Fault>;
    /// An invite to this locker, by the digest of its code.
    fn invite(&self, digest: &Digest) -> Result<Option<InviteRecord>, Fault>;
    /// Directory: an access token, by its digest.
    fn token(&self, digest: &Digest) -> Result<Option<TokenRecord>, Fault>;
    /// Directory: where the status list has a device: which list, and which place in it.
    fn status_place(&self, device: DeviceId) -> Result<Option<(u64, u64)>, Fault>;
    /// Directory: a member of staff.
    fn staff(&self, name: &StaffName) -> Result<Option<StaffMember>, Fault>;
    /// Directory: whose name belongs to this subject of the identity provider.
    fn staff_of_subject(&self, subject: &Digest) -> Result<Option<StaffName>, Fault>;
    /// Directory: the passkeys of a member of staff, oldest first.
    fn passkeys(&self, name: &StaffName) -> Result<Vec<PasskeyRecord>, Fault>;
    /// Directory: a link for a passkey, by the digest of its code.
    fn passkey_code(&self, digest: &Digest) -> Result<Option<PasskeyCodeRecord>, Fault>;
    /// Directory: a session of a member of staff.
    fn session(&self, id: SessionId) -> Result<Option<SessionRecord>, Fault>;
    /// Directory: all sessions of a member of staff.
    fn sessions(&self, name: &StaffName) -> Result<Vec<SessionRecord>, Fault>;
    /// Directory: a request to a wallet.
    fn presentation(&self, id: PresentationId) -> Result<Option<PresentationRecord>, Fault>;
    /// The requests of this locker that wait for a wallet.
    fn open_presentations(&self, now: Timestamp) -> Result<Vec<PresentationRecord>, Fault>;
}

/// How many places a status list has.
pub const STATUS_PLACES: u64 = 1 << 16;

/// Changing the records of one locker: all of it becomes durable together, or none.
pub trait LockerTx: LockerRead {
    /// Keeps the locker.
    fn put_locker(&mut self, locker: &LockerRecord) -> Result<(), Fault>;
    /// Keeps a registration.
    fn put_registration(&mut self, registration: &RegistrationRecord) -> Result<(), Fault>;
    /// Destroys a registration and its ledger: once durable, the wrapped key is nowhere in the backend's files.
    fn destroy_registration(&mut self, registration: &RegistrationRecord) -> Result<(), Fault>;
    /// Keeps a ledger.
    fn put_ledger(&mut self, key: &OprfPublicKey, ledger: &GuessLedger) -> Result<(), Fault>;
    /// Keeps a roster.
    fn put_roster(&mut self, number: u64, wire: &[u8]) -> Result<(), Fault>;
    /// Keeps a snapshot that was just committed: its row and its header.
    fn put_snapshot(&mut self, id: SnapshotId, row: &SnapshotRecord, wire: &[u8]) -> Result<(), Fault>;
    /// Keeps where a snapshot stands that is there already.
    fn put_snapshot_row(&mut self, id: SnapshotId, row: &SnapshotRecord) -> Result<(), Fault>;
    /// Keeps a pack's row.
    fn put_pack(&mut self, id: PackId, pack: &PackRecord) -> Result<(), Fault>;
    /// Drops a pack's row.
    fn drop_pack(&mut self, id: PackId) -> Result<(), Fault>;
    /// Appends to the visit log; a number that is there already is a fault.
    fn append(&mut self, number: u64, entry: &[u8]) -> Result<(), Fault>;
    /// Keeps a case, and that it is this locker's.
    fn put_case(&mut self, case: &CaseRecord) -> Result<(), Fault>;
    /// Drops a case.
    fn drop_case(&mut self, id: CaseId) -> Result<(), Fault>;
    /// Keeps an intent.
    fn put_intent(&mut self, intent: &IntentRecord) -> Result<(), Fault>;
    /// Drops an intent.
    fn drop_intent(&mut self, id: IntentId) -> Result<(), Fault>;
    /// Keeps a message.
    fn put_message(&mut self, message: &MessageRecord) -> Result<(), Fault>;
    /// Forgets messages whose rows may go.
    fn forget_messages(&mut self, now: Timestamp) -> Result<(), Fault>;
    /// Directory: keeps a request to a wallet, and forgets those of this locker that were over a day before it is.
    fn put_presentation(&mut self, presentation: &PresentationRecord) -> Result<(), Fault>;
    /// Deletes everything of this locker but its row, its log, its nonces, its messages and what staff did about it: once durable, it is nowhere in the backend's
    /// files. Its handle stays its own until another locker takes it.
    fn clear(&mut self) -> Result<(), Fault>;
    /// Marks a nonce as used in this locker; `false` if it was already.
    fn use_nonce(&mut self, nonce: &UsedNonce) -> Result<bool, Fault>;
    /// Forgets nonces and access tokens that are over.
    fn forget_nonces(&mut self, now: Timestamp) -> Result<(), Fault>;
    /// Directory: this handle is this locker's; `false` if it is another's.
    fn claim_handle(&mut self, handle: &Handle) -> Result<bool, Fault>;
    /// Directory: this handle was locker `from`'s and is this one's from now on; `false` if it was not that one's.
    fn move_handle(&mut self, handle: &Handle, from: LockerId) -> Result<bool, Fault>;
    /// Directory: keeps an invite to this locker; `false` if the code is another's.
    fn put_invite(&mut self, digest: &Digest, invite: &InviteRecord) -> Result<bool, Fault>;
    /// Drops invites to this locker that nobody has used.
    fn drop_unused_invites(&mut self) -> Result<(), Fault>;
    /// Drops offers of this case that nobody has used.
    fn drop_offers(&mut self, case: CaseId) -> Result<(), Fault>;
    /// Directory: keeps an access token to this locker.
    fn put_token(&mut self, digest: &Digest, token: &TokenRecord) -> Result<(), Fault>;
    /// Directory: which status list the next device goes into.
    fn next_status_list(&self) -> Result<u64, Fault>;
    /// Directory: gives a device of this locker a place in a status list; `false` if the place is taken.
    fn claim_status(&mut self, place: (u64, u64), device: DeviceId, bits: u8) -> Result<bool, Fault>;
    /// Directory: changes what the status list says of a device; `false` if it has no place.
    fn put_status(&mut self, device: DeviceId, bits: u8) -> Result<bool, Fault>;
    /// Directory: leaves the place of a device as it is for good; the device gets another.
    fn leave_status(&mut self, device: DeviceId) -> Result<(), Fault>;
    /// Directory: keeps a passkey; `false` if its credential is another person's.
    fn put_passkey(&mut self, passkey: &PasskeyRecord) -> Result<bool, Fault>;
    /// Directory: keeps a link for a passkey.
    fn put_passkey_code(&mut self, digest: &Digest, code: &PasskeyCodeRecord) -> Result<(), Fault>;
    /// Directory: voids all links for passkeys of a member of staff.
    fn drop_passkey_codes(&mut self, name: &StaffName) -> Result<(), Fault>;
    /// Directory: keeps a member of staff who is not there yet.
    fn put_person(&mut self, member: &StaffMember) -> Result<(), Fault>;
    /// Directory: keeps a session.
    fn put_session(&mut self, session: &SessionRecord) -> Result<(), Fault>;
    /// Directory: keeps a session that was used, unless it is gone.
    fn touch_session(&mut self, session: &SessionRecord) -> Result<(), Fault>;
    /// Directory: ends a session; `false` if it is gone already.
    fn drop_session(&mut self, id: SessionId) -> Result<bool, Fault>;
    /// Appends to the audit what a member of staff did about this locker, or at this desk of theirs.
    fn note_act(&mut self, act: &ActRecord) -> Result<(), Fault>;
}

/// A backend.
pub trait Store: Send + Sync + 'static {
    /// Runs `work` in one transaction over one locker. The answer comes when it is durable; [`Ended::Kept`] is durable too.
    fn transact<R, W>(&self, locker: LockerId, work: W) -> impl Future<Output = Result<R, Ended>> + Send
    where
        R: Send + 'static,
        W: FnOnce(&mut dyn LockerTx) -> Result<R, Ended> + Send + 'static;

    /// Reads one locker at one moment, not before any answer that was given.
    fn read<R, W>(&self, locker: LockerId, work: W) -> impl Future<Output = Result<R, Ended>> + Send
    where
        R: Send + 'static,
        W: FnOnce(&dyn LockerRead) -> Result<R, Ended> + Send + 'static;

    /// The same for a handful of rows: a backend need not go to another thread for them.
    fn glance<R, W>(&self, locker: LockerId, work: W) -> impl Future<Output = Result<R, Ended>> + Send
    where
        R: Send + 'static,
        W: FnOnce(&dyn LockerRead) -> Result<R, Ended> + Send + 'static;

    /// Directory: the locker of a handle.
    fn locker_of_handle(&self, handle: Handle) -> impl Future<Output = Result<Option<LockerId>, Fault>> + Send;
    /// Directory: the locker of a case.
    fn locker_of_case(&self, case: CaseId) -> impl Future<Output = Result<Option<LockerId>, Fault>> + Send;
    /// Directory: the locker of an invite.
    fn locker_of_invite(&self, digest: Digest) -> impl Future<Output = Result<Option<LockerId>, Fault>> + Send;
    /// Directory: a request to a wallet.
    fn presentation(
        &self,
        id: PresentationId,
    ) -> impl Future<Output = Result<Option<PresentationRecord>, Fault>> + Send;
    /// Directory: the locker of an access token.
    fn locker_of_token(&self, digest: Digest) -> impl Future<Output = Result<Option<LockerId>, Fault>> + Send;
    /// Directory: the places of a status list that are not valid, with their bits; `None` for a list that is not there.
    fn status_list(&self, list: u64) -> impl Future<Output = Result<Option<Vec<(u64, u8)>>, Fault>> + Send;
    /// Directory: a member of staff.
    fn staff(&self, name: StaffName) -> impl Future<Output = Result<Option<StaffMember>, Fault>> + Send;
    /// Directory: a session of a member of staff.
    fn session(&self, id: SessionId) -> impl Future<Output = Result<Option<SessionRecord>, Fault>> + Send;
    /// Directory: a link for a passkey, by the digest of its code.
    fn passkey_code(&self, digest: Digest) -> impl Future<Output = Result<Option<PasskeyCodeRecord>, Fault>> + Send;
    /// The audit from a moment on, oldest first: at most `limit` acts, and then the rest of the same millisecond.
    fn acts(&self, from: Timestamp, limit: u64) -> impl Future<Output = Result<Vec<StaffAct>, Fault>> + Send;
    /// Cases of all lockers, newest first, at most `limit`; each with whether a locker with a device is behind it.
    fn all_cases(&self, limit: u64) -> impl Future<Output = Result<Vec<(CaseRecord, bool)>, Fault>> + Send;
    /// Messages of all lockers that are due in a lane: locker, and number of the first entry; those that wait longest first, at most `limit`.
    fn due_messages(
        &self,
        lane: Lane,
        now: Timestamp,
        limit: u64,
    ) -> impl Future<Output = Result<Vec<(LockerId, u64)>, Fault>> + Send;
    /// All ids under which anything is kept, for the sweep.
    fn locker_ids(&self) -> impl Future<Output = Result<Vec<LockerId>, Fault>> + Send;
}
