//! Requests to wallets, and what their answers do: evidence in a case, or by what the owner is known.

use dlocker_bank::binding::{self, Bound, agree};
use dlocker_bank::case::{self, CredentialRecord};
use dlocker_bank::device::{DeviceRecord, State, acting, admit};
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::presentation::{self, End, For, PresentationRecord, waits};
use dlocker_bank::refusal;
use dlocker_evidence::person::{Marks, Person, digests};
use dlocker_evidence::trust::TrustList;
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::identity::IdentityView;
use dlocker_protocol::log::Actor;
use dlocker_protocol::signature::Document as _;
use dlocker_protocol::{CaseId, DeviceId, Digest, LockerId, PresentationId, Timestamp};

use super::books::{Asked, Books};
use super::freeze::pass_time;
use super::{Answer, Vault, answer, random, rng};
use crate::store::{Ended, LockerTx, Store};

/// What separates these tags from those of nonces.
const STATE: &[u8] = b"dlocker/v1/presentation-state/";
/// What stands as the kind of credential where the Locker ID itself was shown.
const OWN: &str = "locker-id";

/// What a wallet answered, verified.
#[derive(Clone, Debug)]
pub enum Presented {
    /// A credential, of which everything holds.
    Credential(Box<Credential>),
    /// Something that does not hold; why, in words.
    Nothing(String),
    /// A Locker ID, of which everything holds: of this locker, for this device.
    LockerId(LockerId, DeviceId),
    /// The holder said no.
    Declined,
}

/// A credential that was verified for exactly one request.
#[derive(Clone, Debug)]
pub struct Credential {
    /// Name of the trust list's entry.
    pub entry: String,
    /// Who issued it.
    pub issuer: String,
    /// Digest of the credential as issued.
    pub fingerprint: Digest,
    /// Whom it names.
    pub person: Person,
}

impl<S: Store> Vault<S> {
    /// A request to a wallet for evidence in a case, for its new device alone. An unknown handle's looks and costs the same.
    ///
    /// # Errors
    /// `not-found`, `case-over`, `conflict` before the commitment is open, `rate-limited`.
    pub async fn ask_for_evidence(
        &self,
        (case, signer): (CaseId, DeviceId),
        nonce: &str,
        trust: &TrustList,
        now: Timestamp,
    ) -> Answer<PresentationRecord> {
        let asked = Asked::by_device(signer, self.nonce(nonce, now)?, now);
        let (trustee, trust) = (self.trustee(), trust.clone());
        let locker = self.locker_of(case).await?;
        let work = move |books: &mut Books<'_>, _: Option<&mut LockerRecord>| {
            let record = books.tx.case(case)?.ok_or_else(refusal::no_case)?;
            if record.device_key().is_none_or(|key| DeviceId::of(&key) != signer) {
                return Err(refusal::no_case().into());
            }
            if !record.is_alive(books.now) {
                return Err(refusal::case_over().into());
            }
            let transcript = record.transcript(trustee).ok_or_else(refusal::case_not_open)?.digest();
            ask(books, (locker, For::Case { case, transcript, device: signer }), &trust)
        };
        self.change_any(locker, asked, work).await
    }

    /// A request to a wallet by which the owner has themselves known.
    ///
    /// # Errors
    /// The device's state, `not-found` where the bank believes no issuer, `rate-limited`.
    pub async fn ask_for_identity(
        &self,
        (locker, device): (LockerId, DeviceId),
        nonce: &str,
        trust: &TrustList,
        now: Timestamp,
    ) -> Answer<PresentationRecord> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let trust = trust.clone();
        let work = move |books: &mut Books<'_>, record: &mut LockerRecord| {
            acting(record, device)?;
            ask(books, (locker, For::Identity { device }), &trust)
        };
        self.change(locker, asked, work).await
    }

    /// A request to a wallet that was given a Locker ID of this locker and was not admitted yet. Anybody may ask who knows the locker's id, as its holder does.
    ///
    /// # Errors
    /// `not-found` for a locker where nobody waits to be admitted, `rate-limited`.
    pub async fn ask_for_admission(&self, locker: LockerId, now: Timestamp) -> Answer<PresentationRecord> {
        let work = move |books: &mut Books<'_>, record: Option<&mut LockerRecord>| {
            let waits = |device: &DeviceRecord| device.state == State::Issued;
            record.filter(|record| record.devices.iter().any(waits)).ok_or_else(refusal::no_presentation)?;
            ask(books, (locker, For::Admission), &TrustList::default())
        };
        self.change_any(locker, Asked::by_bank(now), work).await
    }

    /// A request, for whoever has its id.
    ///
    /// # Errors
    /// `not-found`.
    pub async fn presentation(&self, id: PresentationId) -> Answer<PresentationRecord> {
        Self::found(self.inner.store.presentation(id).await)?.ok_or_else(refusal::no_presentation)
    }

    /// What only the wallet knows that fetched the request: it stands in the signed request object and nowhere else, so that whoever saw the link cannot answer in its place.
    #[must_use]
    pub fn presentation_state(&self, id: PresentationId) -> String {
        to_base64url(&self.custody().nonce_tag(&[STATE, id.as_bytes().as_slice()].concat()))
    }

    /// A wallet fetches a request, once.
    ///
    /// # Errors
    /// `not-found`.
    pub async fn fetch_presentation(&self, id: PresentationId, now: Timestamp) -> Answer<PresentationRecord> {
        let locker = self.presentation(id).await?.locker;
        let work = move |books: &mut Books<'_>, _: Option<&mut LockerRecord>| {
            let mut record = named(books.tx, id)?;
            presentation::fetch(&mut record, now)?;
            books.tx.put_presentation(&record)?;
            Ok(record)
        };
        self.change_any(locker, Asked::by_bank(now), work).await
    }

    /// A wallet has answered. What does not count ends the request as refused, with the reason for the device that asked; nobody else is told of it.
    ///
    /// # Errors
    /// `not-found` for a request that does not wait for an answer.
    pub async fn take_presentation(
        &self,
        id: PresentationId,
        presented: Presented,
        now: Timestamp,
    ) -> Answer<PresentationRecord> {
        let record = self.presentation(id).await?;
        let actor = match record.purpose {
            For::Case { .. } | For::Admission => Actor::Bank,
            For::Identity { device } => Actor::Device(device),
        };
        let asked = Asked { actor, nonce: None, now, staff: None };
        let vault = self.clone();
        let work = move |books: &mut Books<'_>, mut locker: Option<&mut LockerRecord>| {
            let mut record = named(books.tx, id)?;
            waits(&record, now)?;
            let end = match presented {
                Presented::Credential(shown) => vault.counted(books, locker.as_deref_mut(), &record, *shown)?,
                Presented::LockerId(of, device) => admitted(books, locker.as_deref_mut(), &record, (of, device))?,
                Presented::Nothing(why) => End::Refused { why },
                Presented::Declined => End::Declined,
            };
            presentation::answer(&mut record, end, now)?;
            books.tx.put_presentation(&record)?;
            pass_time(books, locker)?;
            Ok(record)
        };
        self.change_any(record.locker, asked, work).await
    }

    fn counted(
        &self,
        books: &mut Books<'_>,
        locker: Option<&mut LockerRecord>,
        record: &PresentationRecord,
        shown: Credential,
    ) -> Result<End, Ended> {
        let marks = digests(&shown.person, record.locker, |bytes| self.custody().identity_tag(bytes));
        let entry = shown.entry.clone();
        let done = match record.purpose {
            For::Case { case, .. } => self.as_evidence(books, locker.as_deref(), case, (shown, &marks)),
            For::Identity { device } => self.as_identity(books, locker, (shown, marks, device)),
            For::Admission => Err(refusal::no_presentation().into()),
        };
        match done {
            Ok(()) => Ok(End::Accepted { entry }),
            Err(Ended::Refused(problem)) => Ok(End::Refused { why: problem.detail }),
            Err(other) => Err(other),
        }
    }

    fn as_evidence(
        &self,
        books: &mut Books<'_>,
        locker: Option<&LockerRecord>,
        case: CaseId,
        (shown, marks): (Credential, &Marks),
    ) -> Result<(), Ended> {
        let mut record = books.tx.case(case)?.ok_or_else(refusal::no_case)?;
        let claims = locker.and_then(|locker| agree(locker, marks, books.now)).ok_or_else(refusal::not_known_by)?;
        let Credential { entry, issuer, fingerprint, .. } = shown;
        let noted = CredentialRecord { entry, issuer, fingerprint, claims, at: books.now };
        let decision = case::present(locker, &mut record, noted, &self.limits().recovery, books.now);
        books.decide(decision)?;
        Ok(books.tx.put_case(&record)?)
    }

    fn as_identity(
        &self,
        books: &mut Books<'_>,
        locker: Option<&mut LockerRecord>,
        (shown, marks, device): (Credential, Marks, DeviceId),
    ) -> Result<(), Ended> {
        let locker = locker.ok_or_else(refusal::no_locker)?;
        let bound = Bound { entry: shown.entry, since: books.now, marks, device };
        let decision = binding::bind(locker, bound, self.limits(), books.now);
        books.decide(decision)
    }

    /// By which credentials the owner is known, for a device of the locker.
    ///
    /// # Errors
    /// The device's state.
    pub async fn identity(&self, locker: LockerId, device: DeviceId, now: Timestamp) -> Answer<IdentityView> {
        let read = self.inner.store.glance(locker, move |tx| {
            let record = tx.locker()?.ok_or_else(refusal::no_locker)?;
            acting(&record, device)?;
            Ok(binding::view(&record, now))
        });
        answer(read.await)
    }

    /// A device says no to a credential that waits to be taken.
    ///
    /// # Errors
    /// `not-found`, the device's state.
    pub async fn stop_identity(
        &self,
        (locker, device): (LockerId, DeviceId),
        nonce: &str,
        now: Timestamp,
    ) -> Answer<IdentityView> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let work = move |books: &mut Books<'_>, record: &mut LockerRecord| {
            books.decide(binding::stop(record, device, now))?;
            Ok(binding::view(record, now))
        };
        self.change(locker, asked, work).await
    }
}

fn ask(
    books: &mut Books<'_>,
    (locker, purpose): (LockerId, For),
    trust: &TrustList,
) -> Result<PresentationRecord, Ended> {
    let open = books.tx.open_presentations(books.now)?;
    let what = (PresentationId::random(&mut rng()), locker, purpose);
    let record = presentation::ask(what, trust, &open, &random(), books.now)?;
    books.tx.put_presentation(&record)?;
    Ok(record)
}

fn named(tx: &dyn LockerTx, id: PresentationId) -> Result<PresentationRecord, Ended> {
    Ok(tx.presentation(id)?.ok_or_else(refusal::no_presentation)?)
}

/// A wallet that shows a Locker ID of this locker is admitted, as by any other presentation of it.
fn admitted(
    books: &mut Books<'_>,
    locker: Option<&mut LockerRecord>,
    record: &PresentationRecord,
    (of, device): (LockerId, DeviceId),
) -> Result<End, Ended> {
    if record.purpose != For::Admission || of != record.locker {
        return Ok(End::Refused { why: refusal::no_locker().detail });
    }
    let locker = locker.ok_or_else(refusal::no_locker)?;
    match books.decide(admit(locker, device, books.now)) {
        Ok(()) => Ok(End::Accepted { entry: OWN.to_owned() }),
        Err(Ended::Refused(problem)) => Ok(End::Refused { why: problem.detail }),
        Err(other) => Err(other),
    }
}
