//! `method add`

use dlocker_client::method::{Added, NewMethod};
use dlocker_client::{Connection, Platform, Result, Unlock};
use dlocker_protocol::MethodId;
use dlocker_protocol::method::MethodKind;
use serde_json::{Value, json};

use crate::{Outcome, changed};

/// Adds a method, and tells how it ended.
///
/// # Errors
/// Those of [`Connection::add_method`].
pub async fn add<P: Platform>(
    connection: &mut Connection<'_, P>,
    new: &NewMethod,
    unlock: Option<&Unlock>,
    more: Value,
) -> Result<Outcome> {
    let added = connection.add_method(new, unlock).await?;
    Ok(outcome(&added, more))
}

/// Whether a locker has no method yet: adding the first one needs no other to open with.
///
/// # Errors
/// Those of a request.
pub async fn adding_one<P: Platform>(connection: &Connection<'_, P>) -> Result<bool> {
    Ok(connection.methods().await?.is_empty())
}

/// How the addition ended; `more` is what else the face has to say.
#[must_use]
pub fn outcome(added: &Added, more: Value) -> Outcome {
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
