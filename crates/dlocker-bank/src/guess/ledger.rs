//! The ledger of one OPRF key. It goes by K, not by row: a wrapped key that is copied into another row brings its ledger along.

use dlocker_protocol::method::{GuessesBy, MethodState};
use dlocker_protocol::release::Opening;
use dlocker_protocol::{DeviceId, Digest, Timestamp};
use minicbor::{Decode, Encode};

use crate::record::record;

/// Guesses in a row after which a device must wait.
const FREE_IN_ROW: u32 = 3;
/// The longest wait, in milliseconds: doubling stops at a day.
const LONGEST_WAIT: u64 = 24 * 3600 * 1000;

/// All guesses against one OPRF key.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct GuessLedger {
    /// How many unproved openings freeze the method.
    #[n(0)]
    pub limit: u32,
    /// Number of the newest opening.
    #[n(1)]
    pub openings: u64,
    /// By device, revoked ones too.
    #[n(2)]
    pub devices: Vec<DeviceGuesses>,
    /// Guesses that a thaw took off the count of one device.
    #[n(3)]
    pub excuses: Vec<Excuse>,
}
record!(GuessLedger, "guess ledger");

/// What one device has spent.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct DeviceGuesses {
    /// Which.
    #[n(0)]
    pub device: DeviceId,
    /// Openings since its last proof, all of them counted.
    #[n(1)]
    pub spent: u32,
    /// Openings in a row without a proof: decides the wait.
    #[n(2)]
    pub in_row: u32,
    /// When it last asked.
    #[n(3)]
    pub last: Timestamp,
    /// Its newest opening.
    #[n(4)]
    pub newest: Option<NewestOpening>,
}

/// The newest opening of a device.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct NewestOpening {
    /// Its number among the openings of the key.
    #[n(0)]
    pub number: u64,
    /// Its nonce, which the proof repeats.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
    /// Digest of the blinded element: recognises a retry.
    #[n(2)]
    pub blinded: Digest,
    /// How it ended.
    #[n(3)]
    pub settled: Settled,
}

/// How an opening ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Settled {
    /// Not known yet.
    #[n(0)]
    No,
    /// Proved right.
    #[n(1)]
    Right,
    /// Said to be wrong.
    #[n(2)]
    Wrong,
}

/// A thaw: `guesses` of `spender` do not count against `device`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Excuse {
    /// For whom it was thawed.
    #[n(0)]
    pub device: DeviceId,
    /// Who had spent them.
    #[n(1)]
    pub spender: DeviceId,
    /// How many.
    #[n(2)]
    pub guesses: u32,
}

impl NewestOpening {
    /// What the answer names.
    #[must_use]
    pub const fn opening(&self) -> Opening {
        Opening { number: self.number, nonce: self.nonce }
    }
}

impl GuessLedger {
    /// The ledger of a fresh key.
    #[must_use]
    pub const fn new(limit: u32) -> Self {
        Self { limit, openings: 0, devices: Vec::new(), excuses: Vec::new() }
    }

    /// Guesses left to `device`.
    #[must_use]
    pub fn left(&self, device: DeviceId) -> u32 {
        let counted = |entry: &DeviceGuesses| entry.spent.saturating_sub(self.excused(device, entry.device));
        let sum = self.devices.iter().map(counted).fold(0, u32::saturating_add);
        self.limit.saturating_sub(sum)
    }

    fn excused(&self, device: DeviceId, spender: DeviceId) -> u32 {
        let matching = self.excuses.iter().filter(|excuse| excuse.device == device && excuse.spender == spender);
        matching.map(|excuse| excuse.guesses).max().unwrap_or(0)
    }

    /// The state of a method with this ledger as `device` sees it.
    #[must_use]
    pub fn state(&self, device: DeviceId, renew: bool) -> MethodState {
        match (self.left(device), renew) {
            (0, _) => MethodState::Frozen,
            (_, true) => MethodState::Renew,
            (_, false) => MethodState::Active,
        }
    }

    /// Who spent what, for the owner to see.
    #[must_use]
    pub fn spent_by(&self) -> Vec<GuessesBy> {
        let spent = self.devices.iter().filter(|entry| entry.spent > 0);
        spent.map(|entry| GuessesBy { device: entry.device, spent: entry.spent }).collect()
    }

    /// The newest opening of `device`.
    #[must_use]
    pub fn newest(&self, device: DeviceId) -> Option<&NewestOpening> {
        self.devices.iter().find(|entry| entry.device == device)?.newest.as_ref()
    }

    /// Milliseconds that `device` must still wait; 0 if it may guess. `first_wait` of 0 turns waiting off.
    #[must_use]
    pub fn wait(&self, device: DeviceId, first_wait: u64, now: Timestamp) -> u64 {
        let Some(entry) = self.devices.iter().find(|entry| entry.device == device) else { return 0 };
        let Some(doublings) = entry.in_row.checked_sub(FREE_IN_ROW) else { return 0 };
        let factor = 1_u64.checked_shl(doublings).unwrap_or(u64::MAX);
        let wait = first_wait.saturating_mul(factor).min(LONGEST_WAIT.max(first_wait));
        wait.saturating_sub(now.millis_since(entry.last))
    }

    /// Counts one opening; the caller has looked at [`left`](Self::left) and [`wait`](Self::wait).
    pub fn count(&mut self, device: DeviceId, blinded: Digest, nonce: [u8; 16], now: Timestamp) -> Opening {
        self.openings = self.openings.saturating_add(1);
        let number = self.openings;
        let entry = self.entry(device, now);
        entry.spent = entry.spent.saturating_add(1);
        entry.in_row = entry.in_row.saturating_add(1);
        entry.last = now;
        entry.newest = Some(NewestOpening { number, nonce, blinded, settled: Settled::No });
        Opening { number, nonce }
    }

    /// The newest opening of `device` ended; a right one clears this device's guesses and nobody else's.
    pub fn settle(&mut self, device: DeviceId, settled: Settled, now: Timestamp) {
        let entry = self.entry(device, now);
        if let Some(newest) = &mut entry.newest {
            newest.settled = settled;
        }
        if settled == Settled::Right {
            entry.spent = 0;
            entry.in_row = 0;
            self.excuses.retain(|excuse| excuse.spender != device);
        }
    }

    /// An approved recovery: what was spent so far does not count against `device`. Everybody else's count stays as it is.
    pub fn thaw(&mut self, device: DeviceId) {
        self.excuses.retain(|excuse| excuse.device != device);
        let spent = self.devices.iter().filter(|entry| entry.spent > 0);
        self.excuses.extend(spent.map(|entry| Excuse { device, spender: entry.device, guesses: entry.spent }));
        for entry in self.devices.iter_mut().filter(|entry| entry.device == device) {
            entry.in_row = 0;
        }
    }

    /// A rotation: all guesses are cleared; openings keep their numbers.
    pub fn clear(&mut self) {
        self.excuses.clear();
        for entry in &mut self.devices {
            entry.spent = 0;
            entry.in_row = 0;
        }
    }

    /// A re-registration by `opener`, who has proved an opening: this fresh ledger takes over what the others had spent of the old key.
    pub fn inherit(&mut self, old: &Self, opener: DeviceId) {
        for entry in old.devices.iter().filter(|entry| entry.device != opener && entry.spent > 0) {
            let own = self.entry(entry.device, entry.last);
            own.spent = own.spent.saturating_add(entry.spent);
            own.in_row = own.in_row.saturating_add(entry.in_row);
            own.last = own.last.max(entry.last);
        }
        self.excuses.extend(old.excuses.iter().filter(|excuse| excuse.spender != opener).cloned());
    }

    fn entry(&mut self, device: DeviceId, now: Timestamp) -> &mut DeviceGuesses {
        let at = self.devices.iter().position(|entry| entry.device == device).unwrap_or(self.devices.len());
        if at == self.devices.len() {
            self.devices.push(DeviceGuesses { device, spent: 0, in_row: 0, last: now, newest: None });
        }
        &mut self.devices[at]
    }
}
