//! What a Locker ID says, and the exact members that carry it.

use dlocker_protocol::{Handle, LockerId, PublicKey, Timestamp, TrusteeId};
use serde::{Deserialize, Serialize};

use crate::disclosure::Disclosure;
use crate::jwk::Jwk;
use crate::jws::{self, ES256};
use crate::{IdentityError, thumbprint};

pub(crate) const TYP: &str = "dc+sd-jwt";
pub(crate) const VCT: &str = "urn:dlocker:locker-id:1";
pub(crate) const SD_ALG: &str = "sha-256";

/// What a Locker ID says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockerIdClaims {
    /// Which locker it opens the door to.
    pub locker: LockerId,
    /// Who says so.
    pub trustee: TrusteeId,
    /// The only key that can present it.
    pub device_key: PublicKey,
    /// The locker's handle; disclosed only where asked for.
    pub handle: Handle,
    /// When it was issued; whole seconds survive.
    pub issued: Timestamp,
}

/// Header of the issuer's JWT.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssuerHeader {
    pub(crate) alg: String,
    pub(crate) typ: String,
    pub(crate) kid: String,
}

/// Claims of the issuer's JWT.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssuerClaims {
    pub(crate) iss: String,
    pub(crate) vct: String,
    pub(crate) sub: LockerId,
    pub(crate) iat: u64,
    pub(crate) cnf: Confirmation,
    #[serde(rename = "_sd")]
    pub(crate) sd: Vec<String>,
    #[serde(rename = "_sd_alg")]
    pub(crate) sd_alg: String,
}

/// `cnf` of RFC 7800, with a key by value.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirmation {
    pub(crate) jwk: Jwk,
}

/// `iss` of a trustee.
pub(crate) fn issuer(trustee: TrusteeId) -> String {
    format!("urn:dlocker:{trustee}")
}

/// The issuer's part, believed: its signature, type and issuer were checked.
pub(crate) struct Issued {
    pub(crate) locker: LockerId,
    pub(crate) device_key: PublicKey,
    pub(crate) issued: Timestamp,
    sd: Vec<String>,
}

impl Issued {
    /// Checks the issuer's JWT against the key and the trustee that it must be from.
    pub(crate) fn check(jwt: &str, trustee: TrusteeId, issuer_key: &PublicKey) -> Result<Self, IdentityError> {
        let signed = jws::split(jwt, "issuer's part")?;
        if !signed.is_by(issuer_key) {
            return Err(IdentityError::NotIssuedHere);
        }
        let header: IssuerHeader = signed.header("issuer's header")?;
        if header.alg != ES256 || header.typ != TYP {
            return Err(IdentityError::Malformed { part: "issuer's header" });
        }
        let claims: IssuerClaims = signed.payload("claims")?;
        if header.kid != thumbprint(issuer_key) || claims.iss != issuer(trustee) {
            return Err(IdentityError::NotIssuedHere);
        }
        Self::from_claims(claims)
    }

    fn from_claims(claims: IssuerClaims) -> Result<Self, IdentityError> {
        if claims.vct != VCT || claims.sd_alg != SD_ALG || claims.sd.len() != 1 {
            return Err(IdentityError::Malformed { part: "claims" });
        }
        Ok(Self {
            locker: claims.sub,
            device_key: claims.cnf.jwk.to_key()?,
            issued: Timestamp::from_millis(claims.iat.saturating_mul(1000)),
            sd: claims.sd,
        })
    }

    /// The handle, from no disclosure or from the one that the issuer signed the digest of.
    pub(crate) fn handle(&self, disclosures: &[&str]) -> Result<Option<Handle>, IdentityError> {
        match disclosures {
            [] => Ok(None),
            [one] if self.sd == [Disclosure::digest(one)] => Disclosure::parse(one).map(|d| Some(d.handle)),
            _ => Err(IdentityError::Malformed { part: "disclosures" }),
        }
    }
}
