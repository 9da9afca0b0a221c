//! What a presentation is for, as the wallet shows and signs it (`transaction_data`, OpenID4VP 1.0, section 8.4).

use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::{CaseId, DeviceId, Digest, LockerId};
use serde_json::{Value, json};

use crate::trust::TrustList;

/// What a presentation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Evidence in a recovery case, for one new device.
    Recovery {
        /// The case.
        case: CaseId,
        /// Its transcript: fixes handle, device key and both nonces.
        transcript: Digest,
        /// The new device.
        device: DeviceId,
    },
    /// The owner of a locker has themselves known.
    Identity {
        /// The locker.
        locker: LockerId,
        /// The device that asked.
        device: DeviceId,
    },
}

impl Purpose {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Recovery { .. } => "urn:dlocker:recovery:1",
            Self::Identity { .. } => "urn:dlocker:identity:1",
        }
    }

    fn told(&self) -> Value {
        match self {
            Self::Recovery { case, transcript, device } => {
                json!({ "case": case.to_string(), "transcript": transcript, "device": device.to_string() })
            }
            Self::Identity { locker, device } => {
                json!({ "locker": locker.to_string(), "device": device.to_string() })
            }
        }
    }
}

/// The one entry of `transaction_data`, in base64url as it is sent. It concerns every credential that is asked for.
#[must_use]
pub fn transaction_data(purpose: &Purpose, trust: &TrustList) -> String {
    let ids: Vec<&str> = trust.entries().iter().map(crate::trust::Entry::name).collect();
    let mut data = json!({
        "type": purpose.kind(),
        "credential_ids": ids,
        "transaction_data_hashes_alg": ["sha-256"],
    });
    if let (Value::Object(data), Value::Object(told)) = (&mut data, purpose.told()) {
        data.extend(told);
    }
    to_base64url(data.to_string().as_bytes())
}
