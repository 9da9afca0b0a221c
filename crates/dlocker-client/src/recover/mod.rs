//! The lost phone: a case at the bank, the Locker ID re-issued to this device, and the rotation that shuts the old one out.

mod afresh;
mod before;
mod open;
mod reissue;
mod removed;
mod resume;
mod rotate;
mod survive;
mod veto;
mod vouch;

pub use afresh::start_afresh;
pub use open::{OpenedCase, case_code, open_case};
pub use reissue::{case_view, reissue};
pub(crate) use removed::Removed;
pub use resume::Regained;
pub use rotate::Rotation;
pub use survive::RecoverOptions;
