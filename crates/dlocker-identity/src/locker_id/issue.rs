//! The trustee issues a Locker ID.

use dlocker_protocol::{PublicKey, Signature};
use rand_core::CryptoRng;

use super::claims::{Confirmation, IssuerClaims, IssuerHeader, SD_ALG, Status, TYP, VCT, issuer, x5c};
use super::disclosure::Disclosure;
use crate::jose::jwk::Jwk;
use crate::jose::jws::{self, ES256};
use crate::{LockerIdClaims, thumbprint};

/// In whose name a Locker ID is issued.
#[derive(Debug, Clone, Copy)]
pub struct Issuer<'a> {
    /// The issuer key.
    pub key: &'a PublicKey,
    /// Its certificate and what is above it, in DER, leaf first, without the root: at most [`MAX_CHAIN`](crate::MAX_CHAIN).
    pub chain: &'a [Vec<u8>],
}

/// Issues a Locker ID: `issuer's JWT ~ disclosure of the handle ~`. `sign` signs the message that it is given with the private half of
/// the issuer key (ES256, 64 bytes).
///
/// # Errors
/// What `sign` returns.
pub fn issue<E>(
    claims: &LockerIdClaims,
    by: Issuer<'_>,
    sign: impl FnOnce(&[u8]) -> Result<Signature, E>,
    rng: &mut impl CryptoRng,
) -> Result<String, E> {
    let header =
        IssuerHeader { alg: ES256.to_owned(), typ: TYP.to_owned(), kid: thumbprint(by.key), x5c: x5c(by.chain) };
    let disclosure = Disclosure::new(claims.handle.clone(), rng);
    let payload = IssuerClaims {
        iss: issuer(claims.trustee),
        vct: VCT.to_owned(),
        sub: claims.locker,
        iat: claims.issued.seconds(),
        cnf: Confirmation { jwk: Jwk::of(&claims.device_key) },
        status: Status { status_list: claims.status.clone() },
        sd: vec![Disclosure::digest(&disclosure.text)],
        sd_alg: SD_ALG.to_owned(),
    };
    let input = jws::signing_input(&header, &payload);
    let signature = sign(input.as_bytes())?;
    Ok(format!("{}~{}~", jws::compact(&input, &signature), disclosure.text))
}
