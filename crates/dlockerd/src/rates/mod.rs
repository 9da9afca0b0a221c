//! How much one locker or one address may ask. In memory and per process: these limits protect the machine; what protects
//! the owner's secret is counted in the vault.

mod buckets;
mod crowd;

use std::net::IpAddr;

use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::{DeviceId, LockerId, Timestamp};

pub use buckets::Buckets;
pub use crowd::{Crowd, Place};

/// Who is limited inside a locker: each device by itself. Were it the locker as a whole, a stolen phone could use the limits
/// up, even after it was replaced and everything it asks is refused, and so keep the owner's new phone out (P7).
pub type Asker = (LockerId, DeviceId);

/// The settings under `[limits]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateSettings {
    /// Requests of one device that are answered at the same moment.
    pub concurrent_requests: u32,
    /// Openings by one device in a minute; as many at once after a quiet minute. Registrations have as many of their own.
    pub openings_per_minute: u32,
    /// Recovery cases opened from one address in a minute.
    pub cases_per_minute: u32,
    /// Enrolments from one address in a minute. Requests to join and status lists have as many of their own; what wallets ask of the issuer, four times
    /// as many, because each issue takes three requests.
    pub enrolments_per_minute: u32,
    /// Links, intents, Locker IDs and fresh starts by one device in a minute. Freezes and stops have as many of their own, so that whoever
    /// makes intents all day cannot be in the way of the one who stops them.
    pub changes_per_minute: u32,
    /// Sign-ins of staff from one address in a minute. Links for passkeys, and those who come back from an identity provider, have as many of their own.
    pub sign_ins_per_minute: u32,
}

impl Default for RateSettings {
    fn default() -> Self {
        Self {
            concurrent_requests: 50,
            openings_per_minute: 60,
            cases_per_minute: 120,
            enrolments_per_minute: 60,
            changes_per_minute: 60,
            sign_ins_per_minute: 60,
        }
    }
}

/// Everything that is limited.
pub struct Rates {
    crowd: Crowd<Asker>,
    /// Openings by a device.
    pub openings: Buckets<Asker>,
    /// Registrations by a device.
    pub registrations: Buckets<Asker>,
    /// Links, intents, Locker IDs and fresh starts by a device.
    pub changes: Buckets<Asker>,
    /// Freezes and stopped intents by a device.
    pub alarms: Buckets<Asker>,
    /// Cases opened from an address.
    pub cases: Buckets<IpAddr>,
    /// Enrolments from an address.
    pub enrolments: Buckets<IpAddr>,
    /// Requests to join from an address.
    pub joins: Buckets<IpAddr>,
    /// What wallets ask of the issuer, from an address.
    pub wallets: Buckets<IpAddr>,
    /// Status lists fetched from an address.
    pub lists: Buckets<IpAddr>,
    /// Sign-ins of staff from an address.
    pub sign_ins: Buckets<IpAddr>,
    /// Staff who come back from the identity provider, from an address.
    pub finished: Buckets<IpAddr>,
    /// Links for passkeys, tried from an address.
    pub passkeys: Buckets<IpAddr>,
}

impl Rates {
    /// Nothing asked yet.
    #[must_use]
    pub fn new(settings: RateSettings) -> Self {
        Self {
            crowd: Crowd::new(settings.concurrent_requests),
            openings: Buckets::per_minute(settings.openings_per_minute),
            registrations: Buckets::per_minute(settings.openings_per_minute),
            changes: Buckets::per_minute(settings.changes_per_minute),
            alarms: Buckets::per_minute(settings.changes_per_minute),
            cases: Buckets::per_minute(settings.cases_per_minute),
            enrolments: Buckets::per_minute(settings.enrolments_per_minute),
            joins: Buckets::per_minute(settings.enrolments_per_minute),
            wallets: Buckets::per_minute(settings.enrolments_per_minute.saturating_mul(4)),
            lists: Buckets::per_minute(settings.enrolments_per_minute),
            sign_ins: Buckets::per_minute(settings.sign_ins_per_minute),
            finished: Buckets::per_minute(settings.sign_ins_per_minute),
            passkeys: Buckets::per_minute(settings.sign_ins_per_minute),
        }
    }

    /// A place for one request of this device, held until it is dropped.
    ///
    /// # Errors
    /// `rate-limited` when all places are taken.
    pub fn enter(&self, asker: Asker) -> Result<Place<Asker>, Problem> {
        self.crowd
            .enter(asker)
            .ok_or_else(|| limited("This device has too many requests under way. Nothing was done.", 1))
    }

    /// Forgets who has not asked for a while.
    pub fn forget(&self, now: Timestamp) {
        self.openings.forget(now);
        self.registrations.forget(now);
        self.changes.forget(now);
        self.alarms.forget(now);
        self.cases.forget(now);
        self.enrolments.forget(now);
        self.joins.forget(now);
        self.lists.forget(now);
        self.sign_ins.forget(now);
        self.finished.forget(now);
        self.passkeys.forget(now);
        self.wallets.forget(now);
    }
}

/// Takes one token of `key`.
///
/// # Errors
/// `rate-limited`, with the seconds after which there is one again.
pub(crate) fn take<K: Copy + Eq + std::hash::Hash>(
    buckets: &Buckets<K>,
    key: K,
    now: Timestamp,
) -> Result<(), Problem> {
    buckets
        .take(key, now)
        .map_err(|seconds| limited("Too many of these requests in a minute. Nothing was counted.", seconds))
}

/// Waits for `answer` and charges `key` one token for it, unless the vault refused the nonce: the client then asks again at
/// once with a fresh one, and pays for that.
///
/// # Errors
/// `rate-limited`, or the answer's own.
pub(crate) async fn charged<K, T>(
    buckets: &Buckets<K>,
    key: K,
    now: Timestamp,
    answer: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem>
where
    K: Copy + Eq + std::hash::Hash,
{
    take(buckets, key, now)?;
    let answer = answer.await;
    if answer.as_ref().is_err_and(|problem| problem.code == ProblemCode::Nonce) {
        buckets.give_back(key);
    }
    answer
}

fn limited(what: &str, seconds: u64) -> Problem {
    Problem::new(ProblemCode::RateLimited, format!("{what} Try again in {seconds} s.")).after(seconds)
}
