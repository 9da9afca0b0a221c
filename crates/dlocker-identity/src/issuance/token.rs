//! The token endpoint's messages (OpenID4VCI 1.0, section 6).

use serde::{Deserialize, Serialize};

/// The one grant that there is.
pub const PRE_AUTHORIZED_CODE: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// What a wallet sends, as a form. Members that are not looked for (`client_id`, `authorization_details`) are let pass; none may come twice.
#[derive(Serialize, Deserialize)]
pub struct TokenRequest {
    /// [`PRE_AUTHORIZED_CODE`].
    pub grant_type: String,
    /// The code of the offer.
    #[serde(rename = "pre-authorized_code", default)]
    pub code: String,
    /// The transaction code, where the offer asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tx_code: Option<String>,
}

/// What it gets.
#[derive(Serialize, Deserialize)]
pub struct TokenResponse {
    /// Opaque; good with the key of the DPoP proof alone.
    pub access_token: String,
    /// `DPoP`.
    pub token_type: String,
    /// For how many seconds it is good.
    pub expires_in: u64,
}
