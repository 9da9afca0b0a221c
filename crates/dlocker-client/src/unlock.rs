//! Unlocking: the bank's half and the owner's, for one opening.

use dlocker_core::method::{Answer, OpenError, OpenedMethod, open};
use dlocker_core::oprf::blind;
use dlocker_core::roster::RosterChain;
use dlocker_core::secret::{OwnerSecret, Stretched, stretch};
use dlocker_core::seed::{EpochKeys, LockerSeed};
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::method::{MethodKind, MethodRecord};
use dlocker_protocol::release::{
    ProofOfSuccess, ReleaseAnswer, ReleaseRequest, ReleaseResponse, SettleRequest, SettleResponse, release_context,
};
use dlocker_protocol::roster::RosterMethod;
use dlocker_protocol::sealed::{self, UnsealingKey};
use dlocker_protocol::signature::Document;
use dlocker_protocol::{Bytes, Digest, MethodId, cbor};

use crate::chain::Followed;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::platform::Platform;
use crate::recover::Removed;

/// How often an unlock is begun again because the method was registered anew meanwhile.
const TRIES: usize = 3;

/// A secret of the owner's, and the method it is for where that is known (a kit names its own).
pub struct Unlock {
    /// The secret.
    pub secret: OwnerSecret,
    /// The method that it names.
    pub method: Option<MethodId>,
}

/// The locker, open.
pub struct Unlocked {
    /// Which method opened it.
    pub method: MethodId,
    /// Whether that method is to be registered anew now.
    pub renew: bool,
    /// Guesses left to this device after the success.
    pub guesses_left: u32,
    /// What kind of method it was.
    pub kind: MethodKind,
    pub(crate) chain: RosterChain,
    pub(crate) keys: EpochKeys,
    pub(crate) seeds: Vec<(u64, LockerSeed)>,
}

impl Unlocked {
    /// What the owner calls a device that is or was on the roster.
    #[must_use]
    pub fn device_name(&self, id: dlocker_protocol::DeviceId) -> Option<&str> {
        let mut devices = self.chain.rosters().rev().flat_map(|roster| &roster.devices);
        devices.find(|device| device.id == id).map(|device| device.name.as_str())
    }

    /// The seed of the current epoch.
    pub(crate) fn seed(&self) -> Result<&LockerSeed> {
        let epoch = self.chain.current().epoch;
        let found = self.seeds.iter().find(|(e, _)| *e == epoch).map(|(_, seed)| seed);
        found.ok_or_else(|| Error::damaged("the locker's seed is not of its current epoch"))
    }
}

/// Where a release is asked for: an active method, or a registration that is still pending.
pub(crate) struct ReleasePath {
    pub(crate) base: String,
    pub(crate) method: MethodId,
}

/// The record that a secret may be used on.
struct Vouched {
    record: MethodRecord,
    /// The roster that vouches for it, where that is not the newest.
    named_by: Option<Digest>,
    /// The rosters until then.
    followed: Option<Followed>,
}

/// What one release opened.
pub(crate) struct Released {
    pub(crate) opened: OpenedMethod,
    pub(crate) record: MethodRecord,
    pub(crate) sealed_seed: Vec<u8>,
    pub(crate) guesses_left: u32,
}

impl<P: Platform> Connection<'_, P> {
    /// Opens the locker with `unlock`: one counted release. Pins the roster and the epoch that the seed vouches for.
    ///
    /// # Errors
    /// [`Error::WrongSecret`], [`Error::Frozen`], [`Error::Waiting`] after several wrong guesses, [`Error::Damaged`] if what opened is not the owner's.
    pub async fn unlock(&mut self, unlock: &Unlock) -> Result<Unlocked> {
        self.unlock_with(unlock, &[]).await
    }

    /// The same, with methods that the current roster no longer names; they are tried first.
    pub(crate) async fn unlock_with(&mut self, unlock: &Unlock, removed: &[Removed]) -> Result<Unlocked> {
        let mut tries = 0;
        loop {
            match self.unlock_once(unlock, removed).await {
                // Another program registered the method anew between two of our steps: its new record is tried.
                Err(Error::Waiting { retry_after: Some(0), .. }) if tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    async fn unlock_once(&mut self, unlock: &Unlock, removed: &[Removed]) -> Result<Unlocked> {
        let Vouched { record, named_by, followed } = match self.vouched_record(unlock, removed).await {
            // Between its two questions somebody may have changed the locker.
            Err(Error::Damaged(_)) => self.vouched_record(unlock, removed).await?,
            other => other?,
        };
        let method = record.transcript.method;
        let w = stretched(&unlock.secret, &record)?;
        let path = ReleasePath { base: format!("methods/{method}"), method };
        let released = self.release(&path, &w, &record, unlock.secret.kind().words()).await?;
        let mut followed = match followed {
            Some(before) => self.followed_on(before).await?,
            None => self.followed_or_refuse().await?,
        };
        let chain = &followed.chain;
        let epoch = chain.current().epoch;
        let seed = released.opened.unseal_seed(epoch, &released.sealed_seed).map_err(Error::damaged)?;
        let by = named_by.unwrap_or_else(|| chain.current_digest());
        let found = (&released.opened, &released.record);
        let keys = chain.accepts_as_of(&by, found, &released.sealed_seed, &seed).map_err(Error::damaged)?;
        self.check_trustee(chain)?;
        let seeds = chain.seeds(seed).map_err(Error::damaged)?;
        let renew = chain.current().methods.iter().any(|entry| entry.id == method && entry.renew);
        self.pin_newest(chain)?;
        self.keep(&mut followed)?;
        let (kind, chain) = (unlock.secret.kind(), followed.chain);
        Ok(Unlocked { method, renew, guesses_left: released.guesses_left, kind, chain, keys, seeds })
    }

    /// The record of the method that `unlock` is for, as the newest roster vouches for it, or the one that named it last: no secret is used on any
    /// other.
    async fn vouched_record(&mut self, unlock: &Unlock, removed: &[Removed]) -> Result<Vouched> {
        let view = self.view().await?;
        let followed = self.followed_to(&view).await?;
        if followed.is_none() && !view.methods.is_empty() {
            return Err(Error::damaged("the bank shows a method and no roster"));
        }
        let current = followed.as_ref().map(|followed| followed.chain.current().methods.as_slice()).unwrap_or_default();
        let entries: Vec<&RosterMethod> = removed.iter().map(|one| &one.entry).chain(current).collect();
        if entries.iter().any(|entry| view.methods.iter().any(|m| m.id == entry.id && m.kind != entry.kind)) {
            return Err(Error::damaged("the bank shows a method as another kind than the roster does"));
        }
        let method = choose(&entries, unlock)?;
        let named_by = removed.iter().find(|one| one.entry.id == method.id).map(|one| one.named_by);
        let record = record_of(&view, method)?;
        let fits = record.transcript.method == method.id && record.transcript.locker == self.enrolled.locker;
        if fits {
            Ok(Vouched { record, named_by, followed })
        } else {
            Err(Error::damaged("a method's record is another's"))
        }
    }

    pub(crate) fn check_trustee(&self, chain: &RosterChain) -> Result<()> {
        let bank = &self.enrolled.bank;
        let known = chain.current().trustees.iter().any(|t| t.id == bank.id && t.log_key == bank.log_key);
        if known { Ok(()) } else { Err(Error::damaged("the owner's roster names another bank than this one")) }
    }

    /// One release: blind, ask, open, settle. The same blinded element goes out on every resend.
    pub(crate) async fn release(
        &self,
        path: &ReleasePath,
        w: &Stretched,
        expected: &MethodRecord,
        kind: &'static str,
    ) -> Result<Released> {
        let mut rng = self.platform().rng();
        let (blinding, blinded) = blind(w, &mut rng).map_err(Error::unexpected)?;
        let reply = UnsealingKey::random(&mut rng)?;
        let request = ReleaseRequest { blinded, reply_key: Bytes(reply.sealing_key().as_bytes().to_vec()) };
        let answer: ReleaseResponse =
            self.session.post(&self.path(&format!("{}/releases", path.base)), &request).await?;
        if answer.record.0 != cbor::encode(expected) {
            return Err(another_record(expected, &answer.record.0));
        }
        let part = expected.part_of(self.session.audience());
        let part = part.ok_or_else(|| Error::damaged("the method does not name this bank"))?;
        if answer.oprf_key != part.oprf_key {
            return Err(Error::damaged("the bank answered with another key than the method's"));
        }
        let context =
            release_context(self.enrolled.locker, path.method, &part.oprf_key, self.session.device(), &blinded);
        let plain = sealed::open(&reply, &context, &answer.sealed.0).map_err(Error::damaged)?;
        let sealed: ReleaseAnswer = cbor::decode(&plain, "release answer")?;
        let share = Answer {
            index: part.index,
            output: blinding.finalize(&sealed.evaluated),
            masked_share: sealed.masked_share,
        };
        let proof = ProofOfSuccess {
            trustee: self.session.audience(),
            locker: self.enrolled.locker,
            method: path.method,
            oprf_key: part.oprf_key,
            opening: sealed.opening,
            device: self.session.device(),
        };
        let settle_path = self.path(&format!("{}/openings/{}", path.base, sealed.opening.number));
        match open(expected, w, &[share]) {
            Ok(opened) => {
                let proof = Some(opened.prove(proof));
                let settled: SettleResponse = self.session.post(&settle_path, &SettleRequest { proof }).await?;
                let guesses_left = settled.guesses_left;
                Ok(Released { opened, record: expected.clone(), sealed_seed: sealed.sealed_seed, guesses_left })
            }
            Err(OpenError::WrongSecret) => {
                let settled: SettleResponse = self.session.post(&settle_path, &SettleRequest { proof: None }).await?;
                Err(Error::WrongSecret { kind, left: settled.guesses_left })
            }
            Err(error) => Err(Error::damaged(error)),
        }
    }
}

/// Why the bank answered with another record: somebody registered the method anew meanwhile, or it is altered.
fn another_record(expected: &MethodRecord, bytes: &[u8]) -> Error {
    let (before, record) = (&expected.transcript, cbor::decode::<MethodRecord>(bytes, MethodRecord::LABEL));
    let renewed =
        record.is_ok_and(|r| r.transcript.method == before.method && r.transcript.registration != before.registration);
    if renewed {
        let detail = "This method was registered anew meanwhile. Your wallet is safe; do the same again.".into();
        Error::Waiting { detail, retry_after: Some(0) }
    } else {
        Error::damaged("the bank answered with another record than the method's")
    }
}

/// The record that the roster vouches for, whatever the bank says: with one of the bank's own making every secret that is put in would be
/// a guess of the bank's.
pub(crate) fn record_of(view: &LockerView, method: &RosterMethod) -> Result<MethodRecord> {
    let shown = view.methods.iter().find(|m| m.id == method.id);
    let shown = shown.ok_or_else(|| Error::damaged("the bank does not show a method that the roster names"))?;
    let record: MethodRecord = cbor::decode(&shown.record.0, MethodRecord::LABEL)?;
    if record.digest() == method.record {
        Ok(record)
    } else {
        Err(Error::damaged("a method's record is not the roster's"))
    }
}

/// The secret as 32 bytes, with settings that are checked before anything is derived.
pub(crate) fn stretched(secret: &OwnerSecret, record: &MethodRecord) -> Result<Stretched> {
    stretch(secret, record.transcript.stretch.as_ref()).map_err(Error::damaged)
}

fn choose<'a>(entries: &[&'a RosterMethod], unlock: &Unlock) -> Result<&'a RosterMethod> {
    let kind = unlock.secret.kind();
    let fits = |m: &&RosterMethod| m.kind == kind && unlock.method.is_none_or(|id| id == m.id);
    // A kit that was printed for another method of this locker is still tried with the only kit there is.
    let entries = || entries.iter().copied();
    let chosen = entries().find(fits).or_else(|| {
        let mut same = entries().filter(|m| m.kind == MethodKind::Kit && m.kind == kind);
        same.next().filter(|_| same.next().is_none())
    });
    let chosen = chosen.ok_or_else(|| Error::Misuse(format!("This locker has no {kind}. See: method list.")))?;
    Ok(chosen)
}
