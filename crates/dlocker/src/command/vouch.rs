//! `dlocker vouch`

use std::path::Path;

use dlocker_client::{Result, connect};
use dlocker_commands::Outcome;
use dlocker_commands::veto::case_id;
use dlocker_commands::vouch::{code, vouch};

use crate::args::ExistingFiles;
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(
    desktop: &Desktop,
    case: &str,
    code_file: Option<&Path>,
    files: &ExistingFiles,
) -> Result<Outcome> {
    let case = case_id(case)?;
    let code = code(&secrets::case_code(code_file)?)?;
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    vouch(&mut connection, case, code, &unlock).await
}
