//! What happened and what is to happen, in plain sentences that name devices as their owner does.

mod change;
mod event;
mod evidence;
mod keep;
mod names;
mod roster;
#[cfg(test)]
mod tests;

pub(crate) use change::change;
pub(crate) use event::{message, sentence};
pub(crate) use evidence::evidence;
pub(crate) use keep::{keep, keep_json};
pub(crate) use names::{Names, capital};
pub(crate) use roster::contacts;
