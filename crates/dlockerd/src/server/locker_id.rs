//! Issuing and checking the Locker ID: credentials by `dlocker-identity`, signed in custody.

use dlocker_identity::{Expected, Issuer, JwsDraft, LockerIdClaims, StatusReference};
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::{DeviceId, LockerId};
use dlocker_store::vault::Enrolled;

use super::App;
use crate::entropy;

/// The Locker ID of a device that the vault has let in.
pub(crate) async fn issue(app: &App, enrolled: &Enrolled) -> Result<String, Problem> {
    let device = DeviceId::of(&enrolled.device_key);
    let at = app.vault.status_place(enrolled.locker, device, app.now()).await?;
    let status = StatusReference { idx: at.place, uri: app.issuer.status_list(at.list) };
    let claims = LockerIdClaims {
        locker: enrolled.locker,
        trustee: app.trustee,
        device_key: enrolled.device_key,
        handle: enrolled.handle.clone(),
        issued: enrolled.issued,
        status,
    };
    let sign = |message: &[u8]| app.custody.sign_locker_id(message);
    let key = app.custody.issuer_key();
    let by = Issuer { key: &key, chain: &app.issuer.chain };
    dlocker_identity::issue(&claims, by, sign, &mut entropy::rng()).map_err(|error| {
        tracing::error!(%error, "a Locker ID could not be issued");
        Problem::new(
            ProblemCode::Internal,
            "The Locker ID could not be issued. Nothing is lost: do the same again later.",
        )
    })
}

/// Signs what the issuer says beside Locker IDs: its metadata and its status lists. `typ` tells them apart.
pub(crate) fn sign(app: &App, draft: JwsDraft) -> Result<String, Problem> {
    let signature = app.custody.sign_locker_id(draft.message()).map_err(|error| {
        tracing::error!(%error, "the issuer key could not sign");
        Problem::new(ProblemCode::Internal, "The bank could not sign its answer. Nothing is lost: ask again later.")
    })?;
    Ok(draft.finish(signature))
}

/// Whether `presentation` presents the Locker ID of this device of this locker, under this nonce.
pub(crate) fn admit(
    app: &App,
    (locker, device): (LockerId, DeviceId),
    nonce: &str,
    presentation: &str,
) -> Result<(), Problem> {
    let expected = Expected { trustee: app.trustee, nonce, now: app.now() };
    let shown = dlocker_identity::verify(presentation, &app.custody.issuer_key(), expected)
        .map_err(|e| refused(&format!("The Locker ID was not accepted: {e}.")))?;
    if shown.locker != locker || DeviceId::of(&shown.device_key) != device {
        return Err(refused("The Locker ID belongs to another locker or another device."));
    }
    Ok(())
}

fn refused(what: &str) -> Problem {
    Problem::new(ProblemCode::Forbidden, format!("{what} The device was not admitted."))
}
