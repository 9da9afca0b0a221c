//! `dlocker recover --continue --start-afresh`

use dlocker_client::Result;
use dlocker_client::recover::{reissue, start_afresh};
use serde_json::json;

use crate::outcome::Outcome;
use crate::platform::Desktop;

pub(super) async fn run(desktop: &Desktop) -> Result<Outcome> {
    reissue(desktop).await?;
    let afresh = start_afresh(desktop).await?;
    let text = format!(
        "A new, empty locker is yours: {}. The old one stays shut, and your bank keeps it: if a kit turns up, see dlocker recover --former --to FOLDER --kit-file FILE.\nNext, add a key that only you have: dlocker method add kit --out kit.txt, or pin, or passphrase.",
        afresh.locker
    );
    let json = json!({ "state": "afresh", "locker": afresh.locker, "former": afresh.former, "device": afresh.device });
    Ok(Outcome::new(json, text))
}
