//! Changes that wait: listed, stopped, completed.

mod complete;
mod list;
mod make;
mod stop;

pub use list::PendingIntent;
