//! `dlocker policy contact`: which other addresses are told.

use dlocker_client::{Connection, Error, Platform, PolicyView, Result, Unlock};
use dlocker_protocol::roster::Contact;
use serde_json::json;

use crate::{Outcome, changed, words};

pub(super) fn told(policy: &PolicyView) -> String {
    format!(
        "Told of recoveries and changes, beside your devices and your handle: {}.",
        words::contacts(&policy.contacts)
    )
}

/// `policy contact list`
///
/// # Errors
/// Those of a request.
pub async fn contacts<P: Platform>(connection: &mut Connection<'_, P>) -> Result<Outcome> {
    let policy = connection.policy().await?;
    let named: Vec<_> = policy.contacts.as_slice().iter().map(Contact::as_str).collect();
    let text = if named.is_empty() { "No other address is told.".to_owned() } else { named.join("\n") };
    Ok(Outcome::new(json!({ "contacts": policy.contacts }), text))
}

/// An address as it was typed.
///
/// # Errors
/// [`Error::Misuse`] for what is none.
pub fn contact(text: &str) -> Result<Contact> {
    let wrong =
        || Error::Misuse(format!("{text} is no e-mail address of the plain form name@domain; nothing was changed."));
    Contact::parse(text).map_err(|_| wrong())
}

/// `policy contact add`
///
/// # Errors
/// Those of unlocking.
pub async fn add_contact<P: Platform>(
    connection: &mut Connection<'_, P>,
    contact: Contact,
    unlock: &Unlock,
) -> Result<Outcome> {
    let changed = connection.add_contact(contact, unlock).await?;
    let policy = connection.policy().await?;
    Ok(changed::outcome(changed, json!({ "contacts": policy.contacts }), told(&policy)))
}

/// `policy contact remove`
///
/// # Errors
/// Those of unlocking.
pub async fn remove_contact<P: Platform>(
    connection: &mut Connection<'_, P>,
    contact: &Contact,
    unlock: &Unlock,
) -> Result<Outcome> {
    let changed = connection.remove_contact(contact, unlock).await?;
    let policy = connection.policy().await?;
    Ok(changed::outcome(changed, json!({ "contacts": policy.contacts }), told(&policy)))
}
