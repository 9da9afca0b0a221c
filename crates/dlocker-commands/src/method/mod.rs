//! `method`

mod add;
mod pending;

pub use add::{add, adding_one, outcome};
pub use pending::Pending;

use dlocker_client::{Connection, Error, Platform, Result, Unlock};
use dlocker_protocol::MethodId;
use dlocker_protocol::method::{MethodState, MethodView};
use serde_json::{Value, json};

use crate::{Outcome, changed};

/// A method as it was typed.
///
/// # Errors
/// [`Error::Misuse`] for what is none.
pub fn method_id(text: &str) -> Result<MethodId> {
    text.parse().map_err(|_| Error::Misuse(format!("{text} is not a method. See: dlocker method list.")))
}

/// `method remove`
///
/// # Errors
/// Those of unlocking; [`Error::Misuse`] for one that never was, and for the last one.
pub async fn remove<P: Platform>(connection: &mut Connection<'_, P>, id: MethodId, unlock: &Unlock) -> Result<Outcome> {
    let changed = connection.remove_method(id, unlock).await?;
    let text = "Removed: it opens this locker no more. Whoever finds it can do nothing with it.";
    Ok(changed::outcome(changed, json!({ "method": id }), text))
}

/// `method list`
///
/// # Errors
/// Those of a request.
pub async fn list<P: Platform>(connection: &Connection<'_, P>) -> Result<Outcome> {
    let methods = connection.methods().await?;
    let json = methods.iter().map(view_json).collect::<Vec<_>>().into();
    let text = match methods.as_slice() {
        [] => "No method yet. Add one: dlocker method add kit --out kit.txt, or pin, or passphrase.".to_owned(),
        some => some.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    Ok(Outcome::new(json, text))
}

/// One method for programs.
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
