//! Opening a recovery case, and the code to compare.

use dlocker_protocol::case::{
    CaseCode, CaseState, CaseTranscript, CaseView, OpenCaseRequest, OpenCaseResponse, RevealRequest, commitment,
};
use dlocker_protocol::{Bytes, CaseId, DeviceId, Handle, PublicKey};
use rand_core::Rng;

use crate::enrol::ask_bank;
use crate::error::{Error, Result};
use crate::home::{self, PinnedBank, RecoveryCase};
use crate::platform::Platform;
use crate::session::{Session, ask};

/// A case that is open.
#[derive(Debug, Clone)]
pub struct OpenedCase {
    /// Which.
    pub case: CaseId,
    /// The six digits to read out to the bank's officer.
    pub code: CaseCode,
    /// Where it stands.
    pub state: CaseState,
    /// How many officers must approve.
    pub approvals_needed: u32,
}

/// Opens a case for the locker with this handle. A case of this home that is still alive is shown again instead.
///
/// # Errors
/// [`Error::Misuse`] if this home has a locker, or has its Locker ID back already; those of a request.
pub async fn open_case<P: Platform>(platform: &P, url: &str, handle: &Handle) -> Result<OpenedCase> {
    let document = home::load(platform)?.unwrap_or_default();
    if document.enrolled.is_some() && document.recovery.is_none() {
        return Err(Error::Misuse("This device has a locker already. Recover onto a new home: --home NEW.".into()));
    }
    if document.enrolled.is_some() {
        return Err(Error::Misuse("The bank has let this device in already. Go on with: recover --continue --to FOLDER. If it was replaced since, recover onto a new home.".into()));
    }
    let (bank, _) = ask_bank(platform, url).await?;
    let device_key = platform.make_device_key().await?;
    if let Some(case) = document.recovery.filter(|c| c.bank.id == bank.id && c.handle == *handle) {
        match show(platform, &case, &device_key).await {
            Ok(Some(alive)) => return Ok(alive),
            // The bank says that it is over, or knows nothing of it.
            Ok(None) | Err(Error::Refused { .. } | Error::Misuse(_)) => {}
            // A case that may be approved already is not thrown away for a broken connection.
            Err(error) => return Err(error),
        }
    }
    let case = commit(platform, bank, handle, &device_key).await?;
    home::change(platform, |document| document.recovery = Some(case.clone()))?;
    reveal(platform, &case, &device_key).await
}

async fn commit<P: Platform>(
    platform: &P,
    bank: PinnedBank,
    handle: &Handle,
    device_key: &PublicKey,
) -> Result<RecoveryCase> {
    let mut phone_nonce = [0; 32];
    platform.rng().fill_bytes(&mut phone_nonce);
    let commitment = commitment(device_key, &phone_nonce, bank.id, handle);
    let body =
        serde_json::to_vec(&OpenCaseRequest { handle: handle.clone(), commitment }).map_err(Error::unexpected)?;
    let answer: OpenCaseResponse = ask(platform, "POST", format!("{}/v1/cases", bank.url), body).await?;
    let phone_nonce = Bytes(phone_nonce.to_vec());
    Ok(RecoveryCase {
        bank,
        handle: handle.clone(),
        case: answer.case,
        phone_nonce,
        bank_nonce: answer.bank_nonce,
        restored: None,
    })
}

async fn reveal<P: Platform>(platform: &P, case: &RecoveryCase, device_key: &PublicKey) -> Result<OpenedCase> {
    let session = Session::new(platform, &case.bank.url, case.bank.id, DeviceId::of(device_key));
    let request = RevealRequest { device_key: *device_key, phone_nonce: case.phone_nonce.clone() };
    let view: CaseView = session.post(&format!("/v1/cases/{}/reveal", case.case), &request).await?;
    opened(case, device_key, &view)
}

async fn show<P: Platform>(platform: &P, case: &RecoveryCase, device_key: &PublicKey) -> Result<Option<OpenedCase>> {
    let view = super::case_view(platform, case, device_key).await?;
    let alive = matches!(
        view.state,
        CaseState::Open | CaseState::Approving | CaseState::Vetoed | CaseState::Waiting | CaseState::Ready
    );
    if alive { opened(case, device_key, &view).map(Some) } else { Ok(None) }
}

fn opened(case: &RecoveryCase, device_key: &PublicKey, view: &CaseView) -> Result<OpenedCase> {
    let code = transcript(case, device_key)?.code();
    Ok(OpenedCase { case: case.case, code, state: view.state, approvals_needed: view.approvals_needed })
}

/// The six digits of a case that was opened here.
///
/// # Errors
/// [`Error::Damaged`] if what this home remembers of it is damaged.
pub fn case_code(case: &RecoveryCase, device_key: &PublicKey) -> Result<CaseCode> {
    Ok(transcript(case, device_key)?.code())
}

/// What this device and the bank agreed on.
fn transcript(case: &RecoveryCase, device_key: &PublicKey) -> Result<CaseTranscript> {
    let nonce = |bytes: &Bytes| <[u8; 32]>::try_from(bytes.0.as_slice());
    let (Ok(phone_nonce), Ok(bank_nonce)) = (nonce(&case.phone_nonce), nonce(&case.bank_nonce)) else {
        return Err(Error::damaged("a nonce of the case has another length"));
    };
    Ok(CaseTranscript {
        case: case.case,
        trustee: case.bank.id,
        handle: case.handle.clone(),
        device_key: *device_key,
        phone_nonce,
        bank_nonce,
    })
}
