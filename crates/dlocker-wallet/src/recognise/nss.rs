//! What NSS keeps to check its primary password with: a known text, encrypted by PBES2 (RFC 8018).

use super::der::{self, Der};

/// Whether a password protects the keys. Where there is none, NSS derives the key in a single round: there is nothing to make slow. Of the old
/// way, which always took one round, it is not known, and the answer is no.
pub(crate) fn needs_nss_password(check: &[u8]) -> bool {
    rounds(check).is_some_and(|rounds| rounds != [1])
}

/// Rounds of PBKDF2, as an integer in DER.
fn rounds(check: &[u8]) -> Option<&[u8]> {
    let mut algorithm = Der(check).enter(der::SEQUENCE)?.enter(der::SEQUENCE)?;
    algorithm.expect(der::OID)?;
    let mut derivation = algorithm.enter(der::SEQUENCE)?.enter(der::SEQUENCE)?;
    derivation.expect(der::OID)?;
    let mut parameters = derivation.enter(der::SEQUENCE)?;
    parameters.expect(der::OCTET_STRING)?;
    parameters.expect(der::INTEGER)
}
