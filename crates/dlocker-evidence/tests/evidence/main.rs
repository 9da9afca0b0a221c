//! Credentials of other issuers, honest and forged, as the trustee sees them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails loudly")]

mod binding;
mod broken;
mod certificates;
mod credentials;
mod dids;
mod disclosures;
mod jwt_vcs;
mod kit;
mod mdocs;
mod statuses;
mod trust_list;
mod vectors;
