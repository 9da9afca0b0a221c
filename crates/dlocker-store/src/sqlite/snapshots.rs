//! Rows of snapshots: the header as it came, and where the snapshot stands.

use dlocker_bank::snapshot::{SnapshotRecord, SnapshotState};
use dlocker_protocol::{Digest, SnapshotId};
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

type Columns = (i64, Vec<u8>, i64, i64);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn record((place, digest, code, referred): Columns) -> Result<SnapshotRecord, Fault> {
    Ok(SnapshotRecord {
        place: u64::try_from(place).unwrap_or_default(),
        digest: Digest::from_bytes(&digest).map_err(|e| Fault(e.to_string()))?,
        state: state(code)?,
        referred: u64::try_from(referred).unwrap_or_default(),
    })
}

/// The row of one snapshot.
pub(super) fn row(connection: &Connection, locker: &[u8; 16], id: SnapshotId) -> Result<Option<SnapshotRecord>, Fault> {
    let sql = "SELECT place, digest, state, referred FROM snapshots WHERE locker = ?1 AND snapshot = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row(params![locker, id.as_bytes()], columns).optional()?.map(record).transpose()
}

/// Keeps where a snapshot stands.
pub(super) fn put_row(
    connection: &Connection,
    locker: &[u8; 16],
    id: SnapshotId,
    row: &SnapshotRecord,
) -> Result<(), Fault> {
    let sql = "UPDATE snapshots SET state = ?3, referred = ?4 WHERE locker = ?1 AND snapshot = ?2";
    let values = params![locker, id.as_bytes(), code(row.state), number(row.referred)];
    match execute(connection, sql, values)? {
        1 => Ok(()),
        _ => Err(Fault(format!("there is no row of {id}"))),
    }
}

/// Places and headers after a place, at most `limit`, and no more once `most` bytes are reached, but at least one.
pub(super) fn page(
    connection: &Connection,
    locker: &[u8; 16],
    (after, limit): (u64, u64),
    most: usize,
) -> Result<Vec<(u64, Vec<u8>)>, Fault> {
    let sql = "SELECT place, wire FROM snapshots WHERE locker = ?1 AND place > ?2 ORDER BY place LIMIT ?3";
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
