//! A release: the bank's key used once for one opening.

mod answer;
mod proof;
mod wire;

pub use answer::{Evaluation, Opening, ReleaseAnswer, evaluation_context, release_context};
pub use proof::ProofOfSuccess;
pub use wire::{ReleaseRequest, ReleaseResponse, SettleRequest, SettleResponse};
