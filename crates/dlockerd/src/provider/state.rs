//! What ties a browser that comes back to the session that it left with. Nothing is kept: a tag under a key of this process vouches for
//! what was given out, so sign-ins that nobody finishes cost no room, and a restart lets those under way lapse.

use aws_lc_rs::hmac;
use dlocker_protocol::encoded::{from_base64url, to_base64url};
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::{Digest, PublicKey, Timestamp};
use rand_core::Rng;

use crate::entropy;

/// How long somebody may take at the provider, in milliseconds.
pub(super) const LIFE: u64 = 10 * 60 * 1000;
/// 8 bytes of time, 16 of randomness; a tag of 32 follows.
const HEAD: usize = 24;

/// Gives out `state`, and knows what it gave out.
pub(super) struct States(hmac::Key);

impl States {
    pub(super) const fn new(key: hmac::Key) -> Self {
        Self(key)
    }

    /// A fresh `state` for this session.
    pub(super) fn fresh(&self, session: &PublicKey, now: Timestamp) -> String {
        let mut bytes = [0; HEAD];
        entropy::rng().fill_bytes(&mut bytes);
        bytes[..8].copy_from_slice(&now.millis().to_be_bytes());
        let tag = hmac::sign(&self.0, &tagged(&bytes, session));
        to_base64url(&[bytes.as_slice(), tag.as_ref()].concat())
    }

    /// Until when it is good.
    ///
    /// # Errors
    /// `malformed` where it was not given out for this session, or has lapsed.
    pub(super) fn check(&self, state: &str, session: &PublicKey, now: Timestamp) -> Result<Timestamp, Problem> {
        let bytes = from_base64url(state).filter(|bytes| bytes.len() > HEAD).ok_or_else(foreign)?;
        let (head, tag) = bytes.split_at(HEAD);
        hmac::verify(&self.0, &tagged(head, session), tag).map_err(|_| foreign())?;
        let mut given = [0; 8];
        given.copy_from_slice(&head[..8]);
        let until = Timestamp::from_millis(u64::from_be_bytes(given)).plus_millis(LIFE);
        if now < until { Ok(until) } else { Err(lapsed()) }
    }

    /// PKCE's `code_verifier` of this `state`. It never leaves the bank but for the provider.
    pub(super) fn verifier(&self, state: &str) -> String {
        to_base64url(hmac::sign(&self.0, &[b"verifier\0", state.as_bytes()].concat()).as_ref())
    }

    /// PKCE's `code_challenge` of this `state`, `S256`.
    pub(super) fn challenge(&self, state: &str) -> String {
        to_base64url(Digest::plain(self.verifier(state).as_bytes()).as_bytes())
    }
}

fn tagged(head: &[u8], session: &PublicKey) -> Vec<u8> {
    [b"state\0".as_slice(), head, session.as_bytes()].concat()
}

/// The `nonce` of the ID token: it says for which session's key the provider vouches, so a token counts for no other.
pub(super) fn nonce(session: &PublicKey, state: &str) -> String {
    let both = [session.as_bytes().as_slice(), state.as_bytes()].concat();
    to_base64url(Digest::of("staff-provider-nonce", &both).as_bytes())
}

fn foreign() -> Problem {
    let detail = "This way back from the identity provider was not begun by this session, or the bank was started again meanwhile. Nobody was signed \
                  in. If you did not just sign in yourself, somebody may have sent you here: close this page. Else sign in again.";
    Problem::new(ProblemCode::Malformed, detail)
}

fn lapsed() -> Problem {
    let detail =
        "It took longer than ten minutes to come back from the identity provider. Nobody was signed in. Sign in again.";
    Problem::new(ProblemCode::Malformed, detail)
}
