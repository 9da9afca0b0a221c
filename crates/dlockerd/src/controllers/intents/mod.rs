//! Intents: changes that wait.

pub(crate) mod make;
pub(crate) mod stop;
