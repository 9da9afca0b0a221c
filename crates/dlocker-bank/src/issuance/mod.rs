//! The Locker ID over OpenID4VCI 1.0: what a code grants, to which key, and what becomes of the Locker IDs that were issued.

mod grant;
mod offer;
mod redeem;
mod status;

pub use grant::{TOKEN_LIFE, TokenRecord, grant};
pub use offer::{Offered, TX_CODE_LEN, TxCode, WRONG_TX_CODES, is_tx_code, offer_of_case};
pub use redeem::{BATCH, redeem};
pub use status::{StatusBits, status_bits};

/// Why nothing is granted or issued, in the terms of OAuth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Denied {
    /// The code is unknown, over, used by another key, or its transaction code is wrong.
    Grant,
    /// The access token is unknown, over, or another key's.
    Token,
    /// The nonce of a key proof was used before, or is over.
    Nonce,
    /// The key of a proof is not the one that the credential is for.
    Proof,
    /// No credential was issued under this id.
    Notification,
}
