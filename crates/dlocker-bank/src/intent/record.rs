//! An intent as the trustee keeps it.

use dlocker_protocol::intent::{Change, IntentState};
use dlocker_protocol::{DeviceId, IntentId, RegistrationId, Timestamp};
use minicbor::{Decode, Encode};

use crate::record::record;

/// How long an intent may be completed after it is due, in milliseconds.
const LIFE: u64 = 30 * 24 * 3600 * 1000;

/// An intent.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct IntentRecord {
    /// Which.
    #[n(0)]
    pub id: IntentId,
    /// When the bank took it.
    #[n(1)]
    pub made: Timestamp,
    /// When it may be completed. Moves with each freeze that is over: its clock stands still meanwhile.
    #[n(2)]
    pub due: Timestamp,
    /// The device at which it was made.
    #[n(3)]
    pub by: DeviceId,
    /// What it changes.
    #[n(4)]
    pub change: Change,
    /// The signed intent as it came: the locker's devices read from it what is to change.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub signed: Vec<u8>,
    /// Where it stands. What depends on the clock is said by [`IntentRecord::state`].
    #[n(6)]
    pub state: State,
}
record!(IntentRecord, "intent");

/// Where an intent stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum State {
    /// Not over.
    #[n(0)]
    Waiting,
    /// It was carried out.
    #[n(1)]
    Completed {
        /// When.
        #[n(0)]
        at: Timestamp,
    },
    /// A device of the locker stopped it.
    #[n(2)]
    Stopped {
        /// Which.
        #[n(0)]
        by: DeviceId,
        /// When.
        #[n(1)]
        at: Timestamp,
    },
    /// A recovery cancelled it.
    #[n(3)]
    Cancelled {
        /// When.
        #[n(0)]
        at: Timestamp,
    },
    /// Nobody completed it in time.
    #[n(4)]
    Lapsed {
        /// When that was noticed.
        #[n(0)]
        at: Timestamp,
    },
}

impl IntentRecord {
    /// Where it stands now.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> IntentState {
        match self.state {
            State::Waiting if now < self.due => IntentState::Waiting,
            State::Waiting if now < self.due.plus_millis(LIFE) => IntentState::Due,
            State::Waiting | State::Lapsed { .. } => IntentState::Lapsed,
            State::Completed { .. } => IntentState::Completed,
            State::Stopped { .. } => IntentState::Stopped,
            State::Cancelled { .. } => IntentState::Cancelled,
        }
    }

    /// Whether it can still be completed, now or later.
    #[must_use]
    pub fn is_pending(&self, now: Timestamp) -> bool {
        matches!(self.state(now), IntentState::Waiting | IntentState::Due)
    }

    /// The registration that it holds, if it adds a method.
    #[must_use]
    pub const fn registration(&self) -> Option<RegistrationId> {
        match self.change {
            Change::AddMethod { registration, .. } => Some(registration),
            _ => None,
        }
    }
}
