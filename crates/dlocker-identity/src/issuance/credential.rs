//! Messages of the nonce, credential and notification endpoints (OpenID4VCI 1.0, sections 7, 8 and 11).

use serde::{Deserialize, Serialize};

/// A nonce for key proofs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NonceResponse {
    /// The nonce.
    pub c_nonce: String,
}

/// What a wallet asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CredentialRequest {
    /// Which credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_configuration_id: Option<String>,
    /// Which credential, where the token response named some; this issuer's never do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_identifier: Option<String>,
    /// Proofs of the keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proofs: Option<Proofs>,
    /// Encryption of the answer, which this issuer does not offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_response_encryption: Option<serde_json::Value>,
}

/// Proofs by type: exactly `jwt`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proofs {
    /// One for each key.
    pub jwt: Vec<String>,
}

/// What it gets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CredentialResponse {
    /// One for each key, in the order of the proofs.
    pub credentials: Vec<Issued>,
    /// For the notification endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification_id: Option<String>,
}

/// One credential.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Issued {
    /// The Locker ID as issued.
    pub credential: String,
}

/// What became of a credential in the wallet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NotificationRequest {
    /// Of the credential response.
    pub notification_id: String,
    /// What happened.
    pub event: NotificationEvent,
    /// The same in words, which are not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_description: Option<String>,
}

/// What happened to a credential in the wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationEvent {
    /// It is kept.
    CredentialAccepted,
    /// It could not be kept.
    CredentialFailure,
    /// The owner deleted it.
    CredentialDeleted,
}
