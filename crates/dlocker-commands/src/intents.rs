//! `dlocker intents`

use dlocker_client::{Error, PendingIntent, Result, connect};
use dlocker_protocol::IntentId;
use dlocker_protocol::intent::{Change, IntentState};
use serde_json::{Value, json};

use super::changed;
use crate::args::{ExistingFiles, Intents};
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::secrets;
use crate::words::{self, Names};

pub(crate) async fn run(desktop: &Desktop, what: Option<Intents>) -> Result<Outcome> {
    match what {
        None => list(desktop).await,
        Some(Intents::Stop { id }) => stop(desktop, intent_id(&id)?).await,
        Some(Intents::Complete { id, unlock }) => complete(desktop, intent_id(&id)?, &unlock).await,
    }
}

fn intent_id(text: &str) -> Result<IntentId> {
    text.parse().map_err(|_| Error::Misuse(format!("{text} is not a change that waits. See: dlocker intents.")))
}

async fn list(desktop: &Desktop) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let intents = connection.intents().await?;
    let names = Names::read(&mut connection).await?;
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
    }
    value
}

/// One intent in words.
pub(crate) fn line(intent: &PendingIntent, names: &Names) -> String {
    format!(
        "{}\n    yours: dlocker intents complete {}   not yours: dlocker intents stop {}",
        sentence(intent, names),
        intent.id,
        intent.id
    )
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

async fn stop(desktop: &Desktop, id: IntentId) -> Result<Outcome> {
    connect(desktop).await?.stop_intent(id).await?;
    let text = "Stopped: this change will not be made. If it was not you who asked for it, somebody has one of your devices and your own key: see dlocker messages, revoke that device, and speak to your bank.";
    Ok(Outcome::new(json!({ "intent": id, "state": "stopped" }), text))
}

async fn complete(desktop: &Desktop, id: IntentId, files: &ExistingFiles) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    let changed = connection.complete_intent(id, &unlock).await?;
    Ok(changed::outcome(changed, json!({ "intent": id }), "Done: the change is made."))
}
