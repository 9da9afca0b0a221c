//! Nonces.

use dlocker_bank::nonce::{UsedNonce, issue, parse};
use dlocker_bank::refusal;
use dlocker_protocol::Timestamp;

use super::{Answer, Vault, random};
use crate::store::Store;

impl<S: Store> Vault<S> {
    /// A fresh nonce, good for ten minutes: visible ASCII without quotes.
    #[allow(clippy::unused_async, reason = "another backend may have to ask for its key")]
    pub async fn issue_nonce(&self, now: Timestamp) -> String {
        issue(now, random(), |bytes| self.custody().nonce_tag(bytes))
    }

    /// Nothing, if this nonce is ours and not over: for requests that change nothing here, and so use none up.
    ///
    /// # Errors
    /// `nonce`.
    pub fn is_fresh(&self, nonce: &str, now: Timestamp) -> Answer<()> {
        self.nonce(nonce, now).map(drop)
    }

    /// The nonce of a request, if it is ours and not over. The transaction says whether it was used.
    pub(super) fn nonce(&self, text: &str, now: Timestamp) -> Answer<UsedNonce> {
        parse(text, now, |bytes, tag| self.custody().is_nonce_tag(bytes, tag)).ok_or_else(refusal::nonce)
    }
}
