//! Evidence of who the owner is: credentials that other issuers gave, verified as they are presented over OpenID4VP 1.0.
//!
//! Lives here: what a trustee believes ([`trust`]), and the checks of a presented credential from the issuer's key to the holder's signature over
//! exactly one occasion. Pure: whatever has to be fetched is named by [`needed`] and handed in as [`Fetched`]. No input panics.
//!
//! May not live here: any I/O, clock or randomness of its own, private keys (but for opening an answer that was encrypted to one, [`jwe`]), what the evidence is worth in a case (that is `dlocker-bank`). Trustee's
//! side only: the owner's programs have no use for it.
//!
//! # What is checked
//! | | SD-JWT VC | W3C VC as JWT | mdoc |
//! |---|---|---|---|
//! | issuer | x5c, `did:key`, `did:jwk`, `did:web` | the same | x5chain |
//! | what the issuer signed | digests of disclosures | the whole | digests of elements |
//! | holder | `cnf`, key-binding JWT | subject's DID or `cnf`, presentation | device key, device signature |
//! | occasion | nonce, client id, `sd_hash`, time | nonce, client id, time | nonce, client id, response URI, encryption key |
//! | transaction | `transaction_data_hashes` | in the [`nonce()`] | in the [`nonce()`] |
//! | status | Token Status List | Token Status List | Token Status List |
//!
//! `spec/evidence.md` says it exactly.
//!
//! # Walk
//! ```
//! # use std::collections::BTreeMap;
//! # use dlocker_evidence::{EvidenceError, Fetched, Format, Occasion, needed, verify};
//! # use dlocker_evidence::trust::{EntrySettings, TrustList};
//! # use dlocker_protocol::Timestamp;
//! # let vector: serde_json::Value = serde_json::from_str(include_str!("../../../spec/vectors/evidence/sd_jwt.json"))?;
//! # let (presented, pem) = (vector["presented"].as_str().unwrap(), vector["files"]["state.pem"].as_str().unwrap());
//! // once: the trust list, from the configuration
//! let entry = EntrySettings {
//!     name: "national-id".to_owned(),
//!     format: Format::SdJwtVc,
//!     kind: "urn:eudi:pid:1".to_owned(),
//!     issuers: vec!["x5c:state.pem".to_owned()],
//!     claims: BTreeMap::from([("family_name".to_owned(), vec!["family_name".to_owned()])]),
//! };
//! let trust = TrustList::parse(&[entry], |_file| Ok(pem.as_bytes().to_vec()))?;
//! // for each presentation: what was asked, and when
//! let occasion = Occasion {
//!     nonce: "bm9uY2Ugb2Ygb25lIGNhc2U",
//!     client_id: "x509_san_dns:bank.example",
//!     response_uri: "https://bank.example/oid4vp/response/1",
//!     encryption_thumbprint: None,
//!     transaction_data: &[],
//!     now: Timestamp::from_millis(1_763_000_000_000),
//! };
//! let mut fetched = Fetched::default();
//! while !needed(Format::SdJwtVc, presented, &occasion, &trust, &fetched)?.is_empty() {
//!     // fetch, put it into `fetched`, and leave when nothing more can be had
//! #   fetched.status_lists.clear();
//! #   break;
//! }
//! let verified = verify(Format::SdJwtVc, presented, &occasion, &trust, &fetched)?;
//! assert_eq!(verified.claims["family_name"], "Möbius");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod credential;
mod error;
mod issuer;
mod json;
pub mod jwe;
mod jwt;
mod jwt_vc;
mod mdoc;
mod nonce;
pub mod person;
pub mod presentation;
mod sd_jwt;
mod status;
pub mod trust;
mod validity;

pub use credential::{Fetched, Format, MAX_BYTES, Needed, Occasion, Verified, needed, verify};
pub use error::{EvidenceError, Remedy};
pub use nonce::nonce;
