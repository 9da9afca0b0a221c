//! Requests to wallets, and what their answers do: evidence in a case, or by what the owner is known.

use dlocker_bank::binding::{self, Bound, agree};
use dlocker_bank::case::{self, CredentialRecord};
use dlocker_bank::device::{DeviceRecord, State, acting, admit};
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::presentation::{self, End, For, Fresh, PresentationRecord, ResponseMode, waits};
use dlocker_bank::refusal;
use dlocker_custody::{Custody, WrapPurpose};
use dlocker_evidence::jwe::ResponseKey;
use dlocker_evidence::person::{Marks, Person, digests};
use dlocker_evidence::trust::TrustList;
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::identity::IdentityView;
use dlocker_protocol::log::Actor;
use dlocker_protocol::signature::Document as _;
use dlocker_protocol::{CaseId, DeviceId, Digest, LockerId, PresentationId, RegistrationId, Timestamp};
use zeroize::Zeroizing;

use super::books::{Asked, Books};
use super::freeze::pass_time;
use super::method::wrap;
use super::{Answer, Vault, answer, internal, random, rng};
use crate::store::{Ended, Fault, LockerTx, Store};

/// What separates these tags from those of nonces.
const STATE: &[u8] = b"dlocker/v1/presentation-state/";
/// What stands as the kind of credential where the Locker ID itself was shown.
const OWN: &str = "locker-id";

/// What a response key is, where it lies wrapped.
const RESPONSE_KEY: &str = "response-key";

/// What wallets are asked, and how they answer.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Who is believed for what.
    pub trust: &'a TrustList,
    /// Whether answers are encrypted.
    pub mode: ResponseMode,
}

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
        wanted: Wanted<'_>,
        now: Timestamp,
    ) -> Answer<PresentationRecord> {
        let asked = Asked::by_device(signer, self.nonce(nonce, now)?, now);
        let (trustee, trust, vault) = (self.trustee(), wanted.trust.clone(), self.clone());
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
            vault.ask(books, (locker, For::Case { case, transcript, device: signer }), (&trust, wanted.mode))
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
        wanted: Wanted<'_>,
        now: Timestamp,
    ) -> Answer<PresentationRecord> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let (trust, vault) = (wanted.trust.clone(), self.clone());
        let work = move |books: &mut Books<'_>, record: &mut LockerRecord| {
            acting(record, device)?;
            vault.ask(books, (locker, For::Identity { device }), (&trust, wanted.mode))
        };
        self.change(locker, asked, work).await
    }

    /// A request to a wallet that was given a Locker ID of this locker and was not admitted yet. Anybody may ask who knows the locker's id, as its holder does.
    ///
    /// # Errors
    /// `not-found` for a locker where nobody waits to be admitted, `rate-limited`.
    pub async fn ask_for_admission(
        &self,
        locker: LockerId,
        mode: ResponseMode,
        now: Timestamp,
    ) -> Answer<PresentationRecord> {
        let vault = self.clone();
        let work = move |books: &mut Books<'_>, record: Option<&mut LockerRecord>| {
            let waits = |device: &DeviceRecord| device.state == State::Issued;
            record.filter(|record| record.devices.iter().any(waits)).ok_or_else(refusal::no_presentation)?;
            vault.ask(books, (locker, For::Admission), (&TrustList::default(), mode))
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

    /// The key that answers to this request are encrypted to; none where they come plain, and none any more when it was answered.
    ///
    /// # Errors
    /// `internal` if custody does not unwrap it: the row was written past this program, or the keys are others.
    pub fn response_key(&self, record: &PresentationRecord) -> Answer<Option<ResponseKey>> {
        let Some(wrapped) = &record.response_key else { return Ok(None) };
        let unwrapped = self.custody().unwrap(place(record.locker, record.id), wrapped);
        let scalar = unwrapped.map_err(|e| internal(&Fault(e.to_string())))?;
        let key = <[u8; 32]>::try_from(scalar.as_slice()).ok().map(Zeroizing::new);
        let key = key.and_then(|scalar| ResponseKey::from_bytes(&scalar));
        key.map(Some).ok_or_else(|| internal(&Fault(format!("the response key of {} is none", record.id))))
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

    fn ask(
        &self,
        books: &mut Books<'_>,
        (locker, purpose): (LockerId, For),
        (trust, mode): (&TrustList, ResponseMode),
    ) -> Result<PresentationRecord, Ended> {
        let open = books.tx.open_presentations(books.now)?;
        let id = PresentationId::random(&mut rng());
        let response_key = match mode {
            ResponseMode::Encrypted => Some(fresh_key(self.custody(), place(locker, id))?),
            ResponseMode::Plain => None,
        };
        let fresh = Fresh { random: random(), response_key };
        let record = presentation::ask((id, locker, purpose), trust, &open, fresh, books.now)?;
        books.tx.put_presentation(&record)?;
        Ok(record)
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

/// Where the response key of a request lies: the request's id stands where others have their registration's.
const fn place(locker: LockerId, id: PresentationId) -> WrapPurpose {
    WrapPurpose { locker, registration: RegistrationId::from_array(*id.as_bytes()), what: RESPONSE_KEY }
}

/// A fresh response key, wrapped. Drawn again for as long as it is no scalar of P-256, which hardly ever happens once.
fn fresh_key(custody: &dyn Custody, place: WrapPurpose) -> Result<Vec<u8>, Fault> {
    let mut scalar = Zeroizing::new(random());
    while ResponseKey::from_bytes(&scalar).is_none() {
        scalar = Zeroizing::new(random());
    }
    wrap(custody, place.locker, place.registration, place.what, scalar.as_slice())
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
