//! A bank and phones in this process: the bank's real router without a socket, the owner's SDK over a map, one clock for both.
//!
//! For what processes cannot play: a bank that lies in one byte of one answer ([`Meddler`]), a program that ends between any two
//! of its effects ([`Phone::crash_at`]). It is fast, so that a story can be told once for every place where it may break off.
//!
//! Unlike the rest of this kit it calls the SDK and the router; what it claims about the outside is told again by the
//! stories with real processes.

mod bank;
mod clock;
mod luck;
mod officer;
mod owner;
mod phone;
mod steps;
mod wallet;

pub use bank::House;
pub use clock::Clock;
pub use luck::Luck;
pub use officer::Seen;
pub use owner::OwnersKey;
pub use phone::{Meddler, Phone};
pub use steps::Steps;
pub use wallet::{Content, InMemory, wallet};
