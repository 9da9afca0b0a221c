//! Opening with an unlock method.

pub(crate) mod release;
pub(crate) mod settle;
