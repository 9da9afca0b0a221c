//! The bank's own identity provider: staff sign in through it with OpenID Connect, by the code flow with PKCE.
//!
//! What it says begins a session and gives it roles. It approves nothing: that takes a passkey, as ever.

mod fetch;
mod identity;
mod keys;
mod metadata;
mod start;
mod state;
mod token;

use std::sync::Arc;

use dlocker_bank::staff::Identity;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::staff::{AtProvider, FinishAtProvider};
use dlocker_protocol::{Digest, PublicKey, Timestamp};
use reqwest::Url;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use crate::config::OidcConfig;
use fetch::Fetcher;
use keys::Keys;
use metadata::Metadata;
use state::States;
use token::{BadToken, Expected};

/// How long what the provider says about itself is believed, in milliseconds.
const KEPT: u64 = 3600 * 1000;

/// The provider, as a bank that serves uses it.
pub struct Provider {
    config: OidcConfig,
    /// Where the provider sends browsers back: the console's own address.
    console: String,
    secret: Option<Zeroizing<String>>,
    states: States,
    fetcher: Fetcher,
    known: Mutex<Option<Known>>,
}

/// What the provider says about itself.
#[derive(Clone)]
struct Known {
    metadata: Arc<Metadata>,
    keys: Arc<Keys>,
    since: Timestamp,
}

impl Provider {
    /// Its issuer.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.config.issuer
    }

    /// The digest by which a sign-in with this `state` is known.
    #[must_use]
    pub fn sign_in(state: &str) -> Digest {
        Digest::of("staff-provider-sign-in", state.as_bytes())
    }

    /// Where the browser goes so that its person signs in for `session`.
    ///
    /// # Errors
    /// `internal` while the provider cannot be used.
    pub async fn begin(&self, session: &PublicKey, now: Timestamp) -> Result<AtProvider, Problem> {
        let known = self.known(now, false).await?;
        let state = self.states.fresh(session, now);
        let scope = self.config.scopes.join(" ");
        let (challenge, nonce) = (self.states.challenge(&state), state::nonce(session, &state));
        let asked = [
            ("response_type", "code"),
            ("client_id", &self.config.client_id),
            ("redirect_uri", &self.console),
            ("scope", &scope),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let mut address = known.metadata.authorization_endpoint.clone();
        address.query_pairs_mut().extend_pairs(asked);
        Ok(AtProvider { address: address.into(), expires: now.plus_millis(state::LIFE) })
    }

    /// Who came back for `session`, with which roles.
    ///
    /// # Errors
    /// `malformed` for a `state` that is not of this session or lapsed, `forbidden` for what the provider says or does not, `internal` while it cannot be used.
    pub async fn finish(
        &self,
        session: &PublicKey,
        back: &FinishAtProvider,
        now: Timestamp,
    ) -> Result<Identity, Problem> {
        let fresh_until = self.states.check(&back.state, session, now)?;
        if back.iss.as_ref().is_some_and(|iss| *iss != self.config.issuer) {
            return Err(refused("what came back is from another identity provider"));
        }
        let known = self.known(now, false).await?;
        let tokens = self.fetcher.exchange(&self.exchange(&known.metadata, back)).await?;
        let nonce = state::nonce(session, &back.state);
        let expected = Expected {
            issuer: &self.config.issuer,
            client: &self.config.client_id,
            nonce: &nonce,
            access_token: tokens.access_token.as_deref(),
            now,
        };
        let checked = match token::check(&tokens.id_token, &known.keys, &expected) {
            // It may have changed its keys since they were read.
            Err(BadToken::UnknownKey) => {
                let known = self.known(now, true).await?;
                token::check(&tokens.id_token, &known.keys, &expected)
            }
            checked => checked,
        };
        let said = checked.map_err(|why| refused(&format!("its ID token does not count: {why}")))?;
        identity::of(said, &self.config, (Self::sign_in(&back.state), fresh_until))
    }

    fn exchange<'a>(&'a self, metadata: &'a Metadata, back: &'a FinishAtProvider) -> fetch::Exchange<'a> {
        fetch::Exchange {
            at: &metadata.token_endpoint,
            client: &self.config.client_id,
            secret: self.secret.as_ref().map(|secret| secret.as_str()),
            console: &self.console,
            code: &back.code,
            verifier: self.states.verifier(&back.state),
        }
    }

    /// What the provider says about itself, read at most once in an hour unless `again`.
    async fn known(&self, now: Timestamp, again: bool) -> Result<Known, Problem> {
        let mut kept = self.known.lock().await;
        if let Some(known) = kept.as_ref().filter(|known| !again && now.millis_since(known.since) < KEPT) {
            return Ok(known.clone());
        }
        let metadata = Metadata::read(&self.fetcher, &self.config.issuer).await?;
        let keys = Keys::read(&self.fetcher, &metadata.jwks_uri).await?;
        let known = Known { metadata: Arc::new(metadata), keys: Arc::new(keys), since: now };
        *kept = Some(known.clone());
        Ok(known)
    }
}

fn refused(why: &str) -> Problem {
    let detail = format!(
        "The identity provider was not believed: {why}. Nobody was signed in. Sign in again; if that does not help, tell the operator."
    );
    Problem::new(ProblemCode::Forbidden, detail)
}

/// The provider cannot be used; why is for the operator too.
fn unusable(why: &str) -> Problem {
    tracing::error!(why, "the identity provider cannot be used");
    let detail = format!(
        "The bank's identity provider cannot be used: {why}. Nobody was signed in. Try again later, or tell the operator."
    );
    Problem::new(ProblemCode::Provider, detail)
}

/// Whether the bank asks this address, and sends browsers there: by TLS, or on this machine.
pub(crate) fn is_fit(address: &Url) -> bool {
    let plain = address.scheme() == "http" && matches!(address.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let clean = address.username().is_empty() && address.password().is_none() && address.fragment().is_none();
    clean && (plain || address.scheme() == "https")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
