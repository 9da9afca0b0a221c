//! The devices of the locker: listed, joining by a link, confirmed, revoked.
//!
//! ```text
//! p1 make_link -> link (shown, never sent) -> p3 join: key and name under the link's secret
//! p1 confirm_device: the secret vouches for the key -> roster (at once, or an intent) -> p3 connect: Locker ID, admission
//! ```

mod confirm;
mod join;
mod link;
mod list;
mod revoke;

pub use join::{Joined, join};
pub use link::Link;
pub use list::{DeviceLine, DeviceLineState};
