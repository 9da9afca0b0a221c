//! JSON Web Keys and Signatures, of one algorithm: ES256.

pub(crate) mod jwk;
pub mod jws;

pub use jwk::{jwk, parse_jwk, thumbprint, thumbprint_bytes};
