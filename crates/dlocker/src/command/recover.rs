//! `dlocker recover`

mod afresh;
mod closing;
mod finish;
mod former;

use dlocker_client::recover::{RecoverOptions, open_case};
use dlocker_client::{Error, Result};
use dlocker_protocol::Handle;
use serde_json::json;

use super::devices::device_id;
use super::items::snapshot_id;
use super::method::method_id;
use crate::args::Recover;
use crate::outcome::Outcome;
use crate::platform::Desktop;

pub(crate) async fn run(desktop: &Desktop, wanted: Recover) -> Result<Outcome> {
    match (&wanted.bank, &wanted.handle, &wanted.to) {
        (Some(bank), Some(handle), _) => begin(desktop, bank, handle).await,
        (.., Some(to)) if wanted.former => former::run(desktop, &wanted, to).await,
        _ if wanted.start_afresh => afresh::run(desktop).await,
        (.., Some(to)) => finish::run(desktop, &wanted, to).await,
        _ => Err(Error::Misuse("Begin with --bank and --handle; go on with --continue --to DIR.".into())),
    }
}

/// What the owner chose, of ids that are ids.
fn options(wanted: &Recover) -> Result<RecoverOptions> {
    Ok(RecoverOptions {
        keep_devices: wanted.keep_devices.iter().map(|id| device_id(id)).collect::<Result<_>>()?,
        drop_methods: wanted.drop_methods.iter().map(|id| method_id(id)).collect::<Result<_>>()?,
        keep_methods: wanted.keep_methods.iter().map(|id| method_id(id)).collect::<Result<_>>()?,
        snapshot: wanted.snapshot.as_deref().map(snapshot_id).transpose()?,
    })
}

async fn begin(desktop: &Desktop, bank: &str, handle: &str) -> Result<Outcome> {
    super::bank_address(bank)?;
    let handle = Handle::parse(handle).map_err(|e| Error::Misuse(e.to_string()))?;
    let case = open_case(desktop, bank, &handle).await?;
    let json = json!({
        "case": case.case, "code": case.code.to_string(), "state": case.state, "approvals_needed": case.approvals_needed,
    });
    let digits = case.code.to_string();
    let text = format!(
        "Your recovery is open: {}\n\n    Code: {} {}\n\nGo to your bank, prove who you are, and read this code out. Officers needed: {}.\nNobody else needs the code: who asks for it by phone or mail is not your bank.\nWhen the bank has let you in: dlocker --home {} recover --continue --to FOLDER",
        case.case,
        &digits[..3],
        &digits[3..],
        case.approvals_needed,
        desktop.dir().display()
    );
    Ok(Outcome::new(json, text))
}
