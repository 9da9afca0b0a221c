//! `dlocker method`

use std::path::Path;

use dlocker_client::method::{Added, NewMethod};
use dlocker_client::{Error, Platform, Result, connect};
use dlocker_core::secret::{KitSecret, OwnerSecret};
use dlocker_protocol::MethodId;
use dlocker_protocol::method::{MethodKind, MethodState, MethodView};
use serde_json::{Value, json};

use crate::args::{AddMethod, AddMore, Method};
use crate::kit;
use crate::outcome::{Outcome, note};
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, method: Method) -> Result<Outcome> {
    match method {
        Method::List => list(desktop).await,
        Method::Add(AddMethod::Pin { pin_file, more }) => {
            add(desktop, secrets::new_pin(pin_file.as_deref())?, &more).await
        }
        Method::Add(AddMethod::Passphrase { passphrase_file, more }) => {
            add(desktop, secrets::new_passphrase(passphrase_file.as_deref())?, &more).await
        }
        Method::Add(AddMethod::Kit { out, more }) => add_kit(desktop, &out, &more).await,
    }
}

async fn add(desktop: &Desktop, secret: OwnerSecret, more: &AddMore) -> Result<Outcome> {
    let id = MethodId::random(&mut desktop.rng());
    let added = add_to_locker(desktop, id, secret, more).await?;
    Ok(Outcome::new(added_json(&added), added_text(&added)))
}

async fn add_kit(desktop: &Desktop, out: &Path, more: &AddMore) -> Result<Outcome> {
    let (_, enrolled) = dlocker_client::home::enrolled(desktop)?;
    let id = MethodId::random(&mut desktop.rng());
    let secret = KitSecret::random(&mut desktop.rng());
    kit::write(out, &secret, id, &enrolled.bank.url)?;
    let added = match add_to_locker(desktop, id, OwnerSecret::Kit(secret), more).await {
        Ok(added) => added,
        Err(error) => {
            // Where the bank's last answer was lost the kit may count already: then it stays.
            if matches!(error, Error::Misuse(_) | Error::Refused { .. } | Error::WrongSecret { .. } | Error::Frozen(_))
            {
                kit::take_back(out);
            } else {
                note(&format!("The kit in {} may or may not be active; see: dlocker method list.", out.display()));
            }
            return Err(error);
        }
    };
    let mut json = added_json(&added);
    json["out"] = json!(out.to_string_lossy());
    let text =
        format!("{}\nThe kit is in {}. Print it, put it away, delete the file.", added_text(&added), out.display());
    Ok(Outcome::new(json, text))
}

async fn add_to_locker(desktop: &Desktop, id: MethodId, secret: OwnerSecret, more: &AddMore) -> Result<Added> {
    let unlock = secrets::from_existing(more)?;
    let mut connection = connect(desktop).await?;
    let new = NewMethod { id, secret, guesses: more.guesses, device_name: super::device_name() };
    connection.add_method(&new, unlock.as_ref()).await
}

fn added_json(added: &Added) -> Value {
    json!({ "id": added.id, "kind": added.kind, "guesses": added.guesses, "only": added.only })
}

fn added_text(added: &Added) -> String {
    let mut text = format!("The {} opens this locker now. {} wrong guesses freeze it.", added.kind, added.guesses);
    if added.only && added.kind == MethodKind::Pin {
        text.push_str(
            "\nA PIN is the only method so far. A bank that turned its own key against you could try every short PIN within hours, and a forgotten PIN would leave your wallet shut. Add a recovery kit: dlocker method add kit --out kit.txt --unlock-pin-file FILE",
        );
    } else if added.only {
        text.push_str("\nIt is the only method so far. Add a second one, so that losing this one does not shut your wallet for good.");
    }
    text
}

async fn list(desktop: &Desktop) -> Result<Outcome> {
    let methods = connect(desktop).await?.methods().await?;
    let json = methods.iter().map(view_json).collect::<Vec<_>>().into();
    let text = match methods.as_slice() {
        [] => "No method yet. Add one: dlocker method add kit --out kit.txt, or pin, or passphrase.".to_owned(),
        some => some.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    Ok(Outcome::new(json, text))
}

pub(crate) fn view_json(method: &MethodView) -> Value {
    json!({
        "id": method.id,
        "kind": method.kind,
        "guesses_left": method.guesses_left,
        "guesses": method.guesses,
        "guesses_by": method.guesses_by,
        "state": method.state,
    })
}

/// One method in words.
pub(crate) fn line(method: &MethodView) -> String {
    let state = match method.state {
        MethodState::Active => "",
        MethodState::Frozen => "  FROZEN: it opens nothing until your bank thaws it",
        MethodState::Renew => "  (is registered anew at its next use)",
    };
    format!(
        "{:<10} {} of {} guesses left{state}  {}",
        method.kind.name(),
        method.guesses_left,
        method.guesses,
        method.id
    )
}
