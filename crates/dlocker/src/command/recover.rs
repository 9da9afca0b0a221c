//! `dlocker recover`

mod finish;
mod former;

use dlocker_client::recover::RecoverOptions;
use dlocker_client::{Error, Result};
use dlocker_commands::Outcome;
use dlocker_commands::recover::{self, Typed};

use crate::args::Recover;
use crate::platform::Desktop;

pub(crate) async fn run(desktop: &Desktop, wanted: Recover) -> Result<Outcome> {
    match (&wanted.bank, &wanted.handle, &wanted.to) {
        (Some(bank), Some(handle), _) => begin(desktop, bank, handle).await,
        (.., Some(to)) if wanted.former => former::run(desktop, &wanted, to).await,
        _ if wanted.start_afresh => recover::start_afresh(desktop).await,
        (.., Some(to)) => finish::run(desktop, &wanted, to).await,
        _ => Err(Error::Misuse("Begin with --bank and --handle; go on with --continue --to DIR.".into())),
    }
}

/// What the owner chose, of ids that are ids.
fn options(wanted: &Recover) -> Result<RecoverOptions> {
    let typed = Typed {
        keep_devices: &wanted.keep_devices,
        keep_methods: &wanted.keep_methods,
        drop_methods: &wanted.drop_methods,
        snapshot: wanted.snapshot.as_deref(),
    };
    typed.options()
}

async fn begin(desktop: &Desktop, bank: &str, handle: &str) -> Result<Outcome> {
    super::bank_address(bank)?;
    let go_on = format!("dlocker --home {} recover --continue --to FOLDER", desktop.dir().display());
    recover::begin(desktop, bank, handle, &go_on).await
}
