//! `dlocker enrol`

use dlocker_client::{Platform, Result};
use serde_json::json;

use crate::Outcome;

/// `enrol`. The face has looked at the bank's address.
///
/// # Errors
/// [`Error::Refused`](dlocker_client::Error::Refused) if the invite cannot be used.
pub async fn enrol<P: Platform>(platform: &P, bank: &str, invite: &str) -> Result<Outcome> {
    let done = dlocker_client::enrol(platform, bank, invite).await?;
    let text = format!(
        "This device now belongs to the locker of {}.\nNext, add a key that only you have: dlocker method add kit --out kit.txt, or pin, or passphrase.",
        done.handle
    );
    let json = json!({ "locker": done.locker, "handle": done.handle, "device": done.device, "bank": done.bank });
    Ok(Outcome::new(json, text))
}
