//! Credential offers (OpenID4VCI 1.0, section 4): by value, and by reference.

use dlocker_protocol::Digest;
use dlocker_protocol::encoded::to_base64url;
use serde::{Deserialize, Serialize};

use super::metadata::CONFIGURATION;

/// The scheme of the links that wallets take.
pub const LINK_SCHEME: &str = "openid-credential-offer://";
/// Longest link or offer that is looked at, in bytes.
const MAX: usize = 4096;

/// What an offer says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialOffer {
    /// The credential issuer identifier.
    pub credential_issuer: String,
    /// Which credentials.
    pub credential_configuration_ids: Vec<String>,
    /// How to get at them.
    pub grants: Grants,
}

/// The grants of an offer: one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grants {
    /// The pre-authorized code.
    #[serde(rename = "urn:ietf:params:oauth:grant-type:pre-authorized_code")]
    pub pre_authorized: PreAuthorized,
}

/// The pre-authorized code of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreAuthorized {
    /// The code.
    #[serde(rename = "pre-authorized_code")]
    pub code: String,
    /// How the transaction code looks, where one is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tx_code: Option<TxCodeShape>,
}

/// How the transaction code looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TxCodeShape {
    /// `numeric`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_mode: Option<String>,
    /// How many characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// Where it comes from, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl TxCodeShape {
    /// So many digits, which the customer gets by another way than the offer.
    #[must_use]
    pub fn digits(length: u32) -> Self {
        Self {
            input_mode: Some("numeric".to_owned()),
            length: Some(length),
            description: Some("The digits that your bank gave you apart from this offer".to_owned()),
        }
    }
}

/// The address of an offer at a credential issuer.
#[must_use]
pub fn offer_address(credential_issuer: &str, reference: &str) -> String {
    format!("{credential_issuer}/openid4vci/offers/{reference}")
}

/// The code of the offer that lies under this reference: whoever makes the offer computes it, and so does the issuer when the reference is followed. It
/// keeps neither. `None` for a reference that could be guessed: it has 32 to 64 letters and digits.
#[must_use]
pub fn offer_code(reference: &str) -> Option<String> {
    let fits = (32..=64).contains(&reference.len()) && reference.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| to_base64url(Digest::of("offer-code", reference.as_bytes()).as_bytes()))
}

/// A link or an offer that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not an offer of a Locker ID by the pre-authorized code. Check that the link was copied whole, or ask the bank for another one"
)]
pub struct BadOffer;

impl CredentialOffer {
    /// An offer of the Locker ID.
    #[must_use]
    pub fn new(credential_issuer: &str, code: &str, tx_code: Option<TxCodeShape>) -> Self {
        Self {
            credential_issuer: credential_issuer.to_owned(),
            credential_configuration_ids: vec![CONFIGURATION.to_owned()],
            grants: Grants { pre_authorized: PreAuthorized { code: code.to_owned(), tx_code } },
        }
    }

    /// Parses one as JSON.
    ///
    /// # Errors
    /// [`BadOffer`] for anything but an offer of the Locker ID.
    pub fn parse(json: &[u8]) -> Result<Self, BadOffer> {
        if json.len() > MAX {
            return Err(BadOffer);
        }
        let offer: Self = serde_json::from_slice(json).map_err(|_| BadOffer)?;
        let ours = offer.credential_configuration_ids.iter().any(|id| id == CONFIGURATION);
        if ours { Ok(offer) } else { Err(BadOffer) }
    }

    /// The link that carries it.
    #[must_use]
    pub fn link(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        format!("{LINK_SCHEME}?credential_offer={}", percent_encoded(&json))
    }
}

/// A link, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferLink {
    /// The offer itself.
    Value(CredentialOffer),
    /// Where it is to be fetched.
    Reference(String),
}

impl OfferLink {
    /// The link that refers to an offer at `url`.
    #[must_use]
    pub fn to(url: &str) -> String {
        format!("{LINK_SCHEME}?credential_offer_uri={}", percent_encoded(url))
    }

    /// Takes a link apart: exactly one of `credential_offer` and `credential_offer_uri`.
    ///
    /// # Errors
    /// [`BadOffer`].
    pub fn parse(link: &str) -> Result<Self, BadOffer> {
        let query = link.trim().strip_prefix(LINK_SCHEME).filter(|rest| rest.len() <= MAX).ok_or(BadOffer)?;
        let query = query.strip_prefix('/').unwrap_or(query).strip_prefix('?').ok_or(BadOffer)?;
        let (name, value) = query.split_once('=').ok_or(BadOffer)?;
        if value.contains('&') {
            return Err(BadOffer);
        }
        let value = percent_decoded(value).ok_or(BadOffer)?;
        match name {
            "credential_offer" => CredentialOffer::parse(value.as_bytes()).map(Self::Value),
            "credential_offer_uri" if value.starts_with("https://") || value.starts_with("http://") => {
                Ok(Self::Reference(value))
            }
            _ => Err(BadOffer),
        }
    }
}

/// Everything but the unreserved characters of RFC 3986.
fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = match first {
            b'%' => {
                let (digits, after) = after.split_first_chunk::<2>()?;
                let digits = core::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                after
            }
            b'+' => {
                bytes.push(b' ');
                after
            }
            other => {
                bytes.push(other);
                after
            }
        };
    }
    String::from_utf8(bytes).ok()
}
