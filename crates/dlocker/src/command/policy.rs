//! `dlocker policy`

use dlocker_client::{Error, PolicyView, Result, connect};
use serde_json::{Value, json};

use super::changed;
use crate::args::{ExistingFiles, Policy, PolicyArgs, SetPolicy};
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::{period, secrets};

pub(crate) async fn run(desktop: &Desktop, args: PolicyArgs) -> Result<Outcome> {
    match args.what {
        None => show(desktop).await,
        Some(Policy::Set(SetPolicy::RecoveryWait { wait, unlock })) => {
            let files = if unlock.is_none() { args.unlock } else { unlock };
            set_wait(desktop, chosen(&wait)?, &files).await
        }
    }
}

fn chosen(wait: &str) -> Result<Option<u64>> {
    if wait == "default" { Ok(None) } else { period::parse(wait).map(Some).map_err(Error::Misuse) }
}

async fn show(desktop: &Desktop) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let policy = connection.policy().await?;
    Ok(Outcome::new(entry(&policy), text(&policy)))
}

fn entry(policy: &PolicyView) -> Value {
    json!({
        "recovery_wait": policy.recovery_wait,
        "chosen": policy.chosen,
        "default": policy.default,
        "min": policy.min,
        "max": policy.max,
        "changes_wait": policy.changes_wait,
    })
}

fn text(policy: &PolicyView) -> String {
    let whose = if policy.chosen.is_some() { "your choice" } else { "your bank's rule" };
    format!(
        "A recovery waits {} after the first approval ({whose}; you may choose {} to {}).\nChanges that weaken the locker wait {}.",
        period::words(policy.recovery_wait),
        period::words(policy.min),
        period::words(policy.max),
        period::words(policy.changes_wait)
    )
}

async fn set_wait(desktop: &Desktop, wait: Option<u64>, files: &ExistingFiles) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    let changed = connection.set_recovery_wait(wait, &unlock).await?;
    let policy = connection.policy().await?;
    let more = json!({ "recovery_wait": policy.recovery_wait, "chosen": policy.chosen });
    Ok(changed::outcome(changed, more, text(&policy)))
}
