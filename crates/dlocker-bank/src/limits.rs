//! The bounds that a bank sets, as `bank.toml` gives them. Durations in milliseconds, sizes in bytes.

use dlocker_protocol::method::MethodKind;
use dlocker_protocol::passkey::RelyingParty;
use dlocker_protocol::roster::{EvidenceKinds, RecoveryBounds};

/// All bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Recovery cases.
    pub recovery: RecoveryLimits,
    /// Guesses.
    pub guesses: GuessLimits,
    /// Changes that wait.
    pub changes: ChangeLimits,
    /// How long an unconfirmed freeze holds, in milliseconds.
    pub freeze_life: u64,
    /// How long the OPRF key of a replaced registration is kept, in milliseconds.
    pub rotation_grace: u64,
    /// How many bytes one locker may hold.
    pub locker_bytes: u64,
    /// How long an invite can be used, in milliseconds.
    pub invite_life: u64,
    /// Members of staff who sign in.
    pub staff: StaffLimits,
    /// Messages to owners, and to the bank's own systems.
    pub telling: TellingLimits,
}

/// Which messages are written at all, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TellingLimits {
    /// This bank sends mail.
    pub mail: bool,
    /// This bank has a webhook.
    pub webhook: bool,
    /// Mails that tell of one locker in a day, and as many urgent ones; what is over it is gathered into one an hour.
    pub per_day: u32,
    /// The pause after the first failed attempt to send, doubling with each further one, in milliseconds.
    pub first_pause: u64,
}

/// Bounds on sessions of staff, and where passkeys count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffLimits {
    /// How long a session lasts, in milliseconds.
    pub session_life: u64,
    /// How long it lasts while nothing is asked, in milliseconds.
    pub session_idle: u64,
    /// The page; `None` where this bank has none, and so no passkeys.
    pub party: Option<RelyingParty>,
    /// Whether local staff sign in with a passkey.
    pub by_passkey: bool,
    /// Whether staff sign in through an identity provider.
    pub by_provider: bool,
}

/// Bounds on recovery cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryLimits {
    /// The waiting period where the owner chose none, in milliseconds.
    pub wait: u64,
    /// The shortest that an owner may choose, in milliseconds.
    pub wait_min: u64,
    /// The longest that an owner may choose, in milliseconds.
    pub wait_max: u64,
    /// How many pieces of evidence are needed where the owner chose nothing, and how many officers must see the owner face to face after a veto, two at least.
    pub approvals: u32,
    /// The fewest pieces of evidence that an owner may choose.
    pub needed_min: u32,
    /// The most that an owner may choose.
    pub needed_max: u32,
    /// What counts as evidence.
    pub evidence: EvidenceKinds,
    /// The shortest wait that an owner may choose for an officer and a credential that agree, in milliseconds; `None` where there is no such choice.
    pub wait_agreed_min: Option<u64>,
    /// Whether an officer who sees the owner face to face must note a document with its checks.
    pub documents: bool,
}

/// Changes to a locker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeLimits {
    /// How long weakening changes wait, in milliseconds; 0 lets them be made at once.
    pub wait: u64,
    /// How long after the first roster devices and methods are added at once, in milliseconds.
    pub first_day: u64,
}

/// Bounds on guesses: default and maximum for each kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuessLimits {
    /// Wrong guesses for a PIN.
    pub pin: u32,
    /// Wrong guesses for a passphrase.
    pub passphrase: u32,
    /// Wrong guesses for a kit, and for what is as random.
    pub kit: u32,
    /// The wait after the third wrong guess in a row, doubling with each further one, in milliseconds; 0 turns waiting off.
    pub first_wait: u64,
}

impl GuessLimits {
    /// The most wrong guesses that a method of this kind may allow.
    #[must_use]
    pub const fn of(&self, kind: MethodKind) -> u32 {
        match kind {
            MethodKind::Pin => self.pin,
            MethodKind::Passphrase => self.passphrase,
            // What a device keeps, and what a passkey gives, is as random as a kit.
            MethodKind::Kit | MethodKind::Device | MethodKind::Passkey => self.kit,
        }
    }
}

impl RecoveryLimits {
    /// The waiting period in milliseconds where the owner has chosen so many seconds, or nothing.
    #[must_use]
    pub fn effective(&self, choice: Option<u64>) -> u64 {
        let chosen = |seconds: u64| seconds.saturating_mul(SECOND).max(self.wait_min).min(self.wait_max);
        choice.map_or(self.wait, chosen)
    }

    /// Within what an owner may choose what a recovery must show.
    #[must_use]
    pub fn bounds(&self) -> RecoveryBounds {
        RecoveryBounds {
            needed: self.approvals.max(1),
            needed_min: self.needed_min,
            needed_max: self.needed_max,
            from: self.evidence,
            wait_agreed_min: self.wait_agreed_min.map(|millis| millis.div_ceil(SECOND)),
        }
    }
}

const SECOND: u64 = 1000;
const HOUR: u64 = 3600 * SECOND;
const DAY: u64 = 24 * HOUR;

impl Default for Limits {
    /// The defaults that `docs/operate/` lists.
    fn default() -> Self {
        Self {
            recovery: RecoveryLimits {
                wait: 72 * HOUR,
                wait_min: 24 * HOUR,
                wait_max: 30 * DAY,
                approvals: 2,
                needed_min: 2,
                needed_max: 3,
                evidence: EvidenceKinds::all(),
                wait_agreed_min: Some(0),
                documents: false,
            },
            guesses: GuessLimits { pin: 10, passphrase: 100, kit: 100, first_wait: 30 * SECOND },
            changes: ChangeLimits { wait: DAY, first_day: DAY },
            freeze_life: 72 * HOUR,
            rotation_grace: 24 * HOUR,
            locker_bytes: 10 << 30,
            invite_life: 30 * DAY,
            staff: StaffLimits {
                session_life: 8 * HOUR,
                session_idle: HOUR / 2,
                party: None,
                by_passkey: true,
                by_provider: false,
            },
            telling: TellingLimits { mail: false, webhook: false, per_day: 20, first_pause: 60 * SECOND },
        }
    }
}
