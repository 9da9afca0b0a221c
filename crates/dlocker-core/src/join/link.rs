//! The text of a link: everything that a joining device pins.

use dlocker_protocol::cbor::{self, Malformed};
use dlocker_protocol::encoded::{from_base64url, to_base64url};
use dlocker_protocol::{Digest, LockerId, PublicKey, Timestamp, TrusteeId};
use minicbor::{Decode, Encode};
use zeroize::{Zeroize as _, Zeroizing};

use super::JoinSecret;

/// What every link begins with.
const PREFIX: &str = "dlocker-join-";
/// The version of this form.
const VERSION: u64 = 1;
/// Longest address of a bank in bytes.
const LONGEST_BANK: usize = 256;
/// Longest text that can be a link.
const LONGEST_TEXT: usize = 1024;

/// A link by which one device joins. It opens nothing: it vouches for a key that an unlocked device may then admit. No Debug.
pub struct JoinLink {
    /// The bank's address: scheme, host and port; 1 to 256 bytes.
    pub bank: String,
    /// The bank that must answer there.
    pub trustee: TrusteeId,
    /// The locker.
    pub locker: LockerId,
    /// The roster that is current on the device that made the link.
    pub roster: Digest,
    /// Its epoch.
    pub epoch: u64,
    /// Its owner key.
    pub owner_key: PublicKey,
    /// The secret of the link.
    pub secret: JoinSecret,
    /// When the bank lets the link lapse.
    pub expires: Timestamp,
}

/// This text is no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLink {
    /// It does not begin as one, is cut, or has something in it that is not part of one.
    #[error("this is not a whole link; copy it again, from `dlocker-join-` to its end")]
    Form,
    /// It is of a later form.
    #[error("this link is of a newer version than this program; update the program on this device")]
    Version,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Wire {
    #[n(0)]
    version: u64,
    #[n(1)]
    bank: String,
    #[n(2)]
    trustee: TrusteeId,
    #[n(3)]
    locker: LockerId,
    #[n(4)]
    roster: Digest,
    #[n(5)]
    epoch: u64,
    #[n(6)]
    owner_key: PublicKey,
    #[cbor(n(7), with = "minicbor::bytes")]
    secret: [u8; 32],
    #[n(8)]
    expires: Timestamp,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl JoinLink {
    /// The text form: `dlocker-join-` and base64url of CBOR
    /// `[1, bank, trustee, locker, roster, epoch, owner_key, secret, expires]`.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let wire = Wire {
            version: VERSION,
            bank: self.bank.clone(),
            trustee: self.trustee,
            locker: self.locker,
            roster: self.roster,
            epoch: self.epoch,
            owner_key: self.owner_key,
            secret: *self.secret.as_bytes(),
            expires: self.expires,
        };
        let body = Zeroizing::new(to_base64url(&Zeroizing::new(cbor::encode(&wire))));
        let mut text = Zeroizing::new(String::with_capacity(PREFIX.len() + body.len()));
        text.push_str(PREFIX);
        text.push_str(&body);
        text
    }

    /// Parses the text form; blanks around it don't matter.
    ///
    /// # Errors
    /// [`BadLink`] for anything that [`to_text`](Self::to_text) does not write.
    pub fn parse(text: &str) -> Result<Self, BadLink> {
        let text = text.trim();
        let body = text.strip_prefix(PREFIX).filter(|_| text.len() <= LONGEST_TEXT).ok_or(BadLink::Form)?;
        let bytes = Zeroizing::new(from_base64url(body).ok_or(BadLink::Form)?);
        if version(&bytes).is_some_and(|version| version > VERSION) {
            return Err(BadLink::Version);
        }
        let wire: Wire = cbor::decode(&bytes, "link").map_err(|Malformed { .. }| BadLink::Form)?;
        let fits = wire.version == VERSION && is_address(&wire.bank) && wire.epoch > 0;
        if !fits {
            return Err(BadLink::Form);
        }
        Ok(Self {
            bank: wire.bank.clone(),
            trustee: wire.trustee,
            locker: wire.locker,
            roster: wire.roster,
            epoch: wire.epoch,
            owner_key: wire.owner_key,
            secret: JoinSecret::from_bytes(Zeroizing::new(wire.secret)),
            expires: wire.expires,
        })
    }
}

/// The first field of the array, whatever follows it.
fn version(bytes: &[u8]) -> Option<u64> {
    let mut decoder = minicbor::Decoder::new(bytes);
    decoder.array().ok()??;
    decoder.u64().ok()
}

/// It goes into requests and onto screens: printable ASCII, nothing else.
fn is_address(text: &str) -> bool {
    let web = text.starts_with("https://") || text.starts_with("http://");
    web && text.len() <= LONGEST_BANK && text.bytes().all(|byte| byte.is_ascii_graphic())
}
