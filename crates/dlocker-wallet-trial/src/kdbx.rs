//! KeePass databases that a password alone opens: KDBX 4 by the MAC of its header, KDBX 3 by the bytes that its content begins with.
//!
//! One that needs a key file as well stays shut, as it would in its program.

use aes::Aes256;
use aes::cipher::{Block, BlockCipherEncrypt, BlockModeDecrypt, KeyIvInit};
use argon2::{Algorithm, Argon2, Params, Version};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use crate::read::{le16, le32, take};
use crate::{MAX_KIB, MAX_ROUNDS};

const SIGNATURE: &[u8] = &[0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5];
const AES_256: &[u8] =
    &[0x31, 0xc1, 0xf2, 0xe6, 0xbf, 0x71, 0x43, 0x50, 0xbe, 0x58, 0x05, 0x21, 0x6a, 0xfc, 0x5a, 0xff];
const AES_KDF: &[u8] =
    &[0xc9, 0xd9, 0xf3, 0x9a, 0x62, 0x8a, 0x44, 0x60, 0xbf, 0x74, 0x0d, 0x08, 0xc1, 0x8a, 0x4f, 0xea];
const ARGON2D: &[u8] =
    &[0xef, 0x63, 0x6d, 0xdf, 0x8c, 0x29, 0x44, 0x4b, 0x91, 0xf7, 0xa9, 0xa4, 0x03, 0xe3, 0x0a, 0x0c];
const ARGON2ID: &[u8] =
    &[0x9e, 0x29, 0x8b, 0x19, 0x56, 0xdb, 0x47, 0x73, 0xb2, 0x3d, 0xfc, 0x3e, 0xc6, 0xf0, 0xa1, 0xe6];

/// Fields of the header, as pairs of number and content.
type Fields<'a> = Vec<(u8, &'a [u8])>;
type Key = Zeroizing<[u8; 32]>;

/// Derives the key as the database says, and checks it.
pub(crate) fn opens(store: &[u8], passphrase: &str) -> Option<bool> {
    let mut rest = store.strip_prefix(SIGNATURE)?;
    le16(&mut rest)?;
    let version = le16(&mut rest)?;
    let fields = header(version, &mut rest)?;
    let password: Key = Zeroizing::new(Sha256::digest(passphrase).into());
    let composite: Key = Zeroizing::new(Sha256::digest(password.as_slice()).into());
    match version {
        3 => three(&fields, rest, &composite),
        4 => four(store, &fields, rest, &composite),
        _ => None,
    }
}

fn header<'a>(version: u16, rest: &mut &'a [u8]) -> Option<Fields<'a>> {
    let mut fields = Fields::new();
    loop {
        let id = *take(rest, 1)?.first()?;
        let len = if version == 3 { usize::from(le16(rest)?) } else { usize::try_from(le32(rest)?).ok()? };
        fields.push((id, take(rest, len)?));
        if id == 0 {
            return Some(fields);
        }
    }
}

fn field<'a>(fields: &Fields<'a>, wanted: u8) -> Option<&'a [u8]> {
    fields.iter().find(|(id, _)| *id == wanted).map(|(_, content)| *content)
}

/// KDBX 4: SHA-256 of the header, then its HMAC with a key from seed and transformed key.
fn four(store: &[u8], fields: &Fields<'_>, mut rest: &[u8], composite: &Key) -> Option<bool> {
    let end = store.len().checked_sub(rest.len())?;
    let header = store.get(..end)?;
    take(&mut rest, 32)?;
    let mac = take(&mut rest, 32)?;
    let transformed = kdf(&dictionary(field(fields, 11)?)?, composite)?;
    let seed = field(fields, 4)?;
    let base = Sha512::new().chain_update(seed).chain_update(transformed.as_slice()).chain_update([1]).finalize();
    let key = Sha512::new().chain_update(u64::MAX.to_le_bytes()).chain_update(base).finalize();
    Some(Hmac::<Sha256>::new_from_slice(&key).ok()?.chain_update(header).verify_slice(mac).is_ok())
}

/// The dictionary of a key derivation: type, name, value, each behind its length.
fn dictionary(mut bytes: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    le16(&mut bytes)?;
    let mut entries = Vec::new();
    while *take(&mut bytes, 1)?.first()? != 0 {
        let len = usize::try_from(le32(&mut bytes)?).ok()?;
        let name = take(&mut bytes, len)?;
        let len = usize::try_from(le32(&mut bytes)?).ok()?;
        entries.push((name, take(&mut bytes, len)?));
    }
    Some(entries)
}

fn kdf(entries: &[(&[u8], &[u8])], composite: &Key) -> Option<Key> {
    let get = |name: &[u8]| entries.iter().find(|(found, _)| *found == name).map(|(_, value)| *value);
    let number = |name: &[u8]| {
        let mut bytes = [0; 8];
        let value = get(name)?;
        bytes.get_mut(..value.len())?.copy_from_slice(value);
        u32::try_from(u64::from_le_bytes(bytes)).ok()
    };
    let algorithm = match get(b"$UUID")? {
        AES_KDF => return aes_kdf(get(b"S")?, number(b"R")?, composite),
        ARGON2D => Algorithm::Argon2d,
        ARGON2ID => Algorithm::Argon2id,
        _ => return None,
    };
    // Memory comes in bytes.
    let (memory, passes, lanes) = (number(b"M")? >> 10, number(b"I")?, number(b"P")?);
    if memory > MAX_KIB || passes > 64 {
        return None;
    }
    let version = Version::try_from(number(b"V")?).ok()?;
    let params = Params::new(memory, passes, lanes, Some(32)).ok()?;
    let mut key = Key::default();
    Argon2::new(algorithm, version, params)
        .hash_password_into(composite.as_slice(), get(b"S")?, key.as_mut_slice())
        .ok()?;
    Some(key)
}

/// AES over both halves, many times; then a hash.
fn aes_kdf(seed: &[u8], rounds: u32, composite: &Key) -> Option<Key> {
    if rounds > MAX_ROUNDS * 10 {
        return None;
    }
    let cipher = Aes256::new_from_slice(seed).ok()?;
    let mut key = composite.clone();
    let (blocks, _) = Block::<Aes256>::slice_as_chunks_mut(key.as_mut_slice());
    for _ in 0..rounds {
        cipher.encrypt_blocks(blocks);
    }
    Some(Zeroizing::new(Sha256::digest(key.as_slice()).into()))
}

/// KDBX 3: the content begins with the 32 bytes that the header gives.
fn three(fields: &Fields<'_>, rest: &[u8], composite: &Key) -> Option<bool> {
    if field(fields, 2)? != AES_256 {
        return None;
    }
    let rounds = u64::from_le_bytes(field(fields, 6)?.try_into().ok()?);
    let transformed = aes_kdf(field(fields, 5)?, u32::try_from(rounds).ok()?, composite)?;
    let key = Sha256::new().chain_update(field(fields, 4)?).chain_update(transformed.as_slice()).finalize();
    let mut start: [u8; 32] = rest.get(..32)?.try_into().ok()?;
    let (blocks, _) = Block::<Aes256>::slice_as_chunks_mut(&mut start);
    cbc::Decryptor::<Aes256>::new_from_slices(&key, field(fields, 7)?).ok()?.decrypt_blocks(blocks);
    Some(field(fields, 9)? == start)
}
