//! What an authenticator signs (WebAuthn, section 7.2).

use minicbor::{Decode, Encode};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::authenticator::head;
use super::client_data::{self, Ceremony};
use super::{BadPasskey, RelyingParty};
use crate::{Bytes, Digest, PublicKey};

/// A longest DER signature on P-256.
const LONGEST_SIGNATURE: usize = 72;

/// An assertion as it came from the browser. Nothing of its extensions: what a passkey's PRF gives never leaves the page.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(array)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// Id of the credential.
    #[n(0)]
    pub credential: Bytes,
    /// The authenticator data.
    #[n(1)]
    pub authenticator_data: Bytes,
    /// The client data.
    #[n(2)]
    pub client_data: Bytes,
    /// The signature over both, in DER.
    #[n(3)]
    pub signature: Bytes,
}

/// What a good assertion says besides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Said {
    /// The credential's counter; 0 where its authenticator does not count.
    pub counter: u32,
}

impl Assertion {
    /// Whether the credential with this key signed `challenge` on the page of `party`, with its user verified.
    ///
    /// # Errors
    /// [`BadPasskey`].
    pub fn verify(&self, key: &PublicKey, challenge: &Digest, party: &RelyingParty) -> Result<Said, BadPasskey> {
        client_data::check(&self.client_data.0, Ceremony::Get, challenge, party)?;
        let (head, rest) = head(&self.authenticator_data.0, party, false)?;
        head.ends(rest)?;
        if self.signature.0.len() > LONGEST_SIGNATURE {
            return Err(BadPasskey::Malformed);
        }
        let signature = Signature::from_der(&self.signature.0).map_err(|_| BadPasskey::Malformed)?;
        let key = VerifyingKey::from_sec1_bytes(key.as_bytes()).map_err(|_| BadPasskey::Signature)?;
        let signed = [&self.authenticator_data.0[..], Digest::plain(&self.client_data.0).as_bytes()].concat();
        key.verify(&signed, &signature).map_err(|_| BadPasskey::Signature)?;
        Ok(Said { counter: head.counter })
    }
}
