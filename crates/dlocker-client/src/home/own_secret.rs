//! The secret of the method `device`: with it, and with this device's key, this device opens without asking.

use dlocker_core::secret::DeviceSecret;
use dlocker_protocol::{Bytes, MethodId};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use crate::error::{Error, Result};
use crate::platform::Platform;

pub(super) const FILE: &str = "device.secret";

/// The secret and the method that it is for.
pub(crate) struct OwnSecret {
    pub(crate) method: MethodId,
    pub(crate) secret: DeviceSecret,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    method: MethodId,
    secret: Bytes,
}

/// The secret of this device, if it keeps one. A damaged file is the same as none: the method is removed and added anew.
pub(crate) fn own_secret<P: Platform>(platform: &P) -> Result<Option<OwnSecret>> {
    let Some(bytes) = platform.load(FILE)?.map(Zeroizing::new) else { return Ok(None) };
    let kept: Option<Kept> = serde_json::from_slice(&bytes).ok();
    Ok(kept.and_then(|Kept { method, secret }| {
        let secret = Zeroizing::new(secret.0);
        let secret = Zeroizing::new(<[u8; 32]>::try_from(secret.as_slice()).ok()?);
        Some(OwnSecret { method, secret: DeviceSecret::from_bytes(secret) })
    }))
}

/// Keeps it, before anything at the bank depends on it.
pub(crate) fn keep_own_secret<P: Platform>(platform: &P, method: MethodId, secret: &DeviceSecret) -> Result<()> {
    let mut kept = Kept { method, secret: Bytes(secret.as_bytes().to_vec()) };
    let bytes = serde_json::to_vec(&kept).map(Zeroizing::new).map_err(Error::unexpected);
    kept.secret.0.zeroize();
    let bytes = bytes?;
    Ok(platform.change(FILE, &mut |_| Ok(Some(bytes.to_vec())))?)
}

/// Forgets it.
pub(crate) fn forget_own_secret<P: Platform>(platform: &P) -> Result<()> {
    Ok(platform.change(FILE, &mut |_| Ok(None))?)
}
