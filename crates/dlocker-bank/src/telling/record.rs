//! A message in the outbox, and how it goes from waiting to sent.

use dlocker_protocol::Timestamp;
use dlocker_protocol::roster::Contacts;
use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::record::record;

const MINUTE: u64 = 60 * 1000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How long a sender has for a message that it took, in milliseconds. After that it is thought dead, and another one may take the message.
const LEASE: u64 = 2 * MINUTE;
/// The longest pause between two attempts.
const LONGEST_PAUSE: u64 = 4 * HOUR;
/// How long a message is tried.
const PATIENCE: u64 = 7 * DAY;
/// How long one that was sent is remembered: what was sent in a day is counted.
const SENT_KEPT: u64 = 2 * DAY;
/// How long one that could not be sent stays for the bank's people to see.
const GIVEN_UP_KEPT: u64 = 30 * DAY;
/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 200;

/// By which way a message goes. Codes are never reused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lane {
    /// To the bank's own systems.
    Webhook,
    /// By mail, to the locker's handle.
    Mail,
    /// By mail, to one of the contacts: the place that it has among those that one transaction is told to.
    Contact(Place),
}

impl Lane {
    /// All.
    pub const ALL: [Self; 2 + Place::MOST] = {
        let mut all = [Self::Webhook; 2 + Place::MOST];
        all[1] = Self::Mail;
        let mut place = 0;
        while place < Place::MOST {
            all[2 + place] = Self::Contact(Place::ALL[place]);
            place += 1;
        }
        all
    };

    /// Its code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Webhook => 0,
            Self::Mail => 1,
            Self::Contact(place) => 2 + place.0,
        }
    }

    /// Whether it goes by mail.
    #[must_use]
    pub const fn is_mail(self) -> bool {
        !matches!(self, Self::Webhook)
    }
}

impl<C> Encode<C> for Lane {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.u8(self.code())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Lane {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        let code = d.u8()?;
        Self::ALL.into_iter().find(|lane| lane.code() == code).ok_or_else(|| DecodeError::message("no lane"))
    }
}

/// A place among the contacts that one transaction is told to: those before it and those that it names, so eight at most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place(u8);

impl Place {
    /// How many there are.
    pub const MOST: usize = 2 * Contacts::MOST;
    /// All.
    pub const ALL: [Self; Self::MOST] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5), Self(6), Self(7)];
}

/// Whom a mail speaks to. Codes are never reused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(index_only)]
pub enum Reader {
    /// The owner.
    #[default]
    #[n(0)]
    Owner,
    /// A contact: everything that the owner is told.
    #[n(1)]
    Contact,
    /// Somebody whom a change names as a contact: that, and by whom, and nothing else.
    #[n(2)]
    Named,
    /// A contact until now: that it is none any more, and nothing else.
    #[n(3)]
    Former,
}

/// A message. In one locker the lane and the number of its first entry are its key.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct MessageRecord {
    /// By which way.
    #[n(0)]
    pub lane: Lane,
    /// To which address; none for the webhook, whose address is a setting.
    #[n(1)]
    pub to: Option<String>,
    /// Of which entries of the visit log it tells, in their order; at least one.
    #[n(2)]
    pub entries: Vec<u64>,
    /// How many more it does not name.
    #[n(3)]
    pub more: u64,
    /// When it was put here.
    #[n(4)]
    pub made: Timestamp,
    /// One of the entries is urgent.
    #[n(5)]
    pub urgent: bool,
    /// It gathers what was over the limit of the day.
    #[n(6)]
    pub gathers: bool,
    /// How often it was tried.
    #[n(7)]
    pub attempts: u32,
    /// Where it stands.
    #[n(8)]
    pub state: State,
    /// Whom it speaks to; the owner where absent.
    #[n(9)]
    pub reader: Option<Reader>,
}
record!(MessageRecord, "message");

/// Why an attempt failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// In words.
    pub why: String,
    /// The address itself was refused, in a way that another attempt does not change.
    pub for_good: bool,
}

impl Failure {
    /// One that may go well another time.
    #[must_use]
    pub fn passing(why: impl Into<String>) -> Self {
        Self { why: why.into(), for_good: false }
    }

    /// One that ends the message.
    #[must_use]
    pub fn for_good(why: impl Into<String>) -> Self {
        Self { why: why.into(), for_good: true }
    }
}

/// Where a message stands.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum State {
    /// It is to be sent.
    #[n(0)]
    Waiting {
        /// Not before.
        #[n(0)]
        next: Timestamp,
        /// Why the last attempt failed.
        #[n(1)]
        why: Option<String>,
    },
    /// A sender took it.
    #[n(1)]
    Sending {
        /// When.
        #[n(0)]
        since: Timestamp,
    },
    /// It was handed over.
    #[n(2)]
    Sent {
        /// When.
        #[n(0)]
        at: Timestamp,
    },
    /// It was tried for a week in vain, or its address was refused for good.
    #[n(3)]
    GivenUp {
        /// When.
        #[n(0)]
        at: Timestamp,
        /// Why the last attempt failed.
        #[n(1)]
        why: String,
    },
}

impl MessageRecord {
    /// The number of its first entry.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.entries.first().copied().unwrap_or_default()
    }

    /// Whether an attempt failed, and none went well yet.
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        matches!(self.state, State::Waiting { why: Some(_), .. } | State::GivenUp { .. })
    }

    /// From when on a sender may take it.
    #[must_use]
    pub const fn due(&self) -> Option<Timestamp> {
        match self.state {
            State::Waiting { next, .. } => Some(next),
            State::Sending { since } => Some(since.plus_millis(LEASE)),
            State::Sent { .. } | State::GivenUp { .. } => None,
        }
    }

    /// From when on its row may go.
    #[must_use]
    pub const fn over(&self) -> Option<Timestamp> {
        match self.state {
            State::Sent { at } => Some(at.plus_millis(SENT_KEPT)),
            State::GivenUp { at, .. } => Some(at.plus_millis(GIVEN_UP_KEPT)),
            State::Waiting { .. } | State::Sending { .. } => None,
        }
    }

    /// Takes it for one attempt; nothing, where it is not due, or another sender has it.
    #[must_use]
    pub fn claim(self, now: Timestamp) -> Option<Self> {
        let due = self.due().is_some_and(|due| due <= now);
        let attempts = self.attempts.saturating_add(1);
        due.then_some(Self { attempts, state: State::Sending { since: now }, ..self })
    }

    /// Whether it is still in the hands of the sender who took it with this attempt.
    #[must_use]
    pub const fn is_held(&self, attempt: u32) -> bool {
        matches!(self.state, State::Sending { .. }) && self.attempts == attempt
    }

    /// It was handed over.
    #[must_use]
    pub fn sent(self, now: Timestamp) -> Self {
        Self { state: State::Sent { at: now }, ..self }
    }

    /// The attempt failed: it is tried again after a pause that doubles from `first_pause` (milliseconds) on, for a week, unless it failed for good.
    #[must_use]
    pub fn failed(self, failure: &Failure, first_pause: u64, now: Timestamp) -> Self {
        let why = failure.why.chars().filter(|c| !c.is_control()).take(LONGEST_REASON).collect();
        let state = if failure.for_good || now.millis_since(self.made) >= PATIENCE {
            State::GivenUp { at: now, why }
        } else {
            State::Waiting { next: now.plus_millis(pause(self.attempts, first_pause)), why: Some(why) }
        };
        Self { state, ..self }
    }
}

/// The pause after so many attempts, in milliseconds.
fn pause(attempts: u32, first: u64) -> u64 {
    let doublings = attempts.saturating_sub(1).min(32);
    first.saturating_mul(1 << doublings).min(LONGEST_PAUSE)
}
