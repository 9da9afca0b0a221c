//! `restore`

use dlocker_client::restore::Restored;
use dlocker_client::{Error, OpenSnapshot, Result};
use serde_json::json;

use crate::{Outcome, Wallet};

/// The wallet, or words for a locker into which nothing was put.
///
/// # Errors
/// [`Error::Misuse`] where there is nothing.
pub fn something(wallet: Wallet) -> Result<Wallet> {
    match wallet.is_empty() {
        true => Err(Error::Misuse("Nothing is in the locker yet, so there is nothing to restore.".into())),
        false => Ok(wallet),
    }
}

/// What came back, and from when. `to` is the place, in the words of the face.
#[must_use]
pub fn closing(wallet: &Wallet, restored: Restored, to: &str) -> Outcome {
    let header = wallet.newest().map(OpenSnapshot::header);
    let json = json!({
        "snapshot": header.map(|h| h.id),
        "number": header.map(|h| h.number),
        "created": header.map(|h| h.created),
        "device": header.map(|h| h.device),
        "snapshots": wallet.json(),
        "to": to,
        "items": restored.items,
        "bytes": restored.bytes,
        "resumed_bytes": restored.resumed,
    });
    let from = header.map_or_else(String::new, |h| format!(" of the backup of {} (number {})", h.created, h.number));
    let first = format!("{} items ({} bytes){from} are back in {to}.", restored.items, restored.bytes);
    let lines: Vec<String> = std::iter::once(first).chain(wallet.others()).collect();
    Outcome::new(json, lines.join("\n"))
}
