//! What the issuer says about itself (OpenID4VCI 1.0, section 12.2; RFC 8414). Only what is listed is offered: no encryption, no deferral, no scopes.

use dlocker_protocol::Timestamp;
use serde::{Deserialize, Serialize};

use super::token::PRE_AUTHORIZED_CODE;
use crate::VCT;
use crate::jose::jws::{ES256, JwsDraft};
use crate::locker_id::x5c;

/// The one credential configuration.
pub const CONFIGURATION: &str = "locker-id";
/// `typ` of signed metadata.
pub const METADATA_TYP: &str = "openidvci-issuer-metadata+jwt";

/// Where a wallet is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialIssuer {
    /// The credential issuer identifier: a URL without a trailing slash.
    pub credential_issuer: String,
    /// Credential endpoint.
    pub credential_endpoint: String,
    /// Nonce endpoint.
    pub nonce_endpoint: String,
    /// Notification endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification_endpoint: Option<String>,
    /// How many keys may be proved at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_credential_issuance: Option<Batch>,
    /// Names for people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub display: Vec<Display>,
    /// The Locker ID, and nothing else.
    pub credential_configurations_supported: Configurations,
}

/// How many keys may be proved at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// At least 2.
    pub batch_size: usize,
}

/// A name for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Display {
    /// The name.
    pub name: String,
    /// Its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// The credentials by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configurations {
    /// The Locker ID.
    #[serde(rename = "locker-id")]
    pub locker_id: Configuration,
}

/// One credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// `dc+sd-jwt`.
    pub format: String,
    /// Its type.
    pub vct: String,
    /// `jwk`.
    pub cryptographic_binding_methods_supported: Vec<String>,
    /// `ES256`.
    pub credential_signing_alg_values_supported: Vec<String>,
    /// Only `jwt`.
    pub proof_types_supported: ProofTypes,
    /// For people.
    pub credential_metadata: CredentialMetadata,
}

/// Proof types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofTypes {
    /// The type `jwt`.
    pub jwt: ProofAlgorithms,
}

/// Algorithms of proofs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofAlgorithms {
    /// `ES256`.
    pub proof_signing_alg_values_supported: Vec<String>,
}

/// A credential for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialMetadata {
    /// Names.
    pub display: Vec<Display>,
    /// Claims that a wallet may show.
    pub claims: Vec<Claim>,
}

/// A claim that a wallet may show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Where it stands.
    pub path: Vec<String>,
    /// Names.
    pub display: Vec<Display>,
}

fn named(name: &str) -> Vec<Display> {
    vec![Display { name: name.to_owned(), locale: Some("en".to_owned()) }]
}

impl CredentialIssuer {
    /// Of the issuer at `url`, which gives Locker IDs to at most `batch_size` keys at once.
    #[must_use]
    pub fn at(url: &str, batch_size: usize) -> Self {
        let es256 = || vec![ES256.to_owned()];
        let locker_id = Configuration {
            format: "dc+sd-jwt".to_owned(),
            vct: VCT.to_owned(),
            cryptographic_binding_methods_supported: vec!["jwk".to_owned(), "did:jwk".to_owned()],
            credential_signing_alg_values_supported: es256(),
            proof_types_supported: ProofTypes { jwt: ProofAlgorithms { proof_signing_alg_values_supported: es256() } },
            credential_metadata: CredentialMetadata {
                display: named("Locker ID"),
                claims: vec![Claim { path: vec!["handle".to_owned()], display: named("Handle") }],
            },
        };
        Self {
            credential_issuer: url.to_owned(),
            credential_endpoint: format!("{url}/openid4vci/credential"),
            nonce_endpoint: format!("{url}/openid4vci/nonce"),
            notification_endpoint: Some(format!("{url}/openid4vci/notification")),
            batch_credential_issuance: (batch_size > 1).then_some(Batch { batch_size }),
            display: named("dLocker bank"),
            credential_configurations_supported: Configurations { locker_id },
        }
    }
}

/// The authorization server, which is the issuer itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationServer {
    /// The same URL as the credential issuer identifier.
    pub issuer: String,
    /// Token endpoint.
    pub token_endpoint: String,
    /// Only the pre-authorized code.
    pub grant_types_supported: Vec<String>,
    /// None: nobody is sent through a browser.
    pub response_types_supported: Vec<String>,
    /// Wallets need not be registered.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// Wallets need not say who they are.
    #[serde(rename = "pre-authorized_grant_anonymous_access_supported")]
    pub anonymous: bool,
    /// `ES256`.
    pub dpop_signing_alg_values_supported: Vec<String>,
}

impl AuthorizationServer {
    /// Of the issuer at `url`.
    #[must_use]
    pub fn at(url: &str) -> Self {
        Self {
            issuer: url.to_owned(),
            token_endpoint: format!("{url}/openid4vci/token"),
            grant_types_supported: vec![PRE_AUTHORIZED_CODE.to_owned()],
            response_types_supported: Vec::new(),
            token_endpoint_auth_methods_supported: vec!["none".to_owned()],
            anonymous: true,
            dpop_signing_alg_values_supported: vec![ES256.to_owned()],
        }
    }
}

/// Claims of signed metadata.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignedMetadata {
    /// The credential issuer identifier.
    pub sub: String,
    /// When it was signed, in seconds.
    pub iat: u64,
    /// The metadata.
    #[serde(flatten)]
    pub metadata: CredentialIssuer,
}

#[derive(Serialize)]
struct Header {
    typ: &'static str,
    alg: &'static str,
    x5c: Vec<String>,
}

/// Begins signed metadata (OpenID4VCI 1.0, section 12.2.3): by the issuer key, whose certificate goes along.
#[must_use]
pub fn sign_metadata(metadata: CredentialIssuer, chain: &[Vec<u8>], now: Timestamp) -> JwsDraft {
    let header = Header { typ: METADATA_TYP, alg: ES256, x5c: x5c(chain) };
    JwsDraft::new(&header, &SignedMetadata { sub: metadata.credential_issuer.clone(), iat: now.seconds(), metadata })
}
