//! Joining by a link: this device sends its key under the link's secret, and believes no other locker than the link's.

use dlocker_core::join::JoinLink;
use dlocker_core::roster::RosterChain;
use dlocker_protocol::device::{JoinRequest, JoinResponse, LockerIdResponse};
use dlocker_protocol::roster::is_name;
use dlocker_protocol::{Bytes, DeviceId, LockerId, PublicKey};

use crate::connect::Connection;
use crate::enrol::{ask_bank, check_locker_id};
use crate::error::{Error, Result};
use crate::home::{self, Enrolled, HomeDocument, PinnedBank};
use crate::log::EMPTY;
use crate::platform::Platform;
use crate::session::Session;

/// A device that asked to join and waits for the other one to confirm it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The locker.
    pub locker: LockerId,
    /// This device: the other one is asked to confirm this id.
    pub device: DeviceId,
    /// The name that counts: the one under which it asked first.
    pub name: String,
}

/// Asks to join by `link`, as `name` (at most 64 bytes, no control characters). Doing it again with the same link changes nothing.
///
/// # Errors
/// [`Error::Misuse`] for what is no link, or if this home has a locker; [`Error::Damaged`] if another bank answers at the link's address;
/// [`Error::Refused`] if the link has lapsed or was used by another device.
pub async fn join<P: Platform>(platform: &P, link: &str, name: &str) -> Result<Joined> {
    let link = JoinLink::parse(link).map_err(|e| Error::Misuse(format!("You cannot join like this: {e}.")))?;
    if !is_name(name) {
        return Err(Error::Misuse("A device's name has at most 64 bytes and no control characters.".into()));
    }
    check_free(&home::load(platform)?.unwrap_or_default())?;
    let (bank, _) = ask_bank(platform, &link.bank).await?;
    if bank.id != link.trustee {
        return Err(Error::damaged("another bank answers at the link's address than the one that the link names"));
    }
    let device_key = platform.make_device_key().await?;
    let session = Session::new(platform, &bank.url, bank.id, DeviceId::of(&device_key));
    let mac = Bytes(link.secret.mac(link.locker, &device_key, name).to_vec());
    let request = JoinRequest { link: link.secret.link_id(), device_key, name: name.to_owned(), mac };
    let answer: JoinResponse = session.post(&format!("/v1/lockers/{}/joins", link.locker), &request).await?;
    let enrolled = pinned(bank, &link, &answer);
    home::change(platform, |document| document.enrolled = Some(enrolled.clone()))?;
    let name = if is_name(&answer.name) { answer.name } else { name.to_owned() };
    Ok(Joined { locker: link.locker, device: session.device(), name })
}

/// A home that waits to be confirmed may try another link; one that has a locker may not.
fn check_free(document: &HomeDocument) -> Result<()> {
    let waits = |enrolled: &Enrolled| enrolled.joining && enrolled.locker_id.is_empty();
    let taken = document.recovery.is_some() || document.enrolled.as_ref().is_some_and(|enrolled| !waits(enrolled));
    if taken {
        return Err(Error::Misuse("This device has a locker already. Join with another --home.".into()));
    }
    Ok(())
}

fn pinned(bank: PinnedBank, link: &JoinLink, answer: &JoinResponse) -> Enrolled {
    Enrolled {
        bank,
        locker: link.locker,
        handle: answer.handle.clone(),
        locker_id: String::new(),
        admitted: false,
        roster: Some(link.roster),
        first_roster: None,
        epoch: link.epoch,
        log: EMPTY,
        joining: true,
    }
}

impl<P: Platform> Connection<'_, P> {
    /// Fetches the Locker ID, once a roster names this device.
    pub(crate) async fn fetch_locker_id(&mut self) -> Result<()> {
        if !self.enrolled.locker_id.is_empty() {
            return Ok(());
        }
        let key = self.own_key().await?;
        let answer: Result<LockerIdResponse> = self.session.post(&self.path("locker-id"), &serde_json::json!({})).await;
        let answer = answer.map_err(|error| self.not_yet(error))?;
        check_locker_id(&self.enrolled.bank, self.enrolled.locker, &answer.locker_id, &key)?;
        self.enrolled.locker_id.clone_from(&answer.locker_id);
        let text = answer.locker_id;
        home::change_enrolled(self.platform(), self.enrolled.locker, |enrolled| enrolled.locker_id.clone_from(&text))
    }

    fn not_yet(&self, error: Error) -> Error {
        match error {
            Error::Waiting { retry_after, .. } => Error::Waiting {
                detail: format!(
                    "This device is not confirmed yet. On the device that made the link: devices confirm {}. \
                     If that waits already, come back when it is complete.",
                    self.session.device()
                ),
                retry_after,
            },
            other => other,
        }
    }

    /// The bank says that this device is in: the owner's rosters must say so too, and go on from the one in the link.
    pub(crate) async fn check_joined(&mut self) -> Result<()> {
        let chain = self.chain_or_refuse().await?;
        let key = self.own_key().await?;
        if !admits(&chain, &self.enrolled, &key) {
            return Err(Error::damaged("the bank let this device in, and the owner's rosters do not"));
        }
        self.check_trustee(&chain)?;
        self.enrolled.joining = false;
        home::change_enrolled(self.platform(), self.enrolled.locker, |enrolled| enrolled.joining = false)
    }

    async fn own_key(&self) -> Result<PublicKey> {
        let key = self.platform().device_key().await?;
        key.ok_or_else(|| Error::Misuse("This home has lost its device key.".into()))
    }
}

/// Whether a roster after the pinned one lists this device with this key.
fn admits(chain: &RosterChain, enrolled: &Enrolled, key: &PublicKey) -> bool {
    let pinned = enrolled.roster.and_then(|digest| chain.by_digest(&digest));
    let listed = |pinned: u64| {
        let mut later = chain.rosters().filter(|roster| roster.number > pinned);
        later.any(|roster| roster.devices.iter().any(|device| device.key == *key))
    };
    pinned.is_some_and(|roster| listed(roster.number))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dlocker_protocol::snapshot::LogPosition;
    use dlocker_protocol::{Digest, Handle, TrusteeId};

    use super::*;
    use crate::sample::{chain, device};

    fn pinned_to(digest: Digest) -> Enrolled {
        let key = device(1).key;
        let locker = LockerId::from_array([9; 16]);
        let bank = PinnedBank { url: String::new(), id: TrusteeId::of(&key), log_key: key, issuer_key: key };
        Enrolled {
            bank,
            locker,
            handle: Handle::parse("ada@example.org").unwrap(),
            locker_id: String::new(),
            admitted: true,
            roster: Some(digest),
            first_roster: None,
            epoch: 1,
            log: LogPosition { number: 0, digest: Digest::plain(b"") },
            joining: true,
        }
    }

    #[test]
    fn p8_a_device_is_in_only_by_a_roster_after_the_one_in_its_link() {
        let own = device(2).key;
        let admitting = chain(&[&|roster| roster.devices.push(device(2))]);
        let first = admitting.rosters().next().unwrap().clone();
        let digest = dlocker_protocol::signature::Document::digest(&first);
        assert!(admits(&admitting, &pinned_to(digest), &own));
        assert!(!admits(&admitting, &pinned_to(admitting.current_digest()), &own), "not after it");
        assert!(!admits(&admitting, &pinned_to(Digest::plain(b"x")), &own), "another chain");
        assert!(!admits(&chain(&[]), &pinned_to(digest), &own), "the bank's word alone");
        assert!(!admits(&admitting, &pinned_to(digest), &device(3).key), "another device");
    }

    #[test]
    fn a_home_that_waits_may_try_another_link_and_one_with_a_locker_may_not() {
        let waiting = pinned_to(Digest::plain(b""));
        let of = |enrolled: Enrolled| HomeDocument { enrolled: Some(enrolled), ..HomeDocument::default() };
        assert!(check_free(&HomeDocument::default()).is_ok());
        assert!(check_free(&of(waiting.clone())).is_ok());
        assert!(check_free(&of(Enrolled { locker_id: "issued".into(), ..waiting.clone() })).is_err());
        assert!(check_free(&of(Enrolled { joining: false, ..waiting })).is_err());
    }
}
