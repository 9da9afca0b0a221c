//! Encrypted PKCS #8 keys (RFC 5958) with PBES2 (RFC 8018), PEM and DER.

use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::Kdf;
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};

use crate::{MAX_KIB, MAX_ROUNDS};

const BEGIN: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
const END: &str = "-----END ENCRYPTED PRIVATE KEY-----";

/// Tries the first encrypted key in a PEM file.
pub(crate) fn opens_pem(store: &[u8], passphrase: &str) -> Option<bool> {
    let (_, rest) = std::str::from_utf8(store).ok()?.split_once(BEGIN)?;
    let (body, _) = rest.split_once(END)?;
    let base64: String = body.split_whitespace().collect();
    opens_der(&data_encoding::BASE64.decode(base64.as_bytes()).ok()?, passphrase)
}

/// Decrypts, and looks whether a key came out: the padding alone is right by chance once in 256 times.
pub(crate) fn opens_der(store: &[u8], passphrase: &str) -> Option<bool> {
    let key = EncryptedPrivateKeyInfoRef::try_from(store).ok()?;
    if !is_affordable(&key.encryption_algorithm) {
        return None;
    }
    let opened = key.decrypt(passphrase.as_bytes());
    Some(opened.is_ok_and(|key| PrivateKeyInfoRef::try_from(key.as_bytes()).is_ok()))
}

fn is_affordable(scheme: &EncryptionScheme) -> bool {
    let EncryptionScheme::Pbes2(params) = scheme else { return false };
    match &params.kdf {
        Kdf::Pbkdf2(params) => params.iteration_count <= MAX_ROUNDS,
        Kdf::Scrypt(params) => {
            let bytes = params.cost_parameter.checked_mul(u64::from(params.block_size) * 128);
            bytes.is_some_and(|bytes| bytes <= u64::from(MAX_KIB) << 10)
        }
        _ => false,
    }
}
