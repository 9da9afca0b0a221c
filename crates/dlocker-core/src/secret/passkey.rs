//! What a passkey gives: the result of its PRF (WebAuthn, section 10.1.4), which an authenticator computes and the page's domain fixes.

use zeroize::Zeroizing;

use super::BadSecret;

/// 32 bytes that only the passkey gives. No Debug, no comparison; zeroized when dropped.
pub struct PasskeySecret(Zeroizing<[u8; 32]>);

impl PasskeySecret {
    /// The first result of the PRF, as it is.
    ///
    /// # Errors
    /// [`BadSecret::NotPrf`] if it is not 32 bytes.
    pub fn from_prf(bytes: &[u8]) -> Result<Self, BadSecret> {
        let mut secret = Zeroizing::new([0; 32]);
        if bytes.len() != secret.len() {
            return Err(BadSecret::NotPrf);
        }
        secret.copy_from_slice(bytes);
        Ok(Self(secret))
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}
