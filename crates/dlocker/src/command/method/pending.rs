//! A method that was asked for and waits: the same command again goes on with it, and registers nothing twice.

use dlocker_client::{Connection, Result};
use dlocker_protocol::intent::Change;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::RosterMethod;
use dlocker_protocol::{IntentId, MethodId};
use serde_json::{Value, json};

use crate::args::ExistingFiles;
use crate::command::changed;
use crate::outcome::{Outcome, note};
use crate::platform::Desktop;
use crate::secrets;

/// A method that waits.
pub(super) struct Pending {
    intent: IntentId,
    entry: RosterMethod,
}

/// The method of this kind that was asked for on this device.
pub(super) async fn of_kind(connection: &mut Connection<'_, Desktop>, kind: MethodKind) -> Result<Option<Pending>> {
    find(connection, |entry| entry.kind == kind).await
}

/// This method, if it was asked for on this device.
pub(super) async fn of_method(connection: &mut Connection<'_, Desktop>, id: MethodId) -> Result<Option<Pending>> {
    find(connection, |entry| entry.id == id).await
}

async fn find(
    connection: &mut Connection<'_, Desktop>,
    fits: impl Fn(&RosterMethod) -> bool,
) -> Result<Option<Pending>> {
    let this = connection.device();
    let mut own = connection.intents().await?.into_iter().filter(|intent| intent.by == this);
    Ok(own.find_map(|intent| match intent.change {
        Change::AddMethod { entry, .. } if fits(&entry) => Some(Pending { intent: intent.id, entry }),
        _ => None,
    }))
}

impl Pending {
    /// Completes it if it is due, and says when it will be otherwise.
    pub(super) async fn go_on(
        self,
        connection: &mut Connection<'_, Desktop>,
        files: &ExistingFiles,
        more: Value,
    ) -> Result<Outcome> {
        let unlock = secrets::required_existing(files, connection).await?;
        let kind = self.entry.kind;
        if matches!(kind, MethodKind::Pin | MethodKind::Passphrase) {
            note(&format!(
                "A new {kind} waits already: the one that was given when it was asked for. To choose another, stop it first: dlocker intents stop {}",
                self.intent
            ));
        }
        let changed = connection.complete_intent(self.intent, &unlock).await?;
        let mut json = json!({ "id": self.entry.id, "kind": kind, "guesses": self.entry.guesses, "only": false });
        changed::merge(&mut json, more);
        let text = format!("The {kind} opens this locker now. {} wrong guesses freeze it.", self.entry.guesses);
        Ok(changed::outcome(changed, json, text))
    }
}
