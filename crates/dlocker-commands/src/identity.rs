//! `dlocker identity`

use dlocker_client::{Connection, Error, Platform, Result, identity};
use dlocker_protocol::PresentationId;
use dlocker_protocol::identity::{IdentityView, PresentationState, PresentationView};
use serde_json::json;

use crate::Outcome;

/// A request as it was typed.
///
/// # Errors
/// [`Error::Misuse`] for what is none.
pub fn presentation_id(text: &str) -> Result<PresentationId> {
    text.parse()
        .map_err(|_| Error::Misuse(format!("{text} is not a request to a wallet: presentation-… as it was shown.")))
}

/// `identity`
///
/// # Errors
/// Those of a request.
pub async fn show<P: Platform>(connection: &Connection<'_, P>) -> Result<Outcome> {
    Ok(known(&connection.identity().await?))
}

/// `identity stop`
///
/// # Errors
/// [`Error::Misuse`] where nothing waits.
pub async fn stop<P: Platform>(connection: &Connection<'_, P>) -> Result<Outcome> {
    let after = known(&connection.stop_identity().await?);
    Ok(Outcome { text: format!("Stopped: that credential will not count.\n{}", after.text), ..after })
}

/// `identity bind`
///
/// # Errors
/// [`Error::Misuse`] where the bank believes no issuer.
pub async fn bind<P: Platform>(connection: &Connection<'_, P>) -> Result<Outcome> {
    let asked = connection.ask_for_identity().await?;
    Ok(request(&asked, "the credential by which your bank shall know you when your phone is lost"))
}

/// `identity present`
///
/// # Errors
/// [`Error::Misuse`] if no recovery was begun, or the bank believes no issuer.
pub async fn present<P: Platform>(platform: &P) -> Result<Outcome> {
    let asked = identity::ask_for_evidence(platform).await?;
    Ok(request(
        &asked,
        "a credential that says who you are. It counts as one piece of evidence; an officer has to approve as well",
    ))
}

/// `identity check`
///
/// # Errors
/// [`Error::Refused`] for what does not count, with the reason.
pub fn check(view: &PresentationView) -> Result<Outcome> {
    let json = json!({
        "presentation": view.presentation, "state": view.state, "entry": view.entry, "expires": view.expires,
    });
    let refused = |detail: String| Err(Error::Refused { code: "not-presented", detail });
    match view.state {
        PresentationState::Accepted => {
            let entry = view.entry.as_deref().unwrap_or_default();
            Ok(Outcome::new(json, format!("Your credential was shown, and your bank took it: {entry}.")))
        }
        PresentationState::Asked => Ok(Outcome::waits(json, "No wallet has opened the link yet.")),
        PresentationState::Fetched => Ok(Outcome::waits(
            json,
            "A wallet has opened the link and has not answered yet. If it was not yours, ask for a new link.",
        )),
        PresentationState::Refused => {
            refused(format!("What was shown does not count. {}", view.why.as_deref().unwrap_or_default()))
        }
        PresentationState::Declined => refused(
            "The wallet showed nothing. Nothing was counted. Ask for a new link when you want to try again.".into(),
        ),
        PresentationState::Expired => {
            refused("Nobody answered within ten minutes. Nothing was counted. Ask for a new link.".into())
        }
    }
}

fn request(asked: &PresentationView, what: &str) -> Outcome {
    let json = json!({
        "presentation": asked.presentation, "state": asked.state, "link": asked.link, "expires": asked.expires,
    });
    let text = format!(
        "Open this link with the wallet app that has {what}:\n\n{}\n\nIt is good until {}, once. How it ended: dlocker identity check {}",
        asked.link, asked.expires, asked.presentation
    );
    Outcome::new(json, text)
}

fn known(view: &IdentityView) -> Outcome {
    let mut lines: Vec<String> =
        view.bound.iter().map(|one| format!("Your bank knows you by: {} (shown {})", one.entry, one.since)).collect();
    if lines.is_empty() {
        lines.push("Your bank knows you by no credential of another issuer. Show it one: dlocker identity bind".into());
    }
    if let Some(pending) = &view.pending {
        lines.push(format!(
            "From {} on it is to know you by {} too. If that was not you: dlocker identity stop",
            pending.due, pending.entry
        ));
    }
    Outcome::new(json!({ "bound": view.bound, "pending": view.pending }), lines.join("\n"))
}
