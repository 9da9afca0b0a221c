//! `dlocker method add`

use std::path::Path;

use dlocker_client::method::NewMethod;
use dlocker_client::{Connection, Error, Platform, Result, connect};
use dlocker_commands::Outcome;
use dlocker_commands::method::{self, Pending};
use dlocker_core::secret::{DeviceSecret, KitSecret, OwnerSecret};
use dlocker_protocol::MethodId;
use serde_json::{Value, json};

use crate::args::{AddMethod, AddMore};
use crate::command::device_name;
use crate::kit;
use crate::outcome::note;
use crate::platform::Desktop;
use crate::secrets;

pub(super) async fn run(desktop: &Desktop, what: AddMethod) -> Result<Outcome> {
    match what {
        AddMethod::Pin { pin_file, more } => plain(desktop, secrets::new_pin(pin_file.as_deref())?, &more).await,
        AddMethod::Passphrase { passphrase_file, more } => {
            plain(desktop, secrets::new_passphrase(passphrase_file.as_deref())?, &more).await
        }
        AddMethod::Kit { out, more } => add_kit(desktop, &out, &more).await,
        AddMethod::Device { more } => {
            let secret = OwnerSecret::Device(DeviceSecret::random(&mut desktop.rng()));
            plain(desktop, secret, &more).await
        }
    }
}

async fn plain(desktop: &Desktop, secret: OwnerSecret, more: &AddMore) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let id = MethodId::random(&mut desktop.rng());
    add(&mut connection, id, secret, more, json!({})).await
}

async fn add_kit(desktop: &Desktop, out: &Path, more: &AddMore) -> Result<Outcome> {
    let out_json = json!({ "out": out.to_string_lossy() });
    let (_, enrolled) = dlocker_client::home::enrolled(desktop)?;
    let bank = &enrolled.bank.url;
    if let Some(written) = kit::method_in(out)? {
        let mut connection = connect(desktop).await?;
        if let Some(asked) = Pending::of_kit(&mut connection, written).await? {
            let unlock = secrets::required_existing(&more.unlock, &mut connection).await?;
            return asked.go_on(&mut connection, &unlock, out_json).await;
        }
        let known = connection.history().await?.methods.iter().any(|(id, _)| *id == written);
        let left = kit::left_in(out, written, bank).filter(|_| !known).ok_or_else(|| there_already(out))?;
        return add_printed(desktop, (written, left), out, more).await;
    }
    let id = MethodId::random(&mut desktop.rng());
    let secret = KitSecret::random(&mut desktop.rng());
    kit::write(out, &secret, id, bank)?;
    add_printed(desktop, (id, secret), out, more).await
}

/// Adds the kit that is in its file.
async fn add_printed(
    desktop: &Desktop,
    (id, secret): (MethodId, KitSecret),
    out: &Path,
    more: &AddMore,
) -> Result<Outcome> {
    let mut outcome = match add_written(desktop, (id, secret), out, more).await {
        Ok(outcome) => outcome,
        Err(error) => {
            settle_file(out, &error);
            return Err(error);
        }
    };
    outcome.text.push_str(&format!("\nThe kit is in {}. Print it, put it away, delete the file.", out.display()));
    Ok(outcome)
}

async fn add_written(
    desktop: &Desktop,
    (id, secret): (MethodId, KitSecret),
    out: &Path,
    more: &AddMore,
) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    add(&mut connection, id, OwnerSecret::Kit(secret), more, json!({ "out": out.to_string_lossy() })).await
}

fn there_already(out: &Path) -> Error {
    Error::Misuse(format!(
        "{} is there already, and it is no kit that waits to be added. Name another file. No kit was made.",
        out.display()
    ))
}

/// Where the bank's last answer was lost the kit may count already: then its file stays.
fn settle_file(out: &Path, error: &Error) {
    if matches!(error, Error::Misuse(_) | Error::Refused { .. } | Error::WrongSecret { .. } | Error::Frozen(_)) {
        kit::take_back(out);
    } else {
        note(&format!("The kit in {} may or may not be active; see: dlocker method list.", out.display()));
    }
}

async fn add(
    connection: &mut Connection<'_, Desktop>,
    id: MethodId,
    secret: OwnerSecret,
    more: &AddMore,
    told: Value,
) -> Result<Outcome> {
    let unlock = secrets::for_another(&more.unlock, connection).await?;
    let new = NewMethod { id, secret, guesses: more.guesses, device_name: device_name() };
    method::add(connection, &new, unlock.as_ref(), told).await
}
