//! Enrolling a device with an invite.

use dlocker_protocol::bank::BankView;
use dlocker_protocol::device::{AdmissionRequest, AdmissionResponse, EnrolRequest, EnrolResponse};
use dlocker_protocol::{DeviceId, LockerId, PublicKey, TrusteeId};

use crate::error::{Error, Result};
use crate::home::{self, Enrolled, PinnedBank};
use crate::log::EMPTY;
use crate::platform::Platform;
use crate::session::{Session, ask};

/// What enrolling gave.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The locker.
    pub locker: LockerId,
    /// Its handle.
    pub handle: dlocker_protocol::Handle,
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
    let document = home::load(platform)?.unwrap_or_default();
    if document.recovery.is_some() {
        return Err(Error::Misuse("A recovery was begun on this home. Use another --home for another locker.".into()));
    }
    if document.enrolled.is_some_and(|e| e.admitted) {
        return Err(Error::Misuse("This device has a locker already. Use another --home for another locker.".into()));
    }
    let (bank, _) = ask_bank(platform, url).await?;
    let device_key = platform.make_device_key().await?;
    let session = Session::new(platform, &bank.url, bank.id, DeviceId::of(&device_key));
    let request = EnrolRequest { invite: invite.trim().to_owned(), device_key };
    let answer: EnrolResponse = session.post("/v1/enrolments", &request).await?;
    check_locker_id(&bank, answer.locker, &answer.locker_id, &device_key)?;
    let enrolled = fresh(bank, &answer);
    home::change(platform, |document| document.enrolled = Some(enrolled.clone()))?;
    admit(&session, &enrolled).await?;
    let bank = session.audience();
    Ok(Enrolment { locker: answer.locker, handle: answer.handle, device: session.device(), bank })
}

/// Looks at a Locker ID before it is kept: issued by this bank, for this locker, bound to this device's key.
pub(crate) fn check_locker_id(bank: &PinnedBank, locker: LockerId, text: &str, key: &PublicKey) -> Result<()> {
    let claims = dlocker_identity::accept(text, bank.id, &bank.issuer_key).map_err(Error::damaged)?;
    if claims.locker == locker && claims.device_key == *key {
        Ok(())
    } else {
        Err(Error::damaged("the bank issued a Locker ID for another locker or device"))
    }
}

pub(crate) fn fresh(bank: PinnedBank, answer: &EnrolResponse) -> Enrolled {
    Enrolled {
        bank,
        locker: answer.locker,
        handle: answer.handle.clone(),
        locker_id: answer.locker_id.clone(),
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
