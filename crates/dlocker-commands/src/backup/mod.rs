//! `backup`: what is said about files on their way in, and how the end is told. Reading the wallet and sending packs is the face's.

mod label;
mod lookout;
mod remembered;
mod report;

pub use label::{cut, label};
pub use lookout::{Learned, Lookout, NoTrials, Trial};
pub(crate) use remembered::FILE as REMEMBERED;
pub use remembered::Remembered;
pub use report::{Done, Report, warning_json};
