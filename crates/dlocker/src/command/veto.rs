//! `dlocker veto`

use dlocker_client::{Error, Result, connect};
use dlocker_protocol::CaseId;
use serde_json::json;

use crate::outcome::Outcome;
use crate::platform::Desktop;

pub(crate) async fn run(desktop: &Desktop, case: &str) -> Result<Outcome> {
    let case: CaseId =
        case.parse().map_err(|_| Error::Misuse(format!("{case} is not a case. See: dlocker status.")))?;
    let view = connect(desktop).await?.veto(case).await?;
    let text = "Vetoed: this recovery will not be carried out. If it was not you who asked for it, tell your bank.";
    Ok(Outcome::new(json!({ "case": view.id, "state": view.state }), text))
}
