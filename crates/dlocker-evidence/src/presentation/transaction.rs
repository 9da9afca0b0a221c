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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dlocker_protocol::encoded::from_base64url;

    use super::*;
    use crate::presentation::kit::trust;

    fn read(purpose: &Purpose) -> Value {
        serde_json::from_slice(&from_base64url(&transaction_data(purpose, &trust())).unwrap()).unwrap()
    }

    #[test]
    fn a_recovery_names_case_transcript_and_device() {
        let (case, device) = (CaseId::from_array([1; 16]), DeviceId::from_array([2; 16]));
        let told = read(&Purpose::Recovery { case, transcript: Digest::plain(b"t"), device });
        let expected = json!({
            "type": "urn:dlocker:recovery:1",
            "credential_ids": ["id", "old-id"],
            "transaction_data_hashes_alg": ["sha-256"],
            "case": case.to_string(),
            "transcript": Digest::plain(b"t"),
            "device": device.to_string(),
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn an_identity_names_locker_and_device_and_is_no_recovery() {
        let (locker, device) = (LockerId::from_array([1; 16]), DeviceId::from_array([2; 16]));
        let told = read(&Purpose::Identity { locker, device });
        assert_eq!(told["type"], "urn:dlocker:identity:1");
        assert_eq!(
            (told["locker"].clone(), told["device"].clone()),
            (json!(locker.to_string()), json!(device.to_string()))
        );
        assert!(told.get("case").is_none());
    }
}
