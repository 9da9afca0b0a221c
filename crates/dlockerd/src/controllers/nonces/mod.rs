//! Nonces.

pub(crate) mod issue;
