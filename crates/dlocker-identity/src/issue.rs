//! The trustee issues a Locker ID.

use dlocker_protocol::{PublicKey, Signature};
use rand_core::CryptoRng;

use crate::claims::{Confirmation, IssuerClaims, IssuerHeader, SD_ALG, TYP, VCT, issuer};
use crate::disclosure::Disclosure;
use crate::jwk::Jwk;
use crate::jws::{self, ES256};
use crate::{LockerIdClaims, thumbprint};

/// Issues a Locker ID: `issuer's JWT ~ disclosure of the handle ~`. `sign` signs the message that it is given with the private half of
/// `issuer_key` (ES256, 64 bytes).
///
/// # Errors
/// What `sign` returns.
pub fn issue<E>(
    claims: &LockerIdClaims,
    issuer_key: &PublicKey,
    sign: impl FnOnce(&[u8]) -> Result<Signature, E>,
    rng: &mut impl CryptoRng,
) -> Result<String, E> {
    let header = IssuerHeader { alg: ES256.to_owned(), typ: TYP.to_owned(), kid: thumbprint(issuer_key) };
    let disclosure = Disclosure::new(claims.handle.clone(), rng);
    let payload = IssuerClaims {
        iss: issuer(claims.trustee),
        vct: VCT.to_owned(),
        sub: claims.locker,
        iat: claims.issued.seconds(),
        cnf: Confirmation { jwk: Jwk::of(&claims.device_key) },
        sd: vec![Disclosure::digest(&disclosure.text)],
        sd_alg: SD_ALG.to_owned(),
    };
    let input = jws::signing_input(&header, &payload);
    let signature = sign(input.as_bytes())?;
    Ok(format!("{}~{}~", jws::compact(&input, &signature), disclosure.text))
}
