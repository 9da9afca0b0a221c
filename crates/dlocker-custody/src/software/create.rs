//! Making a keys folder: the mark, the master key, the two signing keys, the mark away. Each step is durable before the next, so that an
//! interruption anywhere leaves a folder that is either fresh, marked and completed later, or whole.

use std::path::Path;

use dlocker_protocol::signature::SigningKey;
use rand_core::CryptoRng;

use super::files::{self, ISSUER, Kind, LOG_HEAD, MASTER};
use super::master::MasterKey;
use super::{KeysError, SoftwareCustody, open};
use crate::wrapping::Place;

pub(super) fn create(dir: &Path, rng: &mut dyn CryptoRng) -> Result<SoftwareCustody, KeysError> {
    if !files::is_unfinished(dir)?
        && let Some(path) = files::first_key(dir)?
    {
        return Err(KeysError::Exists { path });
    }
    files::begin(dir)?;
    let master = master(dir, rng)?;
    let log_head = signing_key(dir, LOG_HEAD, &master, rng)?;
    let issuer = signing_key(dir, ISSUER, &master, rng)?;
    files::finish(dir)?;
    Ok(SoftwareCustody::new(&master, log_head, issuer))
}

fn master(dir: &Path, rng: &mut dyn CryptoRng) -> Result<MasterKey, KeysError> {
    if let Some(master) = open::master(dir)? {
        return Ok(master);
    }
    let master = MasterKey::random(rng);
    files::write(dir, MASTER, master.as_bytes(), rng)?;
    Ok(master)
}

fn signing_key(dir: &Path, kind: Kind, master: &MasterKey, rng: &mut dyn CryptoRng) -> Result<SigningKey, KeysError> {
    if let Some(key) = open::signing_key(dir, kind, master)? {
        return Ok(key);
    }
    let key = SigningKey::random(&mut &mut *rng);
    let wrapped = open::wrapping(master).wrap(Place::of_trustee(kind.tag), key.to_bytes().as_slice(), rng)?;
    files::write(dir, kind, &wrapped, rng)?;
    Ok(key)
}
