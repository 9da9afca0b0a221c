//! The transaction code of an offer: digits that go to the customer by another way than the offer.

use dlocker_protocol::{CaseId, Timestamp};
use minicbor::{Decode, Encode};

use crate::staff::InviteRecord;

/// How many digits a transaction code has.
pub const TX_CODE_LEN: u32 = 6;
/// How long the offer of a recovery can be taken, in milliseconds; the device gets another one whenever it asks.
const CASE_OFFER: u64 = 10 * 60 * 1000;
/// The wrong transaction code with which an offer is burnt.
pub const WRONG_TX_CODES: u8 = 5;

/// The transaction code of an offer, as it is kept: the digits themselves are nowhere at the bank.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct TxCode {
    /// Custody's tag over the offer and the digits.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub tag: [u8; 16],
    /// How many wrong ones were tried.
    #[n(1)]
    pub wrong: u8,
}

impl TxCode {
    /// Not tried yet.
    #[must_use]
    pub const fn new(tag: [u8; 16]) -> Self {
        Self { tag, wrong: 0 }
    }

    /// Whether so many wrong ones were tried that no other counts.
    #[must_use]
    pub const fn is_burnt(&self) -> bool {
        self.wrong >= WRONG_TX_CODES
    }
}

/// Whether it has the form of a transaction code.
#[must_use]
pub fn is_tx_code(digits: &str) -> bool {
    digits.len() == TX_CODE_LEN as usize && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// An offer of the Locker ID to the new device of a case that is ready.
#[must_use]
pub fn offer_of_case(case: CaseId, now: Timestamp) -> InviteRecord {
    InviteRecord { expires: now.plus_millis(CASE_OFFER), used_by: None, tx_code: None, granted: None, case: Some(case) }
}

impl InviteRecord {
    /// Whether it can still be taken by somebody who has not taken it yet.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        let burnt = self.tx_code.as_ref().is_some_and(TxCode::is_burnt);
        self.used_by.is_none() && !burnt && now < self.expires
    }
}

/// What a wallet brings to an offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offered {
    /// No transaction code.
    Nothing,
    /// One, and whether it is the right one.
    Code(bool),
}
