//! A second device joins by a link: what the link says, and the secret in it that the trustee never sees.

mod link;
mod secret;

pub use link::{BadLink, JoinLink};
pub use secret::JoinSecret;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
