//! Living with a locker: more devices, changes that wait, freezing, and recoveries that go by the day of the loss. Real programs, as
//! their contract has them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a story fails loudly, and it measures time"
)]

mod history;
mod honest;
mod life;
mod the_contract;
mod the_contract_at_the_bank;
mod watching;
