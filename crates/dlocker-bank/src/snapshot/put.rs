//! Packs arrive, are read, and are collected when nothing needs them.

use dlocker_protocol::problem::Problem;
use dlocker_protocol::snapshot::PackSize;
use dlocker_protocol::{DeviceId, Digest, Timestamp};
use minicbor::{Decode, Encode};

use crate::Record;
use crate::device::acting;
use crate::limits::Limits;
use crate::locker::{LockerRecord, in_use, unfrozen};
use crate::refusal;

/// How long an unpinned pack is kept, in milliseconds.
const UNPINNED_LIFE: u64 = 24 * 3600 * 1000;
/// How long an opening lets a device read, in milliseconds.
const READING: u64 = 3600 * 1000;

/// A pack.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct PackRecord {
    /// Its size.
    #[n(0)]
    pub size: PackSize,
    /// Plain SHA-256 of its bytes.
    #[n(1)]
    pub digest: Digest,
    /// Where it stands.
    #[n(2)]
    pub state: PackState,
    /// How many snapshots list it for which it is not gone.
    #[n(3)]
    pub pins: u64,
    /// When it was first put.
    #[n(4)]
    pub at: Timestamp,
    /// The last snapshot that listed it was released.
    #[n(5)]
    pub released: bool,
}

impl Record for PackRecord {
    const WHAT: &'static str = "pack";
    const VERSION: u8 = 2;
}

/// Where a pack stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum PackState {
    /// Its room is reserved; its bytes are not durable yet.
    #[n(0)]
    Reserved,
    /// Its bytes are durable.
    #[n(1)]
    Stored,
    /// Its bytes are being removed.
    #[n(2)]
    Collecting,
}

/// What is to be done with a pack that arrived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Put {
    /// Keep this row, write the bytes durably, then call [`stored`].
    Write(PackRecord),
    /// It is here already.
    Here,
}

/// Reserves room for a pack, in the transaction before its bytes are written.
///
/// # Errors
/// The device's state, `shut`, `malformed` on another size, `taken` where other bytes have the id, `quota`.
pub fn put(
    locker: &mut LockerRecord,
    existing: Option<PackRecord>,
    (device, bytes, digest): (DeviceId, usize, Digest),
    limits: &Limits,
    now: Timestamp,
) -> Result<Put, Problem> {
    acting(locker, device)?;
    in_use(locker)?;
    let size = PackSize::of(bytes as u64).ok_or_else(refusal::pack_size)?;
    if let Some(record) = existing {
        return match record.state {
            _ if record.digest != digest => Err(refusal::pack_taken()),
            // The same bytes again, which were about to go: they stay, and have their day like any others.
            PackState::Stored if record.released => Ok(Put::Write(PackRecord { released: false, at: now, ..record })),
            PackState::Stored => Ok(Put::Here),
            PackState::Reserved => Ok(Put::Write(record)),
            PackState::Collecting => Err(refusal::pack_going()),
        };
    }
    let used = locker.used.saturating_add(bytes as u64);
    if used > limits.locker_bytes {
        return Err(refusal::quota());
    }
    locker.used = used;
    Ok(Put::Write(PackRecord { size, digest, state: PackState::Reserved, pins: 0, at: now, released: false }))
}

/// The row once its bytes are durable. A row that was collected meanwhile stays away.
///
/// # Errors
/// `taken` where it is gone or going: the device puts the bytes under a fresh id.
pub fn stored(existing: Option<PackRecord>, digest: Digest) -> Result<PackRecord, Problem> {
    match existing {
        Some(record) if record.digest == digest && record.state != PackState::Collecting => {
            Ok(PackRecord { state: PackState::Stored, ..record })
        }
        _ => Err(refusal::pack_going()),
    }
}

/// Whether `device` may read this pack now.
///
/// # Errors
/// The device's state, `locker-frozen`, `not-opened` without an opening within the last hour, `not-found`.
pub fn reading(
    locker: &LockerRecord,
    device: DeviceId,
    pack: Option<&PackRecord>,
    now: Timestamp,
) -> Result<(), Problem> {
    let record = acting(locker, device)?;
    unfrozen(locker, now)?;
    let recent = record.opened.is_some_and(|at| now.millis_since(at) < READING);
    if !recent {
        return Err(refusal::not_opened());
    }
    match pack {
        Some(pack) if pack.state == PackState::Stored => Ok(()),
        _ => Err(refusal::no_pack()),
    }
}

/// Whether the pack is to be collected: nothing lists it any more, or nothing did for a day, or its removal was begun.
#[must_use]
pub fn collectable(pack: &PackRecord, now: Timestamp) -> bool {
    let forgotten = now.millis_since(pack.at) >= UNPINNED_LIFE;
    pack.state == PackState::Collecting || (pack.pins == 0 && (pack.released || forgotten))
}
