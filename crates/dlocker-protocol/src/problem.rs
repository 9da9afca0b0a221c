//! Problem details (RFC 9457): what went wrong, sorted by what the reader can do about it.

use serde::{Deserialize, Serialize};

/// The body of every error, `application/problem+json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// `urn:dlocker:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// HTTP status.
    pub status: u16,
    /// The code; stable.
    pub code: ProblemCode,
    /// The code in words.
    pub title: String,
    /// What happened, what it means, what to try.
    pub detail: String,
    /// Seconds after which to try again, where that helps.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_after: Option<u64>,
}

/// What the reader can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remedy {
    /// Send something else: the request itself is wrong.
    Mend,
    /// Do the same again with a fresh nonce, at once.
    Again,
    /// Do the same again later.
    Later,
    /// Look at the current state first: someone else was quicker.
    Refresh,
    /// Nothing: refused for good.
    Refused,
    /// Another secret or another method.
    Secret,
    /// Tell the bank.
    Bank,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal, $remedy:ident, $title:literal;)*) => {
        /// Codes of problems. Stable; new ones may come.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, utoipa::ToSchema)]
        pub enum ProblemCode { $( $(#[$doc])* #[serde(rename = $text)] $name, )* }

        impl ProblemCode {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable text.
            #[must_use]
            pub const fn text(self) -> &'static str { match self { $(Self::$name => $text),* } }

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> u16 { match self { $(Self::$name => $status),* } }

            /// What the reader can do.
            #[must_use]
            pub const fn remedy(self) -> Remedy { match self { $(Self::$name => Remedy::$remedy),* } }

            /// The code in words.
            #[must_use]
            pub const fn title(self) -> &'static str { match self { $(Self::$name => $title),* } }
        }
    };
}

codes! {
    /// The request is not well formed.
    Malformed = "malformed", 400, Mend, "The request is not well formed";
    /// The signature is missing, not in the profile, or by another key.
    Unsigned = "unsigned", 401, Refused, "The request is not signed by a key that may ask";
    /// The nonce is missing, stale or used; the answer carries a fresh one.
    Nonce = "nonce", 401, Again, "The request needs a fresh nonce";
    /// The signature's time is too far from the bank's clock.
    Skew = "skew", 401, Mend, "The clock of this device is too far from the bank's";
    /// The session of a member of staff is over.
    SessionOver = "session-over", 401, Mend, "This session is over";
    /// The device was replaced or revoked.
    Replaced = "replaced", 403, Refused, "This device was replaced";
    /// The device is suspended, by a recovery or by staff.
    Suspended = "suspended", 403, Refused, "This device is suspended";
    /// No right to do this.
    Forbidden = "forbidden", 403, Refused, "Not allowed";
    /// There is no such thing, or it is not the asker's.
    NotFound = "not-found", 404, Mend, "There is no such thing";
    /// The invite is unknown, used or lapsed.
    Invite = "invite", 403, Refused, "This invite cannot be used";
    /// The compare-and-set lost, or the chain has moved on.
    Conflict = "conflict", 409, Refresh, "Something else was quicker";
    /// The id is in use for something else.
    Taken = "taken", 409, Mend, "This id is in use for something else";
    /// The snapshot or roster is of an epoch that is over.
    StaleEpoch = "stale-epoch", 409, Refresh, "The locker's keys were rotated meanwhile";
    /// The snapshot names packs or snapshots that are not there.
    MissingPacks = "missing-packs", 409, Refresh, "Something that the snapshot refers to is not there";
    /// The method has no guesses left.
    Frozen = "frozen", 403, Secret, "This method is frozen";
    /// The device must wait before the next guess.
    GuessWait = "guess-wait", 429, Later, "Too many wrong guesses in a row";
    /// The proof of success does not verify.
    Proof = "proof", 403, Secret, "The proof of success does not verify";
    /// Registration: no evaluations left, or it has lapsed.
    RegistrationOver = "registration-over", 410, Mend, "This registration is over";
    /// Reading packs needs a recent opening.
    NotOpened = "not-opened", 403, Refresh, "Reading needs a recent opening";
    /// The waiting period or the approvals are not complete.
    Waiting = "waiting", 409, Later, "Not yet: this still waits";
    /// The change has to wait, and no intent that is due covers it.
    ChangeWaits = "change-waits", 409, Refresh, "This change has to wait";
    /// The intent was stopped, cancelled, completed, or has lapsed.
    IntentOver = "intent-over", 403, Refused, "This intent is over";
    /// The locker is frozen: no openings, no changes.
    LockerFrozen = "locker-frozen", 403, Refused, "This locker is frozen";
    /// The locker is shut: its owner has started afresh in another.
    Shut = "shut", 403, Refused, "This locker is shut";
    /// The locker is closed: nothing of what was in it is left.
    LockerClosed = "locker-closed", 403, Refused, "This locker is closed";
    /// The case ended without a recovery.
    CaseOver = "case-over", 403, Refused, "This recovery case has ended";
    /// The typed code is not the one on the phone.
    WrongCode = "wrong-code", 403, Refused, "The code is not the one on the owner's phone";
    /// The body is too large.
    TooLarge = "too-large", 413, Mend, "The body is too large";
    /// The locker is full.
    Quota = "quota", 403, Refused, "The locker is full";
    /// Too many requests.
    RateLimited = "rate-limited", 429, Later, "Too many requests";
    /// The bank's identity provider does not answer, or not as it should.
    Provider = "provider", 503, Later, "The bank's identity provider cannot be used";
    /// Something at the bank is broken.
    Internal = "internal", 500, Bank, "Something went wrong at the bank";
}

impl Problem {
    /// A problem with this code; `detail` says what happened, what it means and what to try.
    #[must_use]
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:dlocker:problem:{}", code.text()),
            status: code.status(),
            code,
            title: code.title().to_owned(),
            detail: detail.into(),
            retry_after: None,
        }
    }

    /// With the number of seconds after which to try again.
    #[must_use]
    pub fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}
