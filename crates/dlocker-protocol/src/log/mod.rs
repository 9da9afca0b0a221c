//! The visit log: a hash chain for each locker, whose heads the trustee signs.

mod entry;
mod head;
mod wire;

pub use entry::{Actor, Event, LogEntry};
pub use head::LogHead;
pub use wire::LogPage;
