//! PKCS #12 stores: the MAC over the authenticated safe (RFC 7292, section 4), with SHA-1 or SHA-256.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::digest::block_api::BlockSizeUser;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::MAX_ROUNDS;
use crate::read::der;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OID: u8 = 0x06;
const OCTETS: u8 = 0x04;
const CONTEXT_0: u8 = 0xa0;
/// 1.2.840.113549.1.7.1
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// 1.3.14.3.2.26
const SHA1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
/// 2.16.840.1.101.3.4.2.1
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
/// What the key is for (RFC 7292, appendix B.3): a MAC.
const FOR_MAC: u8 = 3;

struct MacData<'a> {
    content: &'a [u8],
    algorithm: &'a [u8],
    mac: &'a [u8],
    salt: &'a [u8],
    rounds: u32,
}

/// Computes the MAC.
pub(crate) fn opens(store: &[u8], passphrase: &str) -> Option<bool> {
    let data = parse(store).filter(|data| (1..=MAX_ROUNDS).contains(&data.rounds))?;
    match data.algorithm {
        SHA1 => {
            let key = derived::<Sha1>(passphrase, data.salt, data.rounds);
            Some(Hmac::<Sha1>::new_from_slice(&key).ok()?.chain_update(data.content).verify_slice(data.mac).is_ok())
        }
        SHA256 => {
            let key = derived::<Sha256>(passphrase, data.salt, data.rounds);
            Some(Hmac::<Sha256>::new_from_slice(&key).ok()?.chain_update(data.content).verify_slice(data.mac).is_ok())
        }
        _ => None,
    }
}

fn parse(mut store: &[u8]) -> Option<MacData<'_>> {
    let mut pfx = der(&mut store, SEQUENCE)?;
    der(&mut pfx, INTEGER)?;
    let mut safe = der(&mut pfx, SEQUENCE)?;
    if der(&mut safe, OID)? != DATA {
        return None;
    }
    let mut content = der(&mut safe, CONTEXT_0)?;
    let content = der(&mut content, OCTETS)?;
    let mut data = der(&mut pfx, SEQUENCE)?;
    let mut info = der(&mut data, SEQUENCE)?;
    let mut algorithm = der(&mut info, SEQUENCE)?;
    let (algorithm, mac) = (der(&mut algorithm, OID)?, der(&mut info, OCTETS)?);
    let salt = der(&mut data, OCTETS)?;
    let rounds = der(&mut data, INTEGER).map_or(Some(1), number)?;
    Some(MacData { content, algorithm, mac, salt, rounds })
}

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0_u32, |sum, byte| sum.checked_mul(256)?.checked_add(u32::from(*byte)))
}

/// The derivation of appendix B.2, for a key no longer than one hash.
fn derived<D: Digest + BlockSizeUser>(passphrase: &str, salt: &[u8], rounds: u32) -> Zeroizing<Vec<u8>> {
    let block = D::block_size();
    let password: Zeroizing<Vec<u8>> =
        Zeroizing::new(passphrase.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect());
    let mut digest = D::new();
    digest.update(vec![FOR_MAC; block]);
    digest.update(Zeroizing::new(filled(salt, block)));
    digest.update(Zeroizing::new(filled(&password, block)));
    let mut key = Zeroizing::new(digest.finalize().to_vec());
    for _ in 1..rounds {
        *key = D::digest(key.as_slice()).to_vec();
    }
    key
}

/// Repeated until it fills whole blocks.
fn filled(bytes: &[u8], block: usize) -> Vec<u8> {
    let len = bytes.len().div_ceil(block) * block;
    bytes.iter().copied().cycle().take(len).collect()
}
