//! What the provider says about itself: OpenID Connect Discovery.

use dlocker_protocol::problem::Problem;
use reqwest::Url;
use serde::Deserialize;

use super::fetch::Fetcher;
use super::{is_fit, unusable};

/// The three addresses that are needed.
pub(super) struct Metadata {
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) jwks_uri: Url,
}

/// As it is written; the rest of it is passed over.
#[derive(Deserialize)]
pub(super) struct Written {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

impl Metadata {
    /// Asks for it.
    pub(super) async fn read(fetcher: &Fetcher, issuer: &str) -> Result<Self, Problem> {
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let address = fit(&address)?;
        Self::check(fetcher.get(&address).await?, issuer)
    }

    /// Believed only of itself, and only with addresses that nobody on the way can read or change.
    pub(super) fn check(written: Written, issuer: &str) -> Result<Self, Problem> {
        if written.issuer != issuer {
            return Err(unusable("it calls itself by another issuer than staff.oidc.issuer says"));
        }
        Ok(Self {
            authorization_endpoint: fit(&written.authorization_endpoint)?,
            token_endpoint: fit(&written.token_endpoint)?,
            jwks_uri: fit(&written.jwks_uri)?,
        })
    }
}

fn fit(address: &str) -> Result<Url, Problem> {
    let url = Url::parse(address).ok().filter(is_fit);
    url.ok_or_else(|| unusable("one of its addresses is not https"))
}
