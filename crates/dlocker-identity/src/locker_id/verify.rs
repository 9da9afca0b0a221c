//! The trustee verifies a presented Locker ID.

use dlocker_protocol::{Handle, LockerId, PublicKey, Timestamp, TrusteeId};

use super::claims::Issued;
use super::present::{BindingClaims, BindingHeader, KB_TYP, sd_hash};
use crate::jose::jws::{self, ES256};
use crate::{IdentityError, MAX_BYTES};

/// How far the key binding's `iat` may lie from the trustee's clock, in seconds.
pub const MAX_SKEW_SECONDS: u64 = 60;

/// The occasion for which a presentation must have been made.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// This trustee.
    pub trustee: TrusteeId,
    /// The nonce that this trustee gave out; whether it was used before is the caller's to check.
    pub nonce: &'a str,
    /// The trustee's clock.
    pub now: Timestamp,
}

/// What a verified presentation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedLockerId {
    /// The locker.
    pub locker: LockerId,
    /// The device key that presented it.
    pub device_key: PublicKey,
    /// When it was issued, in whole seconds.
    pub issued: Timestamp,
    /// The handle, where the device disclosed it.
    pub handle: Option<Handle>,
}

/// Verifies a presentation: issuer, profile, disclosures, and that the device bound its key to exactly this occasion.
///
/// # Errors
/// [`IdentityError`]; nothing of the presentation is to be believed then.
pub fn verify(
    presentation: &str,
    issuer_key: &PublicKey,
    expected: Expected<'_>,
) -> Result<VerifiedLockerId, IdentityError> {
    verify_to(&expected.trustee.to_string(), presentation, issuer_key, expected)
}

/// The same where the trustee asked under another name: its client identifier in OpenID4VP.
///
/// # Errors
/// As [`verify`].
pub fn verify_to(
    audience: &str,
    presentation: &str,
    issuer_key: &PublicKey,
    expected: Expected<'_>,
) -> Result<VerifiedLockerId, IdentityError> {
    if presentation.len() > MAX_BYTES {
        return Err(IdentityError::Malformed { part: "length" });
    }
    let (credential, binding) =
        presentation.rsplit_once('~').ok_or(IdentityError::Malformed { part: "key binding" })?;
    let mut parts = credential.split('~');
    let jwt = parts.next().unwrap_or_default();
    let disclosures: Vec<&str> = parts.collect();
    let issued = Issued::check(jwt, expected.trustee, issuer_key)?;
    let handle = issued.handle(&disclosures)?;
    let presented = &presentation[..=credential.len()];
    check_binding(binding, presented, &issued.device_key, (audience, expected))?;
    if issued.issued.seconds() > expected.now.seconds().saturating_add(MAX_SKEW_SECONDS) {
        return Err(IdentityError::OtherTime);
    }
    Ok(VerifiedLockerId { locker: issued.locker, device_key: issued.device_key, issued: issued.issued, handle })
}

fn check_binding(
    jwt: &str,
    presented: &str,
    device_key: &PublicKey,
    (audience, expected): (&str, Expected<'_>),
) -> Result<(), IdentityError> {
    let signed = jws::split(jwt, "key binding")?;
    if !signed.is_by(device_key) {
        return Err(IdentityError::OtherDevice);
    }
    let header: BindingHeader = signed.header("key binding's header")?;
    if header.alg != ES256 || header.typ != KB_TYP {
        return Err(IdentityError::Malformed { part: "key binding's header" });
    }
    let claims: BindingClaims = signed.payload("key binding's claims")?;
    for (part, is, should) in [
        ("audience", &claims.aud, audience.to_owned()),
        ("nonce", &claims.nonce, expected.nonce.to_owned()),
        ("sd_hash", &claims.sd_hash, sd_hash(presented)),
    ] {
        if *is != should {
            return Err(IdentityError::OtherOccasion { part });
        }
    }
    let skew = claims.iat.abs_diff(expected.now.seconds());
    if skew <= MAX_SKEW_SECONDS { Ok(()) } else { Err(IdentityError::OtherTime) }
}
