//! `recover --bank URL --handle HANDLE`

use dlocker_client::recover::open_case;
use dlocker_client::{Error, Platform, Result};
use dlocker_protocol::Handle;
use serde_json::json;

use crate::Outcome;

/// Opens a case, or shows the one that is open. The face has looked at the bank's address; `go_on` is what the owner does next.
///
/// # Errors
/// [`Error::Misuse`] for what is no handle, or if this device has a locker; those of a request.
pub async fn begin<P: Platform>(platform: &P, bank: &str, handle: &str, go_on: &str) -> Result<Outcome> {
    let handle = Handle::parse(handle).map_err(|e| Error::Misuse(e.to_string()))?;
    let case = open_case(platform, bank, &handle).await?;
    let json = json!({
        "case": case.case, "code": case.code.to_string(), "state": case.state, "approvals_needed": case.approvals_needed,
    });
    let digits = case.code.to_string();
    let text = format!(
        "Your recovery is open: {}\n\n    Code: {} {}\n\nGo to your bank, prove who you are, and read this code out. Officers needed: {}.\nNobody else needs the code: who asks for it by phone or mail is not your bank.\nWhen the bank has let you in: {go_on}",
        case.case,
        &digits[..3],
        &digits[3..],
        case.approvals_needed,
    );
    Ok(Outcome::new(json, text))
}
