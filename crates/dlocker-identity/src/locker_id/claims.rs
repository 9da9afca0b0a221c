//! What a Locker ID says, and the exact members that carry it.

use base64ct::{Base64, Encoding};
use dlocker_protocol::{Handle, LockerId, PublicKey, Timestamp, TrusteeId};
use serde::{Deserialize, Serialize};

use super::disclosure::Disclosure;
use crate::certificate::Certificate;
use crate::jose::jwk::Jwk;
use crate::jose::jws::{self, ES256};
use crate::{IdentityError, thumbprint};

pub(crate) const TYP: &str = "dc+sd-jwt";
/// The type of the credential (`vct`).
pub const VCT: &str = "urn:dlocker:locker-id:1";
pub(crate) const SD_ALG: &str = "sha-256";
/// Most certificates in `x5c`.
pub const MAX_CHAIN: usize = 4;
/// Longest address of a status list, in bytes.
const MAX_URI: usize = 512;

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
    /// Where others may read whether it still counts.
    pub status: StatusReference,
}

/// A place in a status list (Token Status List, section 6.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusReference {
    /// Which place, from 0.
    pub idx: u64,
    /// The address of the list.
    pub uri: String,
}

/// `status` of the claims.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Status {
    pub(crate) status_list: StatusReference,
}

/// Header of the issuer's JWT.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssuerHeader {
    pub(crate) alg: String,
    pub(crate) typ: String,
    pub(crate) kid: String,
    pub(crate) x5c: Vec<String>,
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
    pub(crate) status: Status,
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
    pub(crate) status: StatusReference,
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
        let issued = Self::from_claims(claims)?;
        check_chain(&header.x5c, issuer_key, issued.issued)?;
        Ok(issued)
    }

    fn from_claims(claims: IssuerClaims) -> Result<Self, IdentityError> {
        if claims.vct != VCT || claims.sd_alg != SD_ALG || claims.sd.len() != 1 {
            return Err(IdentityError::Malformed { part: "claims" });
        }
        let status = claims.status.status_list;
        if status.uri.len() > MAX_URI || !(status.uri.starts_with("https://") || status.uri.starts_with("http://")) {
            return Err(IdentityError::Malformed { part: "status" });
        }
        Ok(Self {
            locker: claims.sub,
            device_key: claims.cnf.jwk.to_key()?,
            issued: Timestamp::from_millis(claims.iat.saturating_mul(1000)),
            status,
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

/// Whether the leaf is a certificate for the issuer key that held when the Locker ID was issued. What is above the leaf is for those who do not pin the key.
fn check_chain(x5c: &[String], issuer_key: &PublicKey, issued: Timestamp) -> Result<(), IdentityError> {
    let malformed = IdentityError::Malformed { part: "certificate" };
    if x5c.len() > MAX_CHAIN {
        return Err(malformed);
    }
    let der = x5c.iter().map(|text| Base64::decode_vec(text).map_err(|_| malformed)).collect::<Result<Vec<_>, _>>()?;
    let leaf = der.first().and_then(|der| Certificate::parse(der)).ok_or(malformed)?;
    if leaf.key != *issuer_key {
        return Err(IdentityError::NotIssuedHere);
    }
    if leaf.holds(issued) { Ok(()) } else { Err(IdentityError::Lapsed) }
}

/// A chain in DER as `x5c` has it (RFC 7515, section 4.1.6).
pub(crate) fn x5c(chain: &[Vec<u8>]) -> Vec<String> {
    chain.iter().map(|der| Base64::encode_string(der)).collect()
}
