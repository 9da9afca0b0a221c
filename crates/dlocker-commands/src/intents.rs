//! `dlocker intents`

use dlocker_client::{Connection, Error, PendingIntent, Platform, Result, Unlock};
use dlocker_protocol::IntentId;
use dlocker_protocol::intent::{Change, IntentState};
use serde_json::{Value, json};

use crate::words::{self, Names};
use crate::{Outcome, changed};

/// An intent as it was typed.
///
/// # Errors
/// [`Error::Misuse`] for what is none.
pub fn intent_id(text: &str) -> Result<IntentId> {
    text.parse().map_err(|_| Error::Misuse(format!("{text} is not a change that waits. See: dlocker intents.")))
}

/// `intents`
///
/// # Errors
/// Those of a request.
pub async fn list<P: Platform>(connection: &mut Connection<'_, P>) -> Result<Outcome> {
    let intents = connection.intents().await?;
    let names = Names::read(connection).await?;
    let json = intents.iter().map(|intent| entry(intent, &names)).collect::<Vec<_>>().into();
    let lines: Vec<_> = intents.iter().map(|intent| line(intent, &names)).collect();
    let text = if lines.is_empty() { "No change waits.".to_owned() } else { lines.join("\n") };
    Ok(Outcome::new(json, text))
}

/// One of them for `--json`.
pub(crate) fn entry(intent: &PendingIntent, names: &Names) -> Value {
    let mut value = json!({
        "id": intent.id,
        "what": intent.change.kind(),
        "by": intent.by,
        "due": intent.due,
        "clock_stands": intent.stands,
        "state": intent.state,
        "text": sentence(intent, names),
    });
    let mut put = |key: &str, what: Value| value[key] = what;
    match &intent.change {
        Change::AddDevice(entry) => {
            put("device", json!(entry.id));
            put("name", json!(entry.name));
        }
        Change::AddMethod { entry, .. } => {
            put("method", json!(entry.id));
            put("kind", json!(entry.kind));
        }
        Change::RemoveMethod { method } => put("method", json!(method)),
        Change::ShortenWait { seconds } => put("seconds", json!(seconds)),
        Change::ShortenHistory { retention } => put("keep", json!(retention.as_ref().map(words::keep_json))),
        Change::DeleteSnapshots { snapshots } => put("snapshots", json!(snapshots)),
        Change::WeakenRecovery { rule } => put("evidence", json!(rule)),
        Change::CloseLocker => {}
        Change::ChooseContacts { contacts } => put("contacts", json!(contacts)),
    }
    value
}

/// One intent in words.
pub(crate) fn line(intent: &PendingIntent, names: &Names) -> String {
    let yours = match intent.change {
        Change::CloseLocker => "dlocker close".to_owned(),
        _ => format!("dlocker intents complete {}", intent.id),
    };
    format!("{}\n    yours: {yours}   not yours: dlocker intents stop {}", sentence(intent, names), intent.id)
}

fn sentence(intent: &PendingIntent, names: &Names) -> String {
    let when = match intent.state {
        IntentState::Due => "it can be carried out now".to_owned(),
        _ if intent.stands => {
            format!(
                "its clock stands while the locker is frozen; if that ended now, it would wait until {}",
                intent.due
            )
        }
        _ => format!("it waits until {}", intent.due),
    };
    words::capital(&format!("{} asks to {}; {when}.", names.of(intent.by), words::change(&intent.change, names)))
}

/// `intents stop`
///
/// # Errors
/// Those of a request.
pub async fn stop<P: Platform>(connection: &mut Connection<'_, P>, id: IntentId) -> Result<Outcome> {
    connection.stop_intent(id).await?;
    let text = "Stopped: this change will not be made. If it was not you who asked for it, somebody has one of your devices and your own key: see dlocker messages, revoke that device, and speak to your bank.";
    Ok(Outcome::new(json!({ "intent": id, "state": "stopped" }), text))
}

/// `intents complete`
///
/// # Errors
/// Those of unlocking.
pub async fn complete<P: Platform>(
    connection: &mut Connection<'_, P>,
    id: IntentId,
    unlock: &Unlock,
) -> Result<Outcome> {
    let changed = connection.complete_intent(id, unlock).await?;
    Ok(changed::outcome(changed, json!({ "intent": id }), "Done: the change is made."))
}
