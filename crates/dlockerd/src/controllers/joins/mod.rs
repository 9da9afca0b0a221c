//! Devices that ask to join.

pub(crate) mod ask;
