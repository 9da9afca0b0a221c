//! `dlocker enrol`

use dlocker_client::{Result, enrol};
use serde_json::json;

use crate::outcome::Outcome;
use crate::platform::Desktop;

pub(crate) async fn run(desktop: &Desktop, bank: &str, invite: &str) -> Result<Outcome> {
    super::bank_address(bank)?;
    let done = enrol(desktop, bank, invite).await?;
    let text = format!(
        "This device now belongs to the locker of {}.\nNext, add a key that only you have: dlocker method add kit --out kit.txt, or pin, or passphrase.",
        done.handle
    );
    let json = json!({ "locker": done.locker, "handle": done.handle, "device": done.device, "bank": done.bank });
    Ok(Outcome::new(json, text))
}
