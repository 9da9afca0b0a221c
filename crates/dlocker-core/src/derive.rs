//! Deriving keys: HKDF-SHA256 with a purpose of its own for every key.

use dlocker_protocol::cbor::Malformed;
use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::signature::SigningKey;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// 32 secret bytes.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// One derived key: `HKDF(input, salt, "dlocker/v1/" purpose 0x00 context)`, 32 bytes.
pub(crate) fn derive(input: &[u8], salt: &[u8], purpose: &str, context: &[u8]) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    let info: [&[u8]; 4] = [b"dlocker/v1/", purpose.as_bytes(), &[0], context];
    let expanded = Hkdf::<Sha256>::new(Some(salt), input).expand_multi_info(&info, key.as_mut_slice());
    // HKDF-SHA256 refuses only outputs above 8160 bytes (RFC 5869, section 2.3).
    debug_assert!(expanded.is_ok());
    key
}

/// The first of counters 0, 1, … whose bytes are a P-256 scalar in 1..n.
pub(crate) fn signing_key(candidate: impl Fn(u32) -> Key) -> SigningKey {
    first(candidate, |bytes| SigningKey::from_bytes(&bytes))
}

/// The first of counters 0, 1, … whose bytes are an X-Wing seed: always 0, as every 32 bytes are one.
pub(crate) fn unsealing_key(candidate: impl Fn(u32) -> Key) -> UnsealingKey {
    first(candidate, UnsealingKey::from_seed)
}

fn first<T>(candidate: impl Fn(u32) -> Key, parse: impl Fn(Key) -> Result<T, Malformed>) -> T {
    let mut counter = 0;
    loop {
        if let Ok(key) = parse(candidate(counter)) {
            return key;
        }
        counter += 1;
    }
}
