//! Errors as OAuth writes them (RFC 6749, section 5.2; RFC 9449, section 5; OpenID4VCI 1.0, sections 8.3.1 and 11.3).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What went wrong, for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OauthCode {
    /// Not well formed.
    InvalidRequest,
    /// The code, its transaction code, or both cannot be used.
    InvalidGrant,
    /// Another grant than the pre-authorized code.
    UnsupportedGrantType,
    /// The DPoP proof is missing or wrong.
    InvalidDpopProof,
    /// The access token is unknown, over, or bound to another key.
    InvalidToken,
    /// The credential request is not well formed.
    InvalidCredentialRequest,
    /// Another credential than the Locker ID was asked for.
    UnknownCredentialConfiguration,
    /// A key proof is missing or wrong.
    InvalidProof,
    /// The nonce in a key proof is unknown, used or over.
    InvalidNonce,
    /// This credential is not issued, now or ever.
    CredentialRequestDenied,
    /// The notification is not well formed.
    InvalidNotificationRequest,
    /// No credential was issued under this notification id.
    InvalidNotificationId,
    /// The server could not answer.
    ServerError,
    /// Too many requests; later.
    TemporarilyUnavailable,
}

/// The body of an error answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{error_description}")]
pub struct OauthError {
    /// What went wrong, for a program.
    pub error: OauthCode,
    /// The same for a person: what happened, what it means, what to try. ASCII without quotation marks and backslashes (RFC 6749, section 5.2).
    #[serde(default)]
    pub error_description: Cow<'static, str>,
}

impl OauthError {
    /// With fixed words.
    #[must_use]
    pub const fn new(error: OauthCode, words: &'static str) -> Self {
        Self { error, error_description: Cow::Borrowed(words) }
    }

    /// With any words; characters that may not stand there become a question mark.
    #[must_use]
    pub fn with(error: OauthCode, words: &str) -> Self {
        let allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        let words: String = words.chars().map(|c| if c == '"' { '\'' } else { c }).collect();
        let words = words.chars().map(|c| if allowed(c) { c } else { '?' }).collect::<String>();
        Self { error, error_description: Cow::Owned(words) }
    }
}
