//! A code is exchanged for an access token.

use dlocker_protocol::{Digest, Timestamp};
use minicbor::{Decode, Encode};

use super::{Denied, Offered};
use crate::record::record;
use crate::staff::InviteRecord;

/// How long an access token is good, in milliseconds.
pub const TOKEN_LIFE: u64 = 5 * 60 * 1000;

/// An access token. Its row is found by its digest; the token itself is nowhere at the bank.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct TokenRecord {
    /// When it is over.
    #[n(0)]
    pub expires: Timestamp,
    /// Thumbprint of the only key with which it is good.
    #[n(1)]
    pub key: Digest,
    /// The digest of the code that it was given for.
    #[n(2)]
    pub code: Digest,
    /// Whether anything was issued for it.
    #[n(3)]
    pub issued: bool,
}
record!(TokenRecord, "access token");

/// Whether the code of this row grants a token to the DPoP key `key`. A code can be used until a Locker ID was issued by it, and from then on by that
/// same key, so that an owner whose connection broke is not locked out. The changed row is to be kept whatever the answer is: a wrong transaction code
/// counts.
///
/// # Errors
/// [`Denied::Grant`].
pub fn grant(invite: &mut InviteRecord, offered: Offered, key: Digest, now: Timestamp) -> Result<(), Denied> {
    let usable = match invite.granted {
        Some(first) => first == key,
        None => invite.used_by.is_none(),
    };
    if !usable || now >= invite.expires {
        return Err(Denied::Grant);
    }
    match (&mut invite.tx_code, offered) {
        (None, Offered::Nothing) => Ok(()),
        // One that was not asked for says that the wallet took another offer (OpenID4VCI 1.0, section 6.3).
        (None, Offered::Code(_)) | (Some(_), Offered::Nothing) => Err(Denied::Grant),
        (Some(code), Offered::Code(_)) if code.is_burnt() => Err(Denied::Grant),
        (Some(_), Offered::Code(true)) => Ok(()),
        (Some(code), Offered::Code(false)) => {
            code.wrong += 1;
            Err(Denied::Grant)
        }
    }
}
