//! `dlocker method`

mod add;
mod pending;

use dlocker_client::{Error, Result, connect};
use dlocker_protocol::MethodId;
use dlocker_protocol::method::{MethodState, MethodView};
use serde_json::{Value, json};

use super::changed;
use crate::args::{ExistingFiles, Method};
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, method: Method) -> Result<Outcome> {
    match method {
        Method::List => list(desktop).await,
        Method::Add(what) => add::run(desktop, what).await,
        Method::Remove { id, unlock } => remove(desktop, &id, &unlock).await,
    }
}

async fn remove(desktop: &Desktop, id: &str, files: &ExistingFiles) -> Result<Outcome> {
    let id = method_id(id)?;
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    let changed = connection.remove_method(id, &unlock).await?;
    let text = "Removed: it opens this locker no more. Whoever finds it can do nothing with it.";
    Ok(changed::outcome(changed, json!({ "method": id }), text))
}

pub(crate) fn method_id(text: &str) -> Result<MethodId> {
    text.parse().map_err(|_| Error::Misuse(format!("{text} is not a method. See: dlocker method list.")))
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
