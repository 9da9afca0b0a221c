//! Snapshots as a whole, through an in-memory trustee.

mod damage;
mod dedup;
mod hostile;
mod limits;
mod needs;
mod promises;
mod rng;
mod room;
mod round_trip;
mod speed;
mod tree;
mod trustee;
mod unfinished;
mod vectors;

pub(super) use rng::TestRng;
pub(super) use tree::Tree;
pub(super) use trustee::Trustee;
