//! Enrolling a device with an invite.

use dlocker_identity::LockerIdClaims;
use dlocker_identity::issuance::{CredentialOffer, MAX_SKEW_SECONDS};
use dlocker_protocol::bank::BankView;
use dlocker_protocol::device::{AdmissionRequest, AdmissionResponse};
use dlocker_protocol::{DeviceId, Handle, LockerId, PublicKey, Timestamp, TrusteeId};

use crate::error::{Error, Result};
use crate::home::{self, Enrolled, PinnedBank};
use crate::issuance::{Code, obtain};
use crate::log::EMPTY;
use crate::platform::Platform;
use crate::session::{Session, ask};

/// What enrolling gave.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The locker.
    pub locker: LockerId,
    /// Its handle.
    pub handle: Handle,
    /// This device.
    pub device: DeviceId,
    /// The bank.
    pub bank: TrusteeId,
}

/// Asks a bank who it is, and checks that its id is the digest of its log key.
///
/// # Errors
/// [`Error::Unreachable`], or [`Error::Damaged`] if it contradicts itself.
pub async fn ask_bank<P: Platform>(platform: &P, url: &str) -> Result<(PinnedBank, BankView)> {
    let url = url.trim_end_matches('/').to_owned();
    let view: BankView = ask(platform, "GET", format!("{url}/v1/bank"), Vec::new()).await?;
    if TrusteeId::of(&view.log_key) != view.id {
        return Err(Error::damaged("the bank's id does not fit its key"));
    }
    Ok((PinnedBank { url, id: view.id, log_key: view.log_key, issuer_key: view.issuer_key }, view))
}

/// Uses up an invite: makes this device's key, gets a Locker ID for it, and presents it. Interrupted, it goes on where it was.
///
/// # Errors
/// [`Error::Misuse`] if this home has a locker already; [`Error::Refused`] if the invite cannot be used.
pub async fn enrol<P: Platform>(platform: &P, url: &str, invite: &str) -> Result<Enrolment> {
    with_code(platform, url, Code { code: invite.trim(), tx_code: None }).await
}

/// The same with an offer that [`read_offer`](crate::read_offer) has read, and the transaction code that goes with it.
///
/// # Errors
/// As of [`enrol`]; [`Error::Misuse`] where the transaction code is missing.
pub async fn take<P: Platform>(platform: &P, offer: &CredentialOffer, tx_code: Option<&str>) -> Result<Enrolment> {
    let grant = &offer.grants.pre_authorized;
    if grant.tx_code.is_some() && tx_code.is_none() {
        return Err(Error::Misuse("This offer needs the digits that your bank gave you apart from it.".into()));
    }
    let tx_code = tx_code.filter(|_| grant.tx_code.is_some()).map(str::trim);
    with_code(platform, &offer.credential_issuer, Code { code: &grant.code, tx_code }).await
}

async fn with_code<P: Platform>(platform: &P, url: &str, code: Code<'_>) -> Result<Enrolment> {
    let document = home::load(platform)?.unwrap_or_default();
    if document.recovery.is_some() {
        return Err(Error::Misuse("A recovery was begun on this home. Use another --home for another locker.".into()));
    }
    if document.enrolled.is_some_and(|e| e.admitted) {
        return Err(Error::Misuse("This device has a locker already. Use another --home for another locker.".into()));
    }
    let (bank, view) = ask_bank(platform, url).await?;
    check_clock(&view, platform.now())?;
    let device_key = platform.make_device_key().await?;
    let session = Session::new(platform, &bank.url, bank.id, DeviceId::of(&device_key));
    let locker_id = obtain(platform, &bank, &device_key, code).await?;
    let claims = accepted(&bank, &locker_id, &device_key)?;
    let enrolled = fresh(bank, (claims.locker, claims.handle.clone()), locker_id);
    home::change(platform, |document| document.enrolled = Some(enrolled.clone()))?;
    admit(&session, &enrolled).await?;
    let bank = session.audience();
    Ok(Enrolment { locker: claims.locker, handle: claims.handle, device: session.device(), bank })
}

/// What is signed with a clock that is more than a minute off is refused, and by then in words that are not about the clock.
pub(crate) fn check_clock(view: &BankView, now: Timestamp) -> Result<()> {
    let off = view.now.seconds().abs_diff(now.seconds());
    if off <= MAX_SKEW_SECONDS {
        return Ok(());
    }
    Err(Error::Skew(format!(
        "The clock of this device is {off} s away from the bank's, and {MAX_SKEW_SECONDS} s are allowed. Nothing was done. Set the clock."
    )))
}

/// Looks at a Locker ID before it is kept: issued by this bank, bound to this device's key.
pub(crate) fn accepted(bank: &PinnedBank, text: &str, key: &PublicKey) -> Result<LockerIdClaims> {
    let claims = dlocker_identity::accept(text, bank.id, &bank.issuer_key).map_err(Error::damaged)?;
    if claims.device_key == *key {
        Ok(claims)
    } else {
        Err(Error::damaged("the bank issued a Locker ID for another device"))
    }
}

/// Looks at a Locker ID before it is kept: issued by this bank, for this locker, bound to this device's key.
pub(crate) fn check_locker_id(bank: &PinnedBank, locker: LockerId, text: &str, key: &PublicKey) -> Result<()> {
    if accepted(bank, text, key)?.locker == locker {
        Ok(())
    } else {
        Err(Error::damaged("the bank issued a Locker ID for another locker"))
    }
}

pub(crate) fn fresh(bank: PinnedBank, (locker, handle): (LockerId, Handle), locker_id: String) -> Enrolled {
    Enrolled {
        bank,
        locker,
        handle,
        locker_id,
        admitted: false,
        roster: None,
        first_roster: None,
        epoch: 0,
        log: EMPTY,
        joining: false,
    }
}

/// Presents the Locker ID with key binding. From then on the bank knows this device.
pub(crate) async fn admit<P: Platform>(session: &Session<'_, P>, enrolled: &Enrolled) -> Result<()> {
    let path = format!("/v1/lockers/{}/admission", enrolled.locker);
    for _ in 0..3 {
        let nonce = session.fresh_nonce().await?;
        let now = session.platform().now();
        let draft = dlocker_identity::present(&enrolled.locker_id, session.audience(), &nonce, now)
            .map_err(|e| Error::damaged(format!("the Locker ID cannot be presented ({e})")))?;
        let signature = session.platform().sign(draft.message()).await?;
        let request = AdmissionRequest { presentation: draft.finish(signature) };
        let answer: Result<AdmissionResponse> = session.post_with_nonce(&path, &request, nonce).await;
        match answer {
            Ok(answer) if answer.device == session.device() => return mark_admitted(session.platform()),
            Ok(_) => return Err(Error::damaged("the bank admitted another device")),
            // Lost on the way or a stale nonce: presenting again with a fresh one changes nothing at the bank.
            Err(Error::Unreachable(_) | Error::Unexpected(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Unreachable("the bank did not answer the presentation of the Locker ID".into()))
}

fn mark_admitted<P: Platform>(platform: &P) -> Result<()> {
    home::change(platform, |document| {
        if let Some(enrolled) = &mut document.enrolled {
            enrolled.admitted = true;
        }
    })
}
