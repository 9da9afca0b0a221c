//! OpenID4VP 1.0, the verifier's side: what is asked of a wallet, and what it answers.
//!
//! One occasion is one request: its object is signed, fetched by reference once, and answered once by `direct_post`, or encrypted to a key
//! of its own by `direct_post.jwt`.

mod form;
#[cfg(test)]
mod kit;
mod query;
mod request;
mod response;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod transaction;

pub use form::wallet_nonce;
pub use query::{query, query_of_kind};
pub use request::{ClientId, RequestObject, link};
pub use response::{Answer, Awaited, NotTaken, Shown, parse, parse_of_kind};
pub use transaction::{Purpose, transaction_data};

/// Longest body of a response that is looked at, in bytes: one presentation, escaped, and a little more.
pub const MAX_RESPONSE: usize = 2 * crate::MAX_BYTES;
