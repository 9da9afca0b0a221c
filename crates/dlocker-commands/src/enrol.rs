//! `dlocker enrol`

use dlocker_client::{CredentialOffer, Enrolment, Platform, Result};
use serde_json::json;

use crate::Outcome;

/// `enrol`. The face has looked at the bank's address.
///
/// # Errors
/// [`Error::Refused`](dlocker_client::Error::Refused) if the invite cannot be used.
pub async fn enrol<P: Platform>(platform: &P, bank: &str, invite: &str) -> Result<Outcome> {
    Ok(told(&dlocker_client::enrol(platform, bank, invite).await?))
}

/// The same with an offer.
///
/// # Errors
/// [`Error::Refused`](dlocker_client::Error::Refused) if the offer cannot be used.
pub async fn take<P: Platform>(platform: &P, offer: &CredentialOffer, tx_code: Option<&str>) -> Result<Outcome> {
    Ok(told(&dlocker_client::take(platform, offer, tx_code).await?))
}

fn told(done: &Enrolment) -> Outcome {
    let text = format!(
        "This device now belongs to the locker of {}.\nNext, add a key that only you have: dlocker method add kit --out kit.txt, or pin, or passphrase.",
        done.handle
    );
    let json = json!({ "locker": done.locker, "handle": done.handle, "device": done.device, "bank": done.bank });
    Outcome::new(json, text)
}
