//! Living with a locker: more devices, changes that wait, years.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

mod honest;
