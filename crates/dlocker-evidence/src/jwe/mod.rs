//! Answers that only the trustee can read: compact JWE (RFC 7516) by `ECDH-ES` over P-256 with `A128GCM` or `A256GCM`, as `direct_post.jwt` sends them
//! (OpenID4VP 1.0, section 8.3).
//!
//! Only opening: a trustee encrypts to nobody. There is one key for each request, so that an answer to another request does not open.

mod header;
mod kdf;
mod key;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use key::ResponseKey;
#[cfg(test)]
pub(crate) use tests::sealed_to;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm, Nonce};
use dlocker_protocol::encoded::from_base64url;
use zeroize::Zeroizing;

use crate::{EvidenceError, MAX_BYTES};
use header::{Content, Header};

/// Key management that is taken, as it stands in the key's `alg`.
pub const KEY_MANAGEMENT: &str = "ECDH-ES";
/// Content encryption that is taken, for `encrypted_response_enc_values_supported`.
pub const CONTENT_ENCRYPTION: [&str; 2] = ["A128GCM", "A256GCM"];
/// Longest JWE that is looked at, in bytes: one presentation as JSON, in base64url, and a little more.
pub const MAX_JWE: usize = 2 * MAX_BYTES;

const NONCE: usize = 12;
const TAG: usize = 16;
const MALFORMED: EvidenceError = EvidenceError::Malformed { part: "encryption" };

impl ResponseKey {
    /// What was encrypted to this key: the response parameters as JSON, which the caller parses. Wiped when dropped, for it names a person.
    ///
    /// # Errors
    /// [`EvidenceError::Malformed`] for another form or other algorithms; [`EvidenceError::OtherOccasion`] for another key, or an altered answer: they
    /// cannot be told apart.
    pub fn open(&self, jwe: &str) -> Result<Zeroizing<Vec<u8>>, EvidenceError> {
        if jwe.len() > MAX_JWE {
            return Err(EvidenceError::Malformed { part: "length" });
        }
        let mut parts = jwe.split('.');
        let mut part = || parts.next().ok_or(MALFORMED);
        // Between header and nonce stands an encrypted key, empty where the key is agreed on directly.
        let (protected, "", nonce, text, tag) = (part()?, part()?, part()?, part()?, part()?) else {
            return Err(MALFORMED);
        };
        if parts.next().is_some() {
            return Err(MALFORMED);
        }
        let header = Header::parse(protected, self)?;
        let nonce: [u8; NONCE] = bytes(nonce)?.try_into().map_err(|_| MALFORMED)?;
        let tag: [u8; TAG] = bytes(tag)?.try_into().map_err(|_| MALFORMED)?;
        let sealed = [bytes(text)?.as_slice(), tag.as_slice()].concat();
        let key = kdf::key(&self.agree(&header.ephemeral)?, &header);
        let payload = Payload { msg: &sealed, aad: protected.as_bytes() };
        decrypt(header.content, &key, nonce, payload).ok_or(EvidenceError::OtherOccasion { part: "encryption key" })
    }
}

fn decrypt(content: Content, key: &[u8], nonce: [u8; NONCE], payload: Payload<'_, '_>) -> Option<Zeroizing<Vec<u8>>> {
    let nonce = Nonce::from(nonce);
    let plain = match content {
        Content::A128Gcm => Aes128Gcm::new_from_slice(key).ok()?.decrypt(&nonce, payload),
        Content::A256Gcm => Aes256Gcm::new_from_slice(key).ok()?.decrypt(&nonce, payload),
    };
    plain.ok().map(Zeroizing::new)
}

fn bytes(text: &str) -> Result<Vec<u8>, EvidenceError> {
    from_base64url(text).ok_or(MALFORMED)
}
