//! `dlocker rehearse`

use dlocker_client::{Connection, Platform, Result, Unlock};
use dlocker_protocol::method::MethodKind;
use serde_json::json;

use crate::Outcome;

/// `rehearse`
///
/// # Errors
/// Those of unlocking.
pub async fn rehearse<P: Platform>(connection: &mut Connection<'_, P>, unlock: &Unlock) -> Result<Outcome> {
    let kind = unlock.secret.kind();
    let done = connection.rehearse(unlock).await?;
    let newest = done.newest.as_ref().map(|n| {
        json!({ "snapshot": n.snapshot, "number": n.number, "created": n.created, "items": n.items, "bytes": n.bytes, "packs_checked": n.packs_checked })
    });
    let what = if kind == MethodKind::Device { "This device".to_owned() } else { format!("Your {kind}") };
    let text = match &done.newest {
        Some(n) => format!(
            "{what} opens the locker. The newest backup, of {} (number {}), opens too: {} items, {} bytes.",
            n.created, n.number, n.items, n.bytes
        ),
        None => format!("{what} opens the locker. Nothing was put in yet."),
    };
    Ok(Outcome::new(json!({ "opened": true, "kind": kind, "guesses_left": done.guesses_left, "newest": newest }), text))
}
