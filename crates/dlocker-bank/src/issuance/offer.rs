//! The transaction code of an offer: digits that go to the customer by another way than the offer.

use minicbor::{Decode, Encode};

/// How many digits a transaction code has.
pub const TX_CODE_LEN: u32 = 6;
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

/// What a wallet brings to an offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offered {
    /// No transaction code.
    Nothing,
    /// One, and whether it is the right one.
    Code(bool),
}
