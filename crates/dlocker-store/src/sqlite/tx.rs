//! The records of one locker over a connection that is in a transaction.

use dlocker_bank::Record;
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
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::staff::{StaffMember, StaffName};
use dlocker_protocol::{
    CaseId, DeviceId, Digest, Handle, IntentId, LockerId, PackId, PresentationId, RegistrationId, SessionId,
    SnapshotId, Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{all, all_bytes, bytes, execute, number, one};
use super::writer::note_destroyed;
use super::{directory, issuance, outbox, presentations, schema, snapshots, staff};
use crate::store::{Fault, LockerRead, LockerTx};

pub(super) struct SqliteTx<'c> {
    pub(super) connection: &'c Connection,
    pub(super) locker: LockerId,
}

impl SqliteTx<'_> {
    fn key(&self) -> &[u8; 16] {
        self.locker.as_bytes()
    }
}

fn malformed(error: dlocker_protocol::cbor::Malformed) -> Fault {
    Fault(error.to_string())
}

impl LockerRead for SqliteTx<'_> {
    fn id(&self) -> LockerId {
        self.locker
    }

    fn locker(&self) -> Result<Option<LockerRecord>, Fault> {
        one(self.connection, "SELECT body FROM lockers WHERE locker = ?1", [self.key()])
    }

    fn registration(&self, id: RegistrationId) -> Result<Option<RegistrationRecord>, Fault> {
        let sql = "SELECT body FROM registrations WHERE locker = ?1 AND registration = ?2";
        one(self.connection, sql, params![self.key(), id.as_bytes()])
    }

    fn registrations(&self) -> Result<Vec<RegistrationRecord>, Fault> {
        all(self.connection, "SELECT body FROM registrations WHERE locker = ?1", [self.key()])
    }

    fn ledger(&self, key: &OprfPublicKey) -> Result<Option<GuessLedger>, Fault> {
        let sql = "SELECT body FROM ledgers WHERE locker = ?1 AND oprf_key = ?2";
        one(self.connection, sql, params![self.key(), key.as_bytes()])
    }

    fn rosters(&self, from: u64, limit: u64) -> Result<Vec<Vec<u8>>, Fault> {
        let sql = "SELECT wire FROM rosters WHERE locker = ?1 AND number >= ?2 ORDER BY number LIMIT ?3";
        all_bytes(self.connection, sql, params![self.key(), number(from), number(limit)])
    }

    fn snapshot_row(&self, id: SnapshotId) -> Result<Option<SnapshotRecord>, Fault> {
        snapshots::row(self.connection, self.key(), id)
    }

    fn snapshot_header(&self, id: SnapshotId) -> Result<Option<Vec<u8>>, Fault> {
        let sql = "SELECT wire FROM snapshots WHERE locker = ?1 AND snapshot = ?2";
        bytes(self.connection, sql, params![self.key(), id.as_bytes()])
    }

    fn snapshots(&self, after: u64, limit: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, Fault> {
        snapshots::page(self.connection, self.key(), (after, limit), most)
    }

    fn held_snapshots(&self, after: u64, limit: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, Fault> {
        snapshots::held_page(self.connection, self.key(), (after, limit), most)
    }

    fn pack(&self, id: PackId) -> Result<Option<PackRecord>, Fault> {
        let sql = "SELECT body FROM packs WHERE locker = ?1 AND pack = ?2";
        one(self.connection, sql, params![self.key(), id.as_bytes()])
    }

    fn packs(&self) -> Result<Vec<(PackId, PackRecord)>, Fault> {
        let mut statement = self.connection.prepare_cached("SELECT pack, body FROM packs WHERE locker = ?1")?;
        let pair = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?));
        let mut packs = Vec::new();
        for row in statement.query_map([self.key()], pair)? {
            let (id, body) = row?;
            packs.push((PackId::from_bytes(&id).map_err(malformed)?, PackRecord::from_row(&body)?));
        }
        Ok(packs)
    }

    fn entries(&self, from: u64, limit: u64) -> Result<Vec<Vec<u8>>, Fault> {
        let sql = "SELECT entry FROM log WHERE locker = ?1 AND number >= ?2 ORDER BY number LIMIT ?3";
        all_bytes(self.connection, sql, params![self.key(), number(from), number(limit)])
    }

    fn case(&self, id: CaseId) -> Result<Option<CaseRecord>, Fault> {
        let sql = "SELECT body FROM cases WHERE locker = ?1 AND case_id = ?2";
        one(self.connection, sql, params![self.key(), id.as_bytes()])
    }

    fn cases(&self) -> Result<Vec<CaseRecord>, Fault> {
        all(self.connection, "SELECT body FROM cases WHERE locker = ?1 ORDER BY opened", [self.key()])
    }

    fn intents(&self) -> Result<Vec<IntentRecord>, Fault> {
        all(self.connection, "SELECT body FROM intents WHERE locker = ?1 ORDER BY made, intent", [self.key()])
    }

    fn messages(&self, lane: Lane) -> Result<Vec<MessageRecord>, Fault> {
        outbox::messages(self.connection, self.key(), lane)
    }

    fn message(&self, lane: Lane, first: u64) -> Result<Option<MessageRecord>, Fault> {
        outbox::message(self.connection, self.key(), lane, first)
    }

    fn has_old_messages(&self, now: Timestamp) -> Result<bool, Fault> {
        outbox::has_old(self.connection, self.key(), now)
    }

    fn has_stale_nonces(&self, now: Timestamp) -> Result<bool, Fault> {
        let sql = "SELECT EXISTS (SELECT 1 FROM nonces WHERE locker = ?1 AND expires <= ?2)";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![self.key(), number(now.millis())], |row| row.get(0))?)
    }

    fn invite(&self, digest: &Digest) -> Result<Option<InviteRecord>, Fault> {
        let sql = "SELECT body FROM directory_invites WHERE digest = ?1 AND locker = ?2";
        one(self.connection, sql, params![digest.as_bytes(), self.key()])
    }

    fn token(&self, digest: &Digest) -> Result<Option<TokenRecord>, Fault> {
        issuance::token(self.connection, digest)
    }

    fn status_place(&self, device: DeviceId) -> Result<Option<(u64, u64)>, Fault> {
        issuance::place(self.connection, self.locker, device)
    }

    fn staff(&self, name: &StaffName) -> Result<Option<StaffMember>, Fault> {
        directory::staff(self.connection, name)
    }

    fn staff_of_subject(&self, subject: &Digest) -> Result<Option<StaffName>, Fault> {
        directory::staff_of_subject(self.connection, subject)
    }

    fn passkeys(&self, name: &StaffName) -> Result<Vec<PasskeyRecord>, Fault> {
        staff::passkeys(self.connection, name)
    }

    fn passkey_code(&self, digest: &Digest) -> Result<Option<PasskeyCodeRecord>, Fault> {
        staff::code(self.connection, digest)
    }

    fn session(&self, id: SessionId) -> Result<Option<SessionRecord>, Fault> {
        staff::session(self.connection, id)
    }

    fn sessions(&self, name: &StaffName) -> Result<Vec<SessionRecord>, Fault> {
        staff::sessions(self.connection, name)
    }

    fn presentation(&self, id: PresentationId) -> Result<Option<PresentationRecord>, Fault> {
        presentations::get(self.connection, id)
    }

    fn open_presentations(&self, now: Timestamp) -> Result<Vec<PresentationRecord>, Fault> {
        presentations::open(self.connection, self.key(), now)
    }
}

impl LockerTx for SqliteTx<'_> {
    fn put_locker(&mut self, locker: &LockerRecord) -> Result<(), Fault> {
        let sql = "INSERT INTO lockers (locker, body) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET body = excluded.body";
        execute(self.connection, sql, params![self.key(), locker.to_row()]).map(drop)
    }

    fn put_registration(&mut self, registration: &RegistrationRecord) -> Result<(), Fault> {
        let sql = "INSERT INTO registrations (locker, registration, body) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET body = excluded.body";
        let values = params![self.key(), registration.id.as_bytes(), registration.to_row()];
        execute(self.connection, sql, values).map(drop)
    }

    fn destroy_registration(&mut self, registration: &RegistrationRecord) -> Result<(), Fault> {
        let (key, id) = (self.key(), registration.id.as_bytes());
        let sql = "DELETE FROM registrations WHERE locker = ?1 AND registration = ?2";
        execute(self.connection, sql, params![key, id])?;
        let sql = "DELETE FROM ledgers WHERE locker = ?1 AND oprf_key = ?2";
        execute(self.connection, sql, params![key, registration.oprf_key.as_bytes()])?;
        note_destroyed();
        Ok(())
    }

    fn put_ledger(&mut self, key: &OprfPublicKey, ledger: &GuessLedger) -> Result<(), Fault> {
        let sql = "INSERT INTO ledgers (locker, oprf_key, body) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET body = excluded.body";
        execute(self.connection, sql, params![self.key(), key.as_bytes(), ledger.to_row()]).map(drop)
    }

    fn put_roster(&mut self, roster: u64, wire: &[u8]) -> Result<(), Fault> {
        let sql = "INSERT INTO rosters (locker, number, wire) VALUES (?1, ?2, ?3)";
        execute(self.connection, sql, params![self.key(), number(roster), wire]).map(drop)
    }

    fn put_snapshot(&mut self, id: SnapshotId, row: &SnapshotRecord, wire: &[u8]) -> Result<(), Fault> {
        snapshots::put(self.connection, self.key(), id, row, wire)
    }

    fn put_snapshot_row(&mut self, id: SnapshotId, row: &SnapshotRecord) -> Result<(), Fault> {
        snapshots::put_row(self.connection, self.key(), id, row)
    }

    fn put_pack(&mut self, id: PackId, pack: &PackRecord) -> Result<(), Fault> {
        let sql = "INSERT INTO packs (locker, pack, body) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET body = excluded.body";
        execute(self.connection, sql, params![self.key(), id.as_bytes(), pack.to_row()]).map(drop)
    }

    fn drop_pack(&mut self, id: PackId) -> Result<(), Fault> {
        let sql = "DELETE FROM packs WHERE locker = ?1 AND pack = ?2";
        execute(self.connection, sql, params![self.key(), id.as_bytes()]).map(drop)
    }

    fn append(&mut self, entry: u64, bytes: &[u8]) -> Result<(), Fault> {
        let sql = "INSERT INTO log (locker, number, entry) VALUES (?1, ?2, ?3)";
        execute(self.connection, sql, params![self.key(), number(entry), bytes]).map(drop)
    }

    fn put_case(&mut self, case: &CaseRecord) -> Result<(), Fault> {
        let sql = "INSERT INTO cases (locker, case_id, opened, body) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET body = excluded.body";
        let opened = number(case.opened.millis());
        execute(self.connection, sql, params![self.key(), case.id.as_bytes(), opened, case.to_row()])?;
        let sql = "INSERT INTO directory_cases (case_id, locker) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        execute(self.connection, sql, params![case.id.as_bytes(), self.key()]).map(drop)
    }

    fn drop_case(&mut self, id: CaseId) -> Result<(), Fault> {
        let sql = "DELETE FROM cases WHERE locker = ?1 AND case_id = ?2";
        execute(self.connection, sql, params![self.key(), id.as_bytes()])?;
        execute(self.connection, "DELETE FROM directory_cases WHERE case_id = ?1", [id.as_bytes()]).map(drop)
    }

    fn put_intent(&mut self, intent: &IntentRecord) -> Result<(), Fault> {
        let sql = "INSERT INTO intents (locker, intent, made, body) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET body = excluded.body";
        let made = number(intent.made.millis());
        execute(self.connection, sql, params![self.key(), intent.id.as_bytes(), made, intent.to_row()]).map(drop)
    }

    fn drop_intent(&mut self, id: IntentId) -> Result<(), Fault> {
        let sql = "DELETE FROM intents WHERE locker = ?1 AND intent = ?2";
        execute(self.connection, sql, params![self.key(), id.as_bytes()]).map(drop)
    }

    fn put_message(&mut self, message: &MessageRecord) -> Result<(), Fault> {
        outbox::put(self.connection, self.key(), message)
    }

    fn forget_messages(&mut self, now: Timestamp) -> Result<(), Fault> {
        outbox::forget_old(self.connection, self.key(), now)
    }

    fn put_presentation(&mut self, presentation: &PresentationRecord) -> Result<(), Fault> {
        presentations::put(self.connection, self.key(), presentation)
    }

    fn clear(&mut self) -> Result<(), Fault> {
        let sql = "DELETE FROM directory_cases WHERE case_id IN (SELECT case_id FROM cases WHERE locker = ?1)";
        execute(self.connection, sql, [self.key()])?;
        for table in schema::OF_A_LOCKER {
            execute(self.connection, &format!("DELETE FROM {table} WHERE locker = ?1"), [self.key()])?;
        }
        issuance::revoke_all(self.connection, self.locker)?;
        note_destroyed();
        Ok(())
    }

    fn use_nonce(&mut self, nonce: &UsedNonce) -> Result<bool, Fault> {
        let sql = "INSERT INTO nonces (locker, nonce, expires) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        let values = params![self.key(), nonce.random, number(nonce.expires.millis())];
        Ok(execute(self.connection, sql, values)? == 1)
    }

    fn forget_nonces(&mut self, now: Timestamp) -> Result<(), Fault> {
        let sql = "DELETE FROM nonces WHERE locker = ?1 AND expires <= ?2";
        execute(self.connection, sql, params![self.key(), number(now.millis())])?;
        issuance::forget_tokens(self.connection, self.locker, now)
    }

    fn claim_handle(&mut self, handle: &Handle) -> Result<bool, Fault> {
        let sql = "INSERT INTO directory_handles (handle, locker) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        execute(self.connection, sql, params![handle.as_str(), self.key()])?;
        let sql = "SELECT 1 FROM directory_handles WHERE handle = ?1 AND locker = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![handle.as_str(), self.key()], |_| Ok(())).optional()?.is_some())
    }

    fn move_handle(&mut self, handle: &Handle, from: LockerId) -> Result<bool, Fault> {
        let sql = "UPDATE directory_handles SET locker = ?1 WHERE handle = ?2 AND locker = ?3";
        Ok(execute(self.connection, sql, params![self.key(), handle.as_str(), from.as_bytes()])? == 1)
    }

    fn put_invite(&mut self, digest: &Digest, invite: &InviteRecord) -> Result<bool, Fault> {
        let sql = "INSERT INTO directory_invites (digest, locker, used, body) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET used = excluded.used, body = excluded.body WHERE locker = excluded.locker";
        let used = i64::from(invite.used_by.is_some());
        Ok(execute(self.connection, sql, params![digest.as_bytes(), self.key(), used, invite.to_row()])? == 1)
    }

    fn drop_unused_invites(&mut self) -> Result<(), Fault> {
        execute(self.connection, "DELETE FROM directory_invites WHERE locker = ?1 AND used = 0", [self.key()]).map(drop)
    }

    fn drop_offers(&mut self, case: CaseId) -> Result<(), Fault> {
        let sql = "SELECT body FROM directory_invites WHERE locker = ?1 AND used = 0";
        let rows: Vec<InviteRecord> = all(self.connection, sql, [self.key()])?;
        let sql = "DELETE FROM directory_invites WHERE locker = ?1 AND used = 0 AND body = ?2";
        for row in rows.iter().filter(|row| row.case == Some(case)) {
            execute(self.connection, sql, params![self.key(), row.to_row()])?;
        }
        Ok(())
    }

    fn put_token(&mut self, digest: &Digest, token: &TokenRecord) -> Result<(), Fault> {
        issuance::put_token(self.connection, self.locker, digest, token)
    }

    fn next_status_list(&self) -> Result<u64, Fault> {
        issuance::next_list(self.connection)
    }

    fn claim_status(&mut self, place: (u64, u64), device: DeviceId, bits: u8) -> Result<bool, Fault> {
        issuance::claim(self.connection, self.locker, place, device, bits)
    }

    fn put_status(&mut self, device: DeviceId, bits: u8) -> Result<bool, Fault> {
        issuance::put(self.connection, self.locker, device, bits)
    }

    fn leave_status(&mut self, device: DeviceId) -> Result<(), Fault> {
        issuance::leave(self.connection, self.locker, device)
    }

    fn put_passkey(&mut self, passkey: &PasskeyRecord) -> Result<bool, Fault> {
        staff::put_passkey(self.connection, passkey)
    }

    fn put_passkey_code(&mut self, digest: &Digest, code: &PasskeyCodeRecord) -> Result<(), Fault> {
        staff::put_code(self.connection, digest, code)
    }

    fn drop_passkey_codes(&mut self, name: &StaffName) -> Result<(), Fault> {
        staff::drop_codes(self.connection, name)
    }

    fn put_person(&mut self, member: &StaffMember) -> Result<(), Fault> {
        directory::put_person(self.connection, member)
    }

    fn put_session(&mut self, session: &SessionRecord) -> Result<(), Fault> {
        staff::put_session(self.connection, session)
    }

    fn touch_session(&mut self, session: &SessionRecord) -> Result<(), Fault> {
        staff::touch_session(self.connection, session)
    }

    fn drop_session(&mut self, id: SessionId) -> Result<bool, Fault> {
        staff::drop_session(self.connection, id)
    }

    fn note_act(&mut self, act: &ActRecord) -> Result<(), Fault> {
        staff::note(self.connection, self.locker, act)
    }
}
