//! The visit log.

pub(crate) mod list;
