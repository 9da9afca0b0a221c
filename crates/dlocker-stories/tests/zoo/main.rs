//! Everything that a wallet may hold is lost with the phone, comes back, and works in its own tool.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "it says of each animal how it is, and how long that took"
)]

mod kept;
mod list;
mod lost;
mod named;
mod unwell;

use dlocker_stories::zoo::{Animal, ZOO};

/// Every animal, one by one.
fn animals() -> Vec<&'static Animal> {
    ZOO.iter().flat_map(|of_one_noun| of_one_noun.iter()).collect()
}
