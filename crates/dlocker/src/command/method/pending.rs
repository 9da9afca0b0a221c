//! A kit that was printed and waits to be added: the same command again goes on with it, and registers nothing twice.

use dlocker_client::{Connection, Result};
use dlocker_protocol::intent::Change;
use dlocker_protocol::roster::RosterMethod;
use dlocker_protocol::{IntentId, MethodId};
use serde_json::{Value, json};

use crate::args::ExistingFiles;
use crate::command::changed;
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::secrets;

/// A kit that waits.
pub(super) struct Pending {
    intent: IntentId,
    entry: RosterMethod,
}

/// The intent that adds this method.
pub(super) async fn of_kit(connection: &mut Connection<'_, Desktop>, id: MethodId) -> Result<Option<Pending>> {
    Ok(connection.intents().await?.into_iter().find_map(|intent| match intent.change {
        Change::AddMethod { entry, .. } if entry.id == id => Some(Pending { intent: intent.id, entry }),
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
        let changed = connection.complete_intent(self.intent, &unlock).await?;
        let mut json = json!({ "id": self.entry.id, "kind": kind, "guesses": self.entry.guesses, "only": false });
        changed::merge(&mut json, more);
        let text = format!("The {kind} opens this locker now. {} wrong guesses freeze it.", self.entry.guesses);
        Ok(changed::outcome(changed, json, text))
    }
}
