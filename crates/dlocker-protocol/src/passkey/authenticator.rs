//! Authenticator data (WebAuthn, section 6.1), and the one form of credential key that is taken.

use serde::{Deserialize, Serialize};

use super::client_data::{self, Ceremony};
use super::{BadPasskey, RelyingParty};
use crate::{Bytes, Digest, PublicKey};

/// Longest id of a credential in bytes (WebAuthn, section 4).
pub const MAX_CREDENTIAL: usize = 1023;

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

/// Hash of the relying party's id, flags, counter.
const HEAD: usize = 37;
/// Longest extension data.
const MAX_EXTENSIONS: usize = 512;
/// After it: the model of the authenticator, and the length of the credential's id.
const MODEL: usize = 16;

/// The one encoding of an ES256 key on P-256 that CTAP2 allows: {1: 2, 3: -7, -1: 1, -2: x, -3: y}, the coordinates left out.
const COSE_X: [u8; 10] = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
const COSE_Y: [u8; 3] = [0x22, 0x58, 0x20];
/// Its length.
const COSE_KEY: usize = COSE_X.len() + 32 + COSE_Y.len() + 32;

/// The part that both ceremonies have.
pub(super) struct Head {
    pub(super) counter: u32,
    pub(super) synced: bool,
    extended: bool,
}

impl Head {
    /// Whether what comes last is extension data exactly where the head says so. Nobody asked for any, and some authenticators add it all the same
    /// (browsers have a security key protect its credentials), so it is passed over: a small map, of which nothing counts.
    pub(super) fn ends(&self, rest: &[u8]) -> Result<(), BadPasskey> {
        let is_map = matches!(rest.first(), Some(0xa1..=0xb7)) && rest.len() <= MAX_EXTENSIONS;
        if (self.extended && is_map) || (!self.extended && rest.is_empty()) {
            Ok(())
        } else {
            Err(BadPasskey::Malformed)
        }
    }
}

/// Checks the head, and whether a credential follows exactly where one must. Gives what follows.
pub(super) fn head<'a>(bytes: &'a [u8], party: &RelyingParty, attested: bool) -> Result<(Head, &'a [u8]), BadPasskey> {
    let (head, rest) = bytes.split_at_checked(HEAD).ok_or(BadPasskey::Malformed)?;
    let (hash, flags, counter) = (&head[..32], head[32], &head[33..]);
    if hash != party.id_hash().as_bytes() {
        return Err(BadPasskey::Party);
    }
    let has = |flag: u8| flags & flag != 0;
    if has(ATTESTED) != attested || (has(BACKED_UP) && !has(BACKUP_ELIGIBLE)) {
        return Err(BadPasskey::Malformed);
    }
    if !has(PRESENT) || !has(VERIFIED) {
        return Err(BadPasskey::Unverified);
    }
    let counter = counter.try_into().map(u32::from_be_bytes).map_err(|_| BadPasskey::Malformed)?;
    Ok((Head { counter, synced: has(BACKUP_ELIGIBLE), extended: has(EXTENSIONS) }, rest))
}

/// A fresh credential as the page sends it: `getAuthenticatorData()` and `clientDataJSON` of the browser's answer. No attestation comes with it,
/// so what vouches for it is the one-time code.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCredential {
    /// The authenticator data.
    pub authenticator_data: Bytes,
    /// The client data, as it came.
    pub client_data: Bytes,
}

/// What a fresh credential is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPasskey {
    /// Its id, as the authenticator chose it.
    pub credential: Vec<u8>,
    /// Its key.
    pub key: PublicKey,
    /// Its counter so far.
    pub counter: u32,
    /// Its authenticator may copy it to other devices.
    pub synced: bool,
}

impl NewCredential {
    /// The passkey, if it was made for `challenge` on the page of `party`.
    ///
    /// # Errors
    /// [`BadPasskey`].
    pub fn check(&self, challenge: &Digest, party: &RelyingParty) -> Result<NewPasskey, BadPasskey> {
        client_data::check(&self.client_data.0, Ceremony::Create, challenge, party)?;
        let (head, rest) = head(&self.authenticator_data.0, party, true)?;
        let (_, rest) = rest.split_at_checked(MODEL).ok_or(BadPasskey::Malformed)?;
        let (length, rest) = rest.split_at_checked(2).ok_or(BadPasskey::Malformed)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let (credential, key) = rest.split_at_checked(length).ok_or(BadPasskey::Malformed)?;
        if credential.is_empty() || credential.len() > MAX_CREDENTIAL {
            return Err(BadPasskey::Malformed);
        }
        let (key, extensions) = key.split_at_checked(COSE_KEY).ok_or(BadPasskey::Malformed)?;
        let key = cose_key(key).ok_or(BadPasskey::Malformed)?;
        head.ends(extensions)?;
        Ok(NewPasskey { credential: credential.to_vec(), key, counter: head.counter, synced: head.synced })
    }
}

/// The key, if the bytes are exactly the one encoding of an ES256 key.
fn cose_key(bytes: &[u8]) -> Option<PublicKey> {
    let (x, rest) = bytes.strip_prefix(&COSE_X)?.split_at_checked(32)?;
    let y = rest.strip_prefix(&COSE_Y)?;
    PublicKey::from_coordinates(x, y).ok()
}
