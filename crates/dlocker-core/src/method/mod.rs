//! Unlock methods: registering one, and opening what it keeps.
//!
//! Password-protected secret sharing in the style of Jarecki, Kiayias, Krawczyk and Xu (2016): an OPRF at each trustee, r shared
//! t of n, each share masked with that trustee's output, no tag on a share, one commitment over everything.

mod envelope;
mod mask;
mod open;
mod register;

pub use mask::masked_share_digest;
pub use open::{Answer, OpenError, OpenedMethod, open};
pub use register::{BadRegistration, Registered, Registration, RegistrationPart, register};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
