//! Links by which one device joins.

pub(crate) mod make;
