//! Secrets of links that this device made, until they are used: they vouch for a key and open nothing.

use dlocker_core::join::JoinSecret;
use dlocker_protocol::{Bytes, LinkId, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::Result;
use crate::platform::{Platform, StateFailed};

pub(super) const FILE: &str = "links.json";
/// How long a link's secret is kept: as long as a request to join lives.
const KEPT_MILLIS: u64 = 24 * 60 * 60 * 1000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptLink {
    secret: Bytes,
    made: Timestamp,
}

/// Keeps the secret of a link that is about to be made, and forgets those that are over.
pub(crate) fn keep_link<P: Platform>(platform: &P, secret: &JoinSecret) -> Result<()> {
    let now = platform.now();
    platform.change(FILE, &mut |bytes| {
        let mut links = parse(bytes);
        links.retain(|link| now.millis_since(link.made) < KEPT_MILLIS);
        links.push(KeptLink { secret: Bytes(secret.as_bytes().to_vec()), made: now });
        serde_json::to_vec(&links).map(Some).map_err(|e| StateFailed(e.to_string()))
    })?;
    Ok(())
}

/// The secret of the link with this id, if this device made it and still has it.
pub(crate) fn kept_link<P: Platform>(platform: &P, link: LinkId) -> Result<Option<JoinSecret>> {
    let links = parse(platform.load(FILE)?);
    let secrets = links.into_iter().filter_map(|kept| <[u8; 32]>::try_from(kept.secret.0).ok());
    let mut secrets = secrets.map(|bytes| JoinSecret::from_bytes(Zeroizing::new(bytes)));
    Ok(secrets.find(|secret| secret.link_id() == link))
}

/// A damaged file is the same as none: the links in it are made anew.
fn parse(bytes: Option<Vec<u8>>) -> Vec<KeptLink> {
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}
