//! Signatures: ECDSA on P-256 with SHA-256 (FIPS 186-5), over documents and over HTTP requests.

mod document;
pub mod http;
mod key;
mod verify;

pub use document::{BadSignature, Document, Draft, Signed};
pub use key::{PublicKey, Signature, SigningKey};
