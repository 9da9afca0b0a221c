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

    /// Whether the newest opening of `device` was proved right, and was asked for at `since` or later.
    #[must_use]
    pub fn is_opened_since(&self, device: DeviceId, since: Timestamp) -> bool {
        let lately = self.devices.iter().find(|entry| entry.device == device && entry.last >= since);
        lately.and_then(|entry| entry.newest.as_ref()).is_some_and(|newest| newest.settled == Settled::Right)
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::Record;
    use proptest::prelude::*;

    const T0: Timestamp = Timestamp::from_millis(1_000_000);

    fn device(number: u8) -> DeviceId {
        DeviceId::from_array([number; 16])
    }

    fn guess(ledger: &mut GuessLedger, by: u8) -> bool {
        let may = ledger.left(device(by)) > 0;
        if may {
            let blinded = Digest::plain(&ledger.openings.to_be_bytes());
            ledger.count(device(by), blinded, [by; 16], T0);
        }
        may
    }

    #[derive(Clone, Debug)]
    enum Step {
        Guess(u8),
        Thaw(u8),
        Inherit(u8),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            8 => (0_u8..4).prop_map(Step::Guess),
            1 => (0_u8..4).prop_map(Step::Thaw),
            1 => (4_u8..6).prop_map(Step::Inherit),
        ];
        proptest::collection::vec(step, 0..200)
    }

    proptest! {
        #[test]
        fn p4_wrong_guesses_never_exceed_the_limit_times_one_plus_thaws(limit in 1_u32..12, steps in steps()) {
            let mut ledger = GuessLedger::new(limit);
            let (mut made, mut thaws) = (0_u32, 0_u32);
            for step in steps {
                match step {
                    Step::Guess(by) => made += u32::from(guess(&mut ledger, by)),
                    Step::Thaw(by) => { ledger.thaw(device(by)); thaws += 1; }
                    // A re-registration by a device that has spent nothing: the others' guesses go along.
                    Step::Inherit(opener) => {
                        let mut fresh = GuessLedger::new(limit);
                        fresh.inherit(&ledger, device(opener));
                        ledger = fresh;
                    }
                }
                prop_assert!(made <= limit * (1 + thaws));
            }
        }
    }

    #[test]
    fn p4_a_success_clears_the_devices_own_guesses_alone() {
        let mut ledger = GuessLedger::new(10);
        for by in [1, 1, 2, 2, 2] {
            assert!(guess(&mut ledger, by));
        }
        ledger.settle(device(1), Settled::Right, T0);
        assert_eq!(ledger.left(device(1)), 7);
        assert_eq!(ledger.spent_by().len(), 1);
    }

    #[test]
    fn p4_a_cleared_guess_does_not_stay_excused() {
        let mut ledger = GuessLedger::new(3);
        assert!(guess(&mut ledger, 1) && guess(&mut ledger, 1));
        ledger.thaw(device(2));
        ledger.settle(device(1), Settled::Right, T0);
        assert!(guess(&mut ledger, 1) && guess(&mut ledger, 1));
        assert_eq!(ledger.left(device(2)), 1);
    }

    #[test]
    fn the_wait_doubles_and_ends_at_a_day() {
        let mut ledger = GuessLedger::new(100);
        let waits: Vec<u64> = (0..90)
            .map(|_| {
                assert!(guess(&mut ledger, 1));
                ledger.wait(device(1), 30_000, T0)
            })
            .collect();
        assert_eq!(&waits[..5], [0, 0, 30_000, 60_000, 120_000]);
        assert_eq!(waits[89], LONGEST_WAIT);
        assert_eq!(ledger.wait(device(1), 0, T0), 0);
        assert_eq!(ledger.wait(device(2), 30_000, T0), 0);
    }

    #[test]
    fn a_row_is_read_back_and_nothing_else_is() {
        let mut ledger = GuessLedger::new(3);
        guess(&mut ledger, 1);
        ledger.thaw(device(2));
        let row = ledger.to_row();
        assert_eq!(GuessLedger::from_row(&row).unwrap(), ledger);
        for cut in 0..row.len() {
            assert!(GuessLedger::from_row(&row[..cut]).is_err());
        }
        let mut newer = row.clone();
        newer[0] = 2;
        assert!(GuessLedger::from_row(&newer).is_err());
        assert!(GuessLedger::from_row(&[row.as_slice(), &[0]].concat()).is_err());
    }
}
