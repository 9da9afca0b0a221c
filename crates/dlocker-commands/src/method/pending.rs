//! A kit that was printed and waits to be added: the same command again goes on with it, and registers nothing twice.

use dlocker_client::{Connection, Platform, Result, Unlock};
use dlocker_protocol::intent::Change;
use dlocker_protocol::roster::RosterMethod;
use dlocker_protocol::{IntentId, MethodId};
use serde_json::{Value, json};

use crate::{Outcome, changed};

/// A kit that waits.
pub struct Pending {
    intent: IntentId,
    entry: RosterMethod,
}

impl Pending {
    /// The intent that adds this method.
    ///
    /// # Errors
    /// Those of a request.
    pub async fn of_kit<P: Platform>(connection: &mut Connection<'_, P>, id: MethodId) -> Result<Option<Self>> {
        Ok(connection.intents().await?.into_iter().find_map(|intent| match intent.change {
            Change::AddMethod { entry, .. } if entry.id == id => Some(Self { intent: intent.id, entry }),
            _ => None,
        }))
    }

    /// Completes it if it is due, and says when it will be otherwise.
    ///
    /// # Errors
    /// Those of unlocking.
    pub async fn go_on<P: Platform>(
        self,
        connection: &mut Connection<'_, P>,
        unlock: &Unlock,
        more: Value,
    ) -> Result<Outcome> {
        let kind = self.entry.kind;
        let changed = connection.complete_intent(self.intent, unlock).await?;
        let mut json = json!({ "id": self.entry.id, "kind": kind, "guesses": self.entry.guesses, "only": false });
        changed::merge(&mut json, more);
        let text = format!("The {kind} opens this locker now. {} wrong guesses freeze it.", self.entry.guesses);
        Ok(changed::outcome(changed, json, text))
    }
}
