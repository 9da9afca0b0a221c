//! The device looks at the Locker ID that it was given, before it keeps it.

use dlocker_protocol::{PublicKey, TrusteeId};

use super::claims::Issued;
use crate::{IdentityError, LockerIdClaims, MAX_BYTES};

/// What a Locker ID says that `trustee` has just issued, without key binding, with its handle. The device still has to compare the device key and
/// the locker with its own.
///
/// # Errors
/// [`IdentityError::NotIssuedHere`] if it is not this trustee's, [`IdentityError::Malformed`] if it is not whole.
pub fn accept(locker_id: &str, trustee: TrusteeId, issuer_key: &PublicKey) -> Result<LockerIdClaims, IdentityError> {
    let parts: Vec<&str> = locker_id.split('~').collect();
    let [jwt, disclosures @ .., ""] = parts.as_slice() else {
        return Err(IdentityError::Malformed { part: "end" });
    };
    if locker_id.len() > MAX_BYTES {
        return Err(IdentityError::Malformed { part: "length" });
    }
    let issued = Issued::check(jwt, trustee, issuer_key)?;
    let handle = issued.handle(disclosures)?.ok_or(IdentityError::Malformed { part: "disclosures" })?;
    Ok(LockerIdClaims {
        locker: issued.locker,
        trustee,
        device_key: issued.device_key,
        handle,
        issued: issued.issued,
        status: issued.status,
    })
}
