//! Snapshots as a whole, through an in-memory trustee.

mod damage;
mod dedup;
mod limits;
mod promises;
mod rng;
mod round_trip;
mod speed;
mod tree;
mod trustee;

pub(super) use rng::TestRng;
pub(super) use tree::Tree;
pub(super) use trustee::Trustee;
