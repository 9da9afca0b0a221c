//! Changes of a locker: what is at once, what waits, and what is refused whoever signs it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod closing;
mod intents;
mod kit;
mod passkey;
mod removed;
mod rotation;
mod thief;
mod waits;
mod walk;
