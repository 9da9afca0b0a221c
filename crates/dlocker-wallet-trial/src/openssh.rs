//! OpenSSH private keys: bcrypt-pbkdf and AES-256-CTR, which is what `ssh-keygen` writes (PROTOCOL.key).

use aes::Aes256;
use aes::cipher::{KeyIvInit, StreamCipher};
use zeroize::Zeroizing;

use crate::read::{be32, string};

const MAGIC: &[u8] = b"openssh-key-v1\0";
const BEGIN: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";
const END: &str = "-----END OPENSSH PRIVATE KEY-----";
/// More rounds than these take longer than a backup may spend (`ssh-keygen` takes 16 to 24).
const MAX_ROUNDS: u32 = 64;

/// Decrypts the first block: it begins with the same number twice.
pub(crate) fn opens(store: &[u8], passphrase: &str) -> Option<bool> {
    let key = unarmored(std::str::from_utf8(store).ok()?)?;
    let mut key = key.strip_prefix(MAGIC)?;
    let (cipher, kdf, mut options) = (string(&mut key)?, string(&mut key)?, string(&mut key)?);
    if cipher != b"aes256-ctr" || kdf != b"bcrypt" || be32(&mut key)? == 0 {
        return None;
    }
    let (salt, rounds) = (string(&mut options)?, be32(&mut options)?);
    string(&mut key)?;
    let mut first: [u8; 8] = string(&mut key)?.get(..8)?.try_into().ok()?;
    if rounds == 0 || rounds > MAX_ROUNDS || passphrase.is_empty() {
        return None;
    }
    let mut derived = Zeroizing::new([0; 48]);
    bcrypt_pbkdf::bcrypt_pbkdf(passphrase, salt, rounds, derived.as_mut_slice()).ok()?;
    let (key, iv) = derived.split_at_checked(32)?;
    ctr::Ctr128BE::<Aes256>::new_from_slices(key, iv).ok()?.apply_keystream(&mut first);
    Some(first.get(..4) == first.get(4..))
}

fn unarmored(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let body = text.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
    let base64: String = body.split_whitespace().collect();
    data_encoding::BASE64.decode(base64.as_bytes()).ok().map(Zeroizing::new)
}
