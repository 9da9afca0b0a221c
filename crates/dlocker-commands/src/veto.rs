//! `dlocker veto`

use dlocker_client::{Connection, Error, Platform, Result, Unlock};
use dlocker_protocol::CaseId;
use serde_json::json;

use crate::Outcome;

/// A case as it was typed.
///
/// # Errors
/// [`Error::Misuse`] for what is none.
pub fn case_id(text: &str) -> Result<CaseId> {
    text.parse().map_err(|_| Error::Misuse(format!("{text} is not a case. See: dlocker status.")))
}

/// `veto`
///
/// # Errors
/// [`Error::Refused`] if this device has no say; those of unlocking.
pub async fn veto<P: Platform>(
    connection: &mut Connection<'_, P>,
    case: CaseId,
    unlock: Option<&Unlock>,
) -> Result<Outcome> {
    let view = connection.veto(case, unlock).await?;
    let text = "Vetoed. What officers approved from afar counts no more: this recovery goes on only if two officers see the owner face to face.\nIf it was not you who asked for it, tell your bank. If it was you, go there in person.";
    Ok(Outcome::new(json!({ "case": view.id, "state": view.state }), text))
}
