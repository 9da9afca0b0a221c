//! Opening a keys folder.

use std::path::Path;

use dlocker_protocol::signature::SigningKey;
use zeroize::Zeroizing;

use super::files::{self, ISSUER, Kind, LOG_HEAD, MASTER};
use super::master::MasterKey;
use super::{KeysError, SoftwareCustody};
use crate::wrapping::{Place, WrappingKey};

pub(super) fn open(dir: &Path) -> Result<SoftwareCustody, KeysError> {
    if files::is_unfinished(dir)? {
        return Err(KeysError::Unfinished { path: dir.to_owned() });
    }
    let master = master(dir)?.ok_or_else(|| KeysError::Missing { path: dir.join(MASTER.file) })?;
    files::check_mode(dir, 0o700)?;
    let key = |kind| signing_key(dir, kind, &master)?.ok_or_else(|| KeysError::Lost { path: dir.join(kind.file) });
    Ok(SoftwareCustody::new(&master, key(LOG_HEAD)?, key(ISSUER)?))
}

/// The master key, if its file is there.
pub(super) fn master(dir: &Path) -> Result<Option<MasterKey>, KeysError> {
    let Some(bytes) = files::read(dir, MASTER)? else { return Ok(None) };
    let damaged = || KeysError::Damaged { path: dir.join(MASTER.file), why: "not 32 bytes long" };
    MasterKey::from_bytes(&bytes).map(Some).ok_or_else(damaged)
}

/// A wrapped signing key, if its file is there.
pub(super) fn signing_key(dir: &Path, kind: Kind, master: &MasterKey) -> Result<Option<SigningKey>, KeysError> {
    let Some(wrapped) = files::read(dir, kind)? else { return Ok(None) };
    let foreign = || KeysError::Foreign { path: dir.join(kind.file) };
    let bytes = wrapping(master).unwrap(Place::of_trustee(kind.tag), &wrapped).map_err(|_| foreign())?;
    let scalar = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| foreign())?);
    SigningKey::from_bytes(&scalar).map(Some).map_err(|_| foreign())
}

/// The key that wraps the signing keys.
pub(super) fn wrapping(master: &MasterKey) -> WrappingKey {
    WrappingKey::new(master.derive("signing-key"))
}
