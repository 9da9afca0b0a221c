//! The one place that asks the machine for random bytes.

use getrandom::SysRng;
use rand_core::UnwrapErr;

/// The operating system's generator. If it fails there is nothing safe left to do, so it stops the task that asked.
pub(crate) fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}
