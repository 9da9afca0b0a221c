//! What only the owner may compute.
//!
//! Lives here: the owner's secrets and how they are stretched, the blinded half of the OPRF, sharing over trustees, the
//! envelope of an unlock method, the locker's seed and the keys it gives, the chains by which the owner believes a
//! roster, a snapshot or a visit log, and what is inside a snapshot.
//!
//! May not live here: I/O, a clock, a source of randomness (all three come in as arguments), and anything that a
//! trustee computes. A trustee's program never contains this crate.
//!
//! ```text
//! secret -> stretch -> w -> oprf (with each trustee) -> F_i -> unmasks share_i -> sharing -> r
//! r, w, transcript -> method: opens the envelope -> the method's private key, the owner key of that day
//! the method's private key -> seed of the epoch -> EpochKeys -> opens roots, signs rosters
//! ```
//!
//! # The key schedule
//! Every derived key comes from HKDF-SHA256 (RFC 5869) with `info = "dlocker/v1/" purpose 0x00 context`. No purpose is
//! used twice. `context` is the canonical CBOR named in the table; salts are empty where none is named.
//!
//! | purpose | input | salt | context | gives |
//! |---|---|---|---|---|
//! | `stretched-pin`, `stretched-passphrase` | Argon2id's 32 bytes | | | w |
//! | `stretched-kit` | the kit's 20 bytes | | | w |
//! | `stretched-device` | the device's 32 random bytes | | | w |
//! | `link-id` | a link's 32 random bytes | | | the first 16 bytes name the link |
//! | `join-mac` | a link's 32 random bytes | | `[locker, link, device_key, name]` | the joining device's MAC |
//! | `share-mask` | F_i | | `[locker, method, registration, trustee, index, K]` | 32 bytes, XORed with share i |
//! | `success-key` | r | | `[locker, method, registration, counter]` | P-256 scalar |
//! | `envelope-key` | r, w | transcript digest | | ChaCha20-Poly1305 key |
//! | `envelope-commitment` | r, w | transcript digest | | the record's commitment |
//! | `owner-key` | seed | | `[locker, epoch, counter]` | P-256 scalar |
//! | `unsealing-key` | seed | | `[locker, epoch, counter]` | X-Wing seed |
//! | `prior-seed-key` | seed | 32 random bytes | `[locker, epoch]` | ChaCha20-Poly1305 key |
//!
//! `counter` is 0, and one more each time the 32 bytes are no key (for P-256 a chance of 2^-32), as in DeriveKeyPair of
//! RFC 9180, section 7.1.3.

mod derive;
mod once;

pub mod join;
pub mod log;
pub mod method;
pub mod oprf;
pub mod roster;
pub mod secret;
pub mod seed;
pub mod sharing;
pub mod snapshot;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
