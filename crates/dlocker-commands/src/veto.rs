//! `dlocker veto`

use dlocker_client::{Error, Result, connect};
use dlocker_protocol::CaseId;
use serde_json::json;

use crate::args::ExistingFiles;
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, case: &str, files: &ExistingFiles) -> Result<Outcome> {
    let case: CaseId =
        case.parse().map_err(|_| Error::Misuse(format!("{case} is not a case. See: dlocker status.")))?;
    let unlock = secrets::from_existing(files)?;
    let view = connect(desktop).await?.veto(case, unlock.as_ref()).await?;
    let text = "Vetoed. What officers approved from afar counts no more: this recovery goes on only if two officers see the owner face to face.\nIf it was not you who asked for it, tell your bank. If it was you, go there in person.";
    Ok(Outcome::new(json!({ "case": view.id, "state": view.state }), text))
}
