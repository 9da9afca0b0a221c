//! Getting the Locker ID re-issued once the case is ready.

use dlocker_protocol::case::{CaseOfferResponse, CaseState, CaseView};
use dlocker_protocol::{DeviceId, PublicKey, Timestamp};

use crate::connect::{Connection, connect};
use crate::enrol::{accepted, fresh};
use crate::error::{Error, Result, plain};
use crate::home::{self, RecoveryCase};
use crate::issuance::{Code, obtain};
use crate::platform::Platform;
use crate::session::Session;

/// The case as the bank tells it.
///
/// # Errors
/// Those of a request.
pub async fn case_view<P: Platform>(platform: &P, case: &RecoveryCase, device_key: &PublicKey) -> Result<CaseView> {
    let session = Session::new(platform, &case.bank.url, case.bank.id, DeviceId::of(device_key));
    session.get(&format!("/v1/cases/{}", case.case)).await
}

/// Carries the case out, if it is ready: this device gets the Locker ID and presents it. Interrupted, it goes on where it was.
///
/// # Errors
/// [`Error::Waiting`] while approvals or time are missing; [`Error::Refused`] if the case ended otherwise; [`Error::Misuse`] if there is none.
pub async fn reissue<P: Platform>(platform: &P) -> Result<Connection<'_, P>> {
    let document = home::load(platform)?.unwrap_or_default();
    let case = document.recovery.ok_or_else(|| none_begun(document.enrolled.is_some()))?;
    if document.enrolled.is_none() {
        let device_key = platform.make_device_key().await?;
        let view = case_view(platform, &case, &device_key).await?;
        check(&view, platform.now())?;
        let session = Session::new(platform, &case.bank.url, case.bank.id, DeviceId::of(&device_key));
        let path = format!("/v1/cases/{}/offer", case.case);
        let offer: CaseOfferResponse = session.post(&path, &serde_json::json!({})).await?;
        let code = Code { code: &offer.code, tx_code: None };
        let locker_id = match obtain(platform, &case.bank, &device_key, code).await {
            Err(Error::Refused { code: "invite", .. }) => return Err(not_its_own(platform, &case, &device_key).await),
            obtained => obtained?,
        };
        let claims = accepted(&case.bank, &locker_id, &device_key)?;
        if claims.handle != case.handle {
            return Err(Error::damaged("the bank issued a Locker ID for another handle"));
        }
        let enrolled = fresh(case.bank.clone(), (claims.locker, claims.handle), locker_id);
        home::change(platform, |document| document.enrolled = Some(enrolled.clone()))?;
    }
    connect(platform).await
}

/// The bank has made this offer a moment ago, for this device. If it does not know it any more, the case has ended meanwhile, say because another recovery was carried out; if it
/// has not, something between them altered the offer. Whoever asked their bank for another one would be sent the wrong way.
async fn not_its_own<P: Platform>(platform: &P, case: &RecoveryCase, device_key: &PublicKey) -> Error {
    match case_view(platform, case, device_key).await.and_then(|view| check(&view, platform.now())) {
        Ok(()) => Error::damaged("the bank does not know the offer that it has just made for this device"),
        Err(error) => error,
    }
}

fn none_begun(has_locker: bool) -> Error {
    Error::Misuse(if has_locker {
        "No recovery is under way here: this device has a locker, and nothing is left to do. See: status, restore."
            .into()
    } else {
        "No recovery was begun on this home. Begin with: recover --bank URL --handle HANDLE.".into()
    })
}

fn check(view: &CaseView, now: Timestamp) -> Result<()> {
    let refused = |code, detail: String| Err(Error::Refused { code, detail });
    match view.state {
        CaseState::Ready | CaseState::Reissued => Ok(()),
        CaseState::Rejected => {
            let reason = plain(view.reason.as_deref().unwrap_or_default());
            refused("case-over", format!("The bank rejected this recovery: {reason}. Your wallet is untouched. Speak to your bank, then begin a new recovery."))
        }
        CaseState::Vetoed => refused("case-vetoed", "A device of this locker vetoed the recovery, so what officers approved from afar no longer counts. Your wallet is untouched. Go to your bank in person: two officers who see you can approve it all the same, and then the same command goes on.".into()),
        CaseState::Closed => refused("case-over", "This recovery is closed: three wrong codes were entered, or another recovery was carried out. Your wallet is untouched. Begin a new one.".into()),
        CaseState::Expired => refused("case-over", "This recovery has expired. Your wallet is untouched. Begin a new one.".into()),
        CaseState::Committed | CaseState::Open | CaseState::Approving => Err(Error::Waiting {
            detail: format!("Not yet: {} of {} approvals are there. Read the code out to your bank's officer.", view.approvals, view.approvals_needed),
            retry_after: None,
        }),
        CaseState::Waiting => Err(Error::Waiting {
            detail: match view.due {
                Some(due) => format!("Approved. The waiting period ends at {due}; come back then."),
                None => "Approved. The waiting period is still running.".into(),
            },
            retry_after: view.due.map(|due| due.millis_since(now).div_ceil(1000)),
        }),
    }
}

#[cfg(test)]
mod tests {
    use dlocker_protocol::CaseId;

    use super::*;

    #[test]
    fn a_wait_is_counted_from_now_and_not_from_when_the_case_was_opened() {
        let view = CaseView {
            id: CaseId::from_array([1; 16]),
            state: CaseState::Waiting,
            opened: Timestamp::from_millis(0),
            device: None,
            approvals: 2,
            approvals_needed: 2,
            due: Some(Timestamp::from_millis(100_000)),
            reason: None,
            vetoes: Vec::new(),
            lost_since: None,
            presented: Vec::new(),
            vouched: Vec::new(),
            transcript: None,
        };
        let waits = check(&view, Timestamp::from_millis(90_500));
        assert!(matches!(waits, Err(Error::Waiting { retry_after: Some(10), .. })), "{waits:?}");
    }
}
