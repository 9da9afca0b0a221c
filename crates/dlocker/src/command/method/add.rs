//! `dlocker method add`

use std::path::Path;

use dlocker_client::method::{Added, NewMethod};
use dlocker_client::{Connection, Error, Platform, Result, connect};
use dlocker_core::secret::{DeviceSecret, KitSecret, OwnerSecret};
use dlocker_protocol::MethodId;
use dlocker_protocol::method::MethodKind;
use serde_json::{Value, json};

use super::pending;
use crate::args::{AddMethod, AddMore};
use crate::command::{changed, device_name};
use crate::kit;
use crate::outcome::{Outcome, note};
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
    let added = add(&mut connection, id, secret, more).await?;
    Ok(outcome(&added, json!({})))
}

async fn add_kit(desktop: &Desktop, out: &Path, more: &AddMore) -> Result<Outcome> {
    let out_json = json!({ "out": out.to_string_lossy() });
    let (_, enrolled) = dlocker_client::home::enrolled(desktop)?;
    let bank = &enrolled.bank.url;
    if let Some(written) = kit::method_in(out)? {
        let mut connection = connect(desktop).await?;
        if let Some(asked) = pending::of_kit(&mut connection, written).await? {
            return asked.go_on(&mut connection, &more.unlock, out_json).await;
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
    let added = match add_written(desktop, id, secret, more).await {
        Ok(added) => added,
        Err(error) => {
            settle_file(out, &error);
            return Err(error);
        }
    };
    let mut outcome = outcome(&added, json!({ "out": out.to_string_lossy() }));
    outcome.text.push_str(&format!("\nThe kit is in {}. Print it, put it away, delete the file.", out.display()));
    Ok(outcome)
}

async fn add_written(desktop: &Desktop, id: MethodId, secret: KitSecret, more: &AddMore) -> Result<Added> {
    let mut connection = connect(desktop).await?;
    add(&mut connection, id, OwnerSecret::Kit(secret), more).await
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
) -> Result<Added> {
    let unlock = secrets::for_another(&more.unlock, connection).await?;
    let new = NewMethod { id, secret, guesses: more.guesses, device_name: device_name() };
    connection.add_method(&new, unlock.as_ref()).await
}

fn outcome(added: &Added, more: Value) -> Outcome {
    let mut json = json!({ "id": added.id, "kind": added.kind, "guesses": added.guesses, "only": added.only });
    changed::merge(&mut json, more);
    match &added.waits {
        Some(waiting) => changed::waits(waiting, json),
        None => changed::done(json, added_text(added)),
    }
}

fn added_text(added: &Added) -> String {
    if added.kind == MethodKind::Device {
        return opens_by_itself(added.id);
    }
    let mut text = format!("The {} opens this locker now. {} wrong guesses freeze it.", added.kind, added.guesses);
    match (added.kind, added.only) {
        (MethodKind::Pin, true) => text.push_str(
            "\nA PIN is the only method so far. A bank that turned its own key against you could try every short PIN within hours, and a forgotten PIN would leave your wallet shut. Add a recovery kit: dlocker method add kit --out kit.txt --unlock-pin-file FILE",
        ),
        (_, true) => text.push_str("\nIt is the only method so far. Add a second one, so that losing this one does not shut your wallet for good."),
        _ => {}
    }
    text
}

/// What a person is to know whose device opens by itself.
fn opens_by_itself(method: MethodId) -> String {
    format!(
        "This device opens the locker without asking from now on: whoever holds it unlocked opens it too. Take that back at any time, at once: dlocker method remove {method}"
    )
}
