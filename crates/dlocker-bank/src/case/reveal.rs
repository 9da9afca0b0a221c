//! The phone opens its commitment.

use dlocker_protocol::case::{RevealRequest, commitment};
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{Timestamp, TrusteeId};

use super::{CaseRecord, Opened, Stage};
use crate::refusal;

/// Opens the commitment with the key that signed the request. The same again is answered again.
///
/// # Errors
/// `malformed` where key and nonce are not what was committed to, `case-over`, `not-found` where another key opened it.
pub fn reveal(
    case: &mut CaseRecord,
    request: &RevealRequest,
    trustee: TrusteeId,
    now: Timestamp,
) -> Result<(), Problem> {
    let phone_nonce: [u8; 32] = request.phone_nonce.0.as_slice().try_into().map_err(|_| refusal::commitment())?;
    if commitment(&request.device_key, &phone_nonce, trustee, &case.handle) != case.commitment {
        return Err(refusal::commitment());
    }
    match &case.stage {
        Stage::Committed if case.is_alive(now) => {
            let opened = Opened { device_key: request.device_key, phone_nonce, wrong_codes: 0, last_wrong: None };
            case.stage = Stage::Open(opened);
            Ok(())
        }
        Stage::Committed => Err(refusal::case_over()),
        Stage::Open(opened) if opened.device_key != request.device_key => Err(refusal::no_case()),
        _ => Ok(()),
    }
}
