//! Rows of snapshots: the header as it came, and where the snapshot stands.

use dlocker_bank::snapshot::{SnapshotRecord, SnapshotState};
use dlocker_protocol::snapshot::PackSet;
use dlocker_protocol::{Digest, SnapshotId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{execute, number};
use crate::store::Fault;

const fn code(state: SnapshotState) -> i64 {
    match state {
        SnapshotState::Kept => 0,
        SnapshotState::Hidden => 1,
        SnapshotState::Released => 2,
    }
}

fn state(code: i64) -> Result<SnapshotState, Fault> {
    match code {
        0 => Ok(SnapshotState::Kept),
        1 => Ok(SnapshotState::Hidden),
        2 => Ok(SnapshotState::Released),
        _ => Err(Fault(format!("a snapshot's row has the state {code}, which there is not; run `dlockerd doctor`"))),
    }
}

/// Digest and bitmap of gone packs; place, moment, state, whether it was let go, number of packs.
type Columns = (Vec<u8>, Vec<u8>, [i64; 5]);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?]))
}

fn record((digest, gone, [place, at, code, dropped, packs]): Columns) -> Result<SnapshotRecord, Fault> {
    let odd = || Fault("a snapshot's row does not make sense; run `dlockerd doctor`".into());
    Ok(SnapshotRecord {
        place: u64::try_from(place).map_err(|_| odd())?,
        digest: Digest::from_bytes(&digest).map_err(|_| odd())?,
        at: Timestamp::from_millis(u64::try_from(at).map_err(|_| odd())?),
        state: state(code)?,
        dropped: dropped == 1,
        packs: u32::try_from(packs).map_err(|_| odd())?,
        gone: PackSet::from_bitmap(&gone).ok_or_else(odd)?,
    })
}

/// The row of one snapshot.
pub(super) fn row(connection: &Connection, locker: &[u8; 16], id: SnapshotId) -> Result<Option<SnapshotRecord>, Fault> {
    let sql =
        "SELECT digest, gone, place, at, state, dropped, packs FROM snapshots WHERE locker = ?1 AND snapshot = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row(params![locker, id.as_bytes()], columns).optional()?.map(record).transpose()
}

/// Keeps a snapshot that was just committed.
pub(super) fn put(
    connection: &Connection,
    locker: &[u8; 16],
    id: SnapshotId,
    row: &SnapshotRecord,
    wire: &[u8],
) -> Result<(), Fault> {
    let sql = "INSERT INTO snapshots (locker, snapshot, digest, gone, place, at, state, dropped, packs, wire)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let (place, at) = (number(row.place), number(row.at.millis()));
    let (digest, gone) = (row.digest.as_bytes(), row.gone.bitmap());
    let values = params![locker, id.as_bytes(), digest, gone, place, at, code(row.state), row.dropped, row.packs, wire];
    execute(connection, sql, values).map(drop)
}

/// Keeps where a snapshot stands.
pub(super) fn put_row(
    connection: &Connection,
    locker: &[u8; 16],
    id: SnapshotId,
    row: &SnapshotRecord,
) -> Result<(), Fault> {
    let sql = "UPDATE snapshots SET state = ?3, dropped = ?4, gone = ?5 WHERE locker = ?1 AND snapshot = ?2";
    let values = params![locker, id.as_bytes(), code(row.state), row.dropped, row.gone.bitmap()];
    match execute(connection, sql, values)? {
        1 => Ok(()),
        _ => Err(Fault(format!("there is no row of {id}"))),
    }
}

/// Places and headers after a place, at most `limit`, and no more once `most` bytes are reached, but at least one.
pub(super) fn page(
    connection: &Connection,
    locker: &[u8; 16],
    range: (u64, u64),
    most: usize,
) -> Result<Vec<(u64, Vec<u8>)>, Fault> {
    let sql = "SELECT place, wire FROM snapshots WHERE locker = ?1 AND place > ?2 ORDER BY place LIMIT ?3";
    read_page(connection, sql, locker, range, most)
}

/// The same of those that are not released.
pub(super) fn held_page(
    connection: &Connection,
    locker: &[u8; 16],
    range: (u64, u64),
    most: usize,
) -> Result<Vec<(u64, Vec<u8>)>, Fault> {
    let sql =
        "SELECT place, wire FROM snapshots WHERE locker = ?1 AND place > ?2 AND state < 2 ORDER BY place LIMIT ?3";
    read_page(connection, sql, locker, range, most)
}

fn read_page(
    connection: &Connection,
    sql: &str,
    locker: &[u8; 16],
    (after, limit): (u64, u64),
    most: usize,
) -> Result<Vec<(u64, Vec<u8>)>, Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![locker, number(after), number(limit)])?;
    let mut page = Vec::new();
    let mut taken = 0_usize;
    while let Some(row) = rows.next()? {
        let (place, wire): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        taken = taken.saturating_add(wire.len());
        if !page.is_empty() && taken > most {
            break;
        }
        page.push((u64::try_from(place).unwrap_or_default(), wire));
    }
    Ok(page)
}
