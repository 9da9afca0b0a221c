//! A bank that starts makes its provider ready. Nothing is asked of it yet: a bank starts while its provider is down.

use aws_lc_rs::hmac;
use dlocker_protocol::passkey::RelyingParty;
use rand_core::Rng;
use zeroize::Zeroizing;

use super::Provider;
use super::fetch::Fetcher;
use super::state::States;
use crate::config::OidcConfig;
use crate::entropy;
use crate::server::StartError;

impl Provider {
    /// From the settings.
    ///
    /// # Errors
    /// [`StartError`] for a bank without a page, and for a secret that cannot be read.
    pub fn of(config: &OidcConfig, party: Option<&RelyingParty>) -> Result<Self, StartError> {
        let party = party.ok_or_else(|| {
            StartError::Misuse(
                "[staff.oidc] needs to know where the console is, because the identity provider sends browsers back to it: set [page] origin".into(),
            )
        })?;
        let mut key = Zeroizing::new([0; 32]);
        entropy::rng().fill_bytes(key.as_mut());
        Ok(Self {
            console: format!("{}/staff", party.origin()),
            secret: config.client_secret_file.as_deref().map(secret).transpose()?,
            states: States::new(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref())),
            fetcher: Fetcher::new()?,
            config: config.clone(),
            known: Default::default(),
        })
    }
}

/// The first line of the file.
fn secret(path: &std::path::Path) -> Result<Zeroizing<String>, StartError> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map(Zeroizing::new);
    let text =
        text.map_err(|e| StartError::Misuse(format!("staff.oidc.client_secret_file {shown} cannot be read: {e}")))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(Zeroizing::new(line.to_owned())),
        _ => Err(StartError::Misuse(format!("staff.oidc.client_secret_file {shown} is empty"))),
    }
}
