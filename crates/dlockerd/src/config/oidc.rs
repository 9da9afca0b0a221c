//! `[staff.oidc]`: the bank's identity provider.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dlocker_protocol::staff::Role;
use reqwest::Url;
use serde::Deserialize;

use super::BadConfig;
use crate::provider::is_fit;

/// The identity provider through which staff sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcConfig {
    /// Its issuer, exactly as it calls itself.
    pub issuer: String,
    /// Who this bank is there.
    pub client_id: String,
    /// A file whose first line is the client's secret; without one this bank is a public client.
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// The claim of the ID token that is the name of a member of staff.
    pub name_claim: String,
    /// The claim that lists roles.
    pub roles_claim: String,
    /// What its values mean.
    pub roles: BTreeMap<String, Role>,
    /// Whether passkeys of local staff sign in too.
    pub local_sign_in: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Oidc {
    issuer: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    scopes: Option<Vec<String>>,
    name_claim: Option<String>,
    roles_claim: Option<String>,
    roles: Option<BTreeMap<String, Role>>,
    local_sign_in: Option<bool>,
}

impl Oidc {
    pub(super) fn check(self, folder: &Path) -> Result<OidcConfig, BadConfig> {
        let issuer = Url::parse(&self.issuer).ok().filter(|issuer| is_fit(issuer) && issuer.query().is_none());
        if issuer.is_none() {
            return Err(BadConfig(format!(
                "staff.oidc.issuer is {:?}: write the https:// address of the identity provider as it calls itself",
                self.issuer
            )));
        }
        let scopes = self.scopes.unwrap_or_else(|| vec!["openid".into(), "profile".into()]);
        if !scopes.iter().any(|scope| scope == "openid") {
            return Err(BadConfig("staff.oidc.scopes lacks \"openid\": without it there is no ID token".into()));
        }
        let roles = self.roles.unwrap_or_else(|| Role::ALL.map(|role| (role.as_str().to_owned(), role)).into());
        if self.client_id.is_empty() || roles.is_empty() {
            return Err(BadConfig("staff.oidc.client_id or staff.oidc.roles is empty: nobody could sign in".into()));
        }
        Ok(OidcConfig {
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret_file: self.client_secret_file.map(|file| folder.join(file)),
            scopes,
            name_claim: self.name_claim.unwrap_or_else(|| "preferred_username".into()),
            roles_claim: self.roles_claim.unwrap_or_else(|| "roles".into()),
            roles,
            local_sign_in: self.local_sign_in.unwrap_or(false),
        })
    }
}
