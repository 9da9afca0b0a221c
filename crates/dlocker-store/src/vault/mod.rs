//! The vault: what `dlockerd` calls. Each verb is one transaction: load, decide, save, log; no answer leaves before it is durable.

mod afresh;
mod books;
mod case;
mod close;
mod deletion;
mod device;
mod freeze;
mod intent;
mod issuance;
mod join;
mod locker;
mod method;
mod nonce;
mod order;
mod passkey;
mod presentation;
mod provider;
mod queue;
mod release;
mod roster;
mod session;
mod setup;
mod snapshot;
mod staff;
mod staff_locker;
mod status;
mod sweep;
mod telling;

pub(crate) use deletion::{packs as packs_of, still_there};
pub(crate) use device::is_own;
pub(crate) use method::{MASKED_SHARE, SEALED_SEED};
pub(crate) use setup::BLOBS;

pub use crate::sqlite::{
    OpenError, Person, add_staff, audit, invite_passkey, list_staff, remove_passkey, remove_staff,
};
pub use case::{CaseOffer, Reissued};
pub use dlocker_bank::device::EnrolledDevice as Enrolled;
pub use dlocker_bank::issuance::Denied;
pub use issuance::{AccessToken, DpopKey};
pub use presentation::{Credential, Presented, Wanted};
pub use release::MethodTarget;
pub use setup::VaultSetup;
pub use status::StatusPlace;
pub use telling::Outgoing;

use std::sync::Arc;

use dlocker_bank::Limits;
use dlocker_custody::Custody;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::{Timestamp, TrusteeId};
use getrandom::SysRng;
use rand_core::UnwrapErr;

use crate::blobs::Blobs;
use crate::sqlite::SqliteStore;
use crate::store::{Ended, Fault, Store};

/// An answer, or the problem that goes to the asker. Faults of the bank's own are traced, and are `internal` without details here.
pub type Answer<T> = Result<T, Problem>;

/// The vault. Cheap to clone.
pub struct Vault<S = SqliteStore> {
    inner: Arc<Inner<S>>,
}

struct Inner<S> {
    store: S,
    blobs: Arc<dyn Blobs>,
    custody: Arc<dyn Custody>,
    limits: Limits,
    queue: queue::Queue,
}

impl<S> Clone for Vault<S> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

/// The system's randomness.
fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

fn random<const N: usize>() -> [u8; N] {
    use rand_core::Rng;
    let mut bytes = [0; N];
    rng().fill_bytes(&mut bytes);
    bytes
}

/// The problem that the asker sees of a fault; the operator sees the fault.
fn internal(fault: &Fault) -> Problem {
    tracing::error!(%fault, "the bank could not answer");
    let detail = "Something at the bank is broken; its operators can see what. Nothing that was acknowledged before is lost. Try again later.";
    Problem::new(ProblemCode::Internal, detail)
}

fn malformed(what: impl core::fmt::Display) -> Problem {
    Problem::new(ProblemCode::Malformed, format!("The request is not well formed: {what}. Nothing was changed."))
}

fn answer<T>(result: Result<T, Ended>) -> Answer<T> {
    result.map_err(|ended| match ended {
        Ended::Refused(problem) | Ended::Kept(problem) => problem,
        Ended::Fault(fault) => internal(&fault),
    })
}

impl<S: Store> Vault<S> {
    fn custody(&self) -> &dyn Custody {
        self.inner.custody.as_ref()
    }

    fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    fn found<T>(result: Result<T, Fault>) -> Answer<T> {
        result.map_err(|fault| internal(&fault))
    }

    /// The trustee's id.
    #[must_use]
    pub fn trustee(&self) -> TrusteeId {
        self.custody().trustee()
    }

    /// What the bank says about itself.
    #[must_use]
    pub fn bank_view(&self, now: Timestamp) -> dlocker_protocol::bank::BankView {
        let limits = self.limits();
        dlocker_protocol::bank::BankView {
            id: self.trustee(),
            log_key: self.custody().log_key(),
            issuer_key: self.custody().issuer_key(),
            api: 1,
            now,
            recovery_wait: limits.recovery.wait.div_ceil(1000),
            recovery_approvals: limits.recovery.approvals,
            guesses_pin: limits.guesses.pin,
            guesses_passphrase: limits.guesses.passphrase,
            guesses_kit: limits.guesses.kit,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
