//! Staff invite a customer.

use dlocker_protocol::log::Event;
use dlocker_protocol::staff::InviteResponse;
use dlocker_protocol::{CaseId, DeviceId, Digest, Timestamp};
use minicbor::{Decode, Encode};

use crate::issuance::TxCode;
use crate::locker::LockerRecord;
use crate::record::record;
use crate::refusal::{Decided, Decision, handle_taken};
use crate::{Limits, refusal};

/// An invite. Its row is found by the digest of its code; the code itself is nowhere at the bank.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct InviteRecord {
    /// When it lapses.
    #[n(0)]
    pub expires: Timestamp,
    /// The device that used it.
    #[n(1)]
    pub used_by: Option<DeviceId>,
    /// The transaction code without which it cannot be used.
    #[n(2)]
    pub tx_code: Option<TxCode>,
    /// Thumbprint of the DPoP key with which a wallet has used it: it gets the same again.
    #[n(3)]
    pub granted: Option<Digest>,
    /// The recovery case that it carries out, where it is no invite to an empty locker.
    #[n(4)]
    pub case: Option<CaseId>,
}
record!(InviteRecord, "invite");

/// The digest by which an invite is found.
///
/// # Errors
/// `malformed` for codes that could be guessed: shorter than 32 characters (a code is 32 random bytes in text form), or not plain text.
pub fn invite_digest(code: &str) -> Result<Digest, dlocker_protocol::problem::Problem> {
    let plain = (32..=128).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_graphic());
    if plain { Ok(Digest::of("invite", code.as_bytes())) } else { Err(refusal::weak_invite()) }
}

/// Makes an invite to a locker that nobody has enrolled in yet, with or without a transaction code, or answers a retry.
///
/// # Errors
/// `taken` if the locker is in use.
pub fn invite(
    locker: &LockerRecord,
    existing: Option<&InviteRecord>,
    tx_code: Option<TxCode>,
    limits: &Limits,
    now: Timestamp,
) -> Decision<(InviteResponse, InviteRecord)> {
    if let Some(record) = existing {
        let answer = InviteResponse { locker: locker.id, expires: record.expires };
        return Ok(Decided::again((answer, record.clone())));
    }
    if !locker.devices.is_empty() {
        return Err(handle_taken().into());
    }
    let expires = now.plus_millis(limits.invite_life);
    let record = InviteRecord { expires, used_by: None, tx_code, granted: None, case: None };
    let answer = InviteResponse { locker: locker.id, expires: record.expires };
    Ok(Decided::with((answer, record), Event::Invited))
}
