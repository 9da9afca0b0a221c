//! A thief with a program of their own: it has a stolen phone's key, speaks the protocol to the real bank over its socket, and keeps to none of
//! the rules that the owner's program keeps to.
//!
//! [`Thief`] is who has the phone. [`Seized`] is what they have once they know the PIN too: the locker's seed, and so the owner's signature.

mod open;
mod seized;
mod speak;

pub use seized::Seized;
pub use speak::{Answer, Thief};
