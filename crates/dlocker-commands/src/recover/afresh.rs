//! `recover --continue --start-afresh`

use dlocker_client::{Platform, Result, home};
use serde_json::json;

use crate::Outcome;

/// A new, empty locker; the old one stays shut and kept.
///
/// # Errors
/// Those of [`dlocker_client::recover::start_afresh`].
pub async fn start_afresh<P: Platform>(platform: &P) -> Result<Outcome> {
    let connection = dlocker_client::recover::start_afresh(platform).await?;
    let locker = connection.enrolled().locker;
    let former = home::load(platform)?.and_then(|document| document.former.last().map(|former| former.locker));
    let text = format!(
        "A new, empty locker is yours: {locker}. The old one stays shut, and your bank keeps it: if a kit turns up, see dlocker recover --former --to FOLDER --kit-file FILE.\nNext, add a key that only you have: dlocker method add kit --out kit.txt, or pin, or passphrase."
    );
    let json = json!({ "state": "afresh", "locker": locker, "former": former, "device": connection.device() });
    Ok(Outcome::new(json, text))
}
