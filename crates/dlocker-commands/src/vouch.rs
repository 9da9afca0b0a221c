//! `dlocker vouch`

use dlocker_client::{Connection, Error, Platform, Result, Unlock};
use dlocker_protocol::CaseId;
use dlocker_protocol::case::CaseCode;
use serde_json::json;

use crate::Outcome;

/// The digits as they were typed.
///
/// # Errors
/// [`Error::Misuse`] for what is no code.
pub fn code(text: &str) -> Result<CaseCode> {
    let wrong = || Error::Misuse("The code has six digits, as the new phone shows it. Nothing was said.".into());
    text.trim().parse().map_err(|_| wrong())
}

/// `vouch`
///
/// # Errors
/// [`Error::Refused`] if this device has no say or the code is wrong; those of unlocking.
pub async fn vouch<P: Platform>(
    connection: &mut Connection<'_, P>,
    case: CaseId,
    code: CaseCode,
    unlock: &Unlock,
) -> Result<Outcome> {
    let view = connection.vouch(case, code, unlock).await?;
    let text = format!(
        "This device has told your bank that the phone which shows this code is yours. It counts as one piece of evidence, together with all that your devices and credentials say; an officer is needed beside it.\nAll your devices are told. If it was a mistake, take it back: dlocker veto {}",
        view.id
    );
    Ok(Outcome::new(json!({ "case": view.id, "state": view.state }), text))
}
