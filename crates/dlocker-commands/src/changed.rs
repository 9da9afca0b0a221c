//! The end of every command that changes the locker: done, or it waits.

use dlocker_client::{Changed, Waiting};
use serde_json::{Value, json};

use crate::Outcome;

/// The outcome of a change: `more` is what fits, `text` is for people once it is done.
pub fn outcome(changed: Changed, more: Value, text: impl Into<String>) -> Outcome {
    match changed {
        Changed::Done => done(more, text),
        Changed::Waits(waiting) => waits(&waiting, more),
    }
}

/// The outcome of a change that is made.
pub fn done(more: Value, text: impl Into<String>) -> Outcome {
    let mut json = json!({ "state": "done" });
    merge(&mut json, more);
    Outcome::new(json, text)
}

/// The outcome of a change that waits.
pub fn waits(waiting: &Waiting, more: Value) -> Outcome {
    let mut json = json!({ "state": "waiting", "intent": waiting.intent, "what": waiting.what, "due": waiting.due });
    if waiting.stands {
        json["clock_stands"] = json!(true);
    }
    merge(&mut json, more);
    Outcome::waits(json, text(waiting))
}

fn text(waiting: &Waiting) -> String {
    let stands = if waiting.stands { " (its clock stands while the locker is frozen, so that moves on)" } else { "" };
    format!(
        "This waits: to {what}. It can be carried out from {due} on{stands}, and all your devices are told meanwhile.\nNothing has changed yet, and your wallet is as it was. Do the same again then, or: dlocker intents complete {intent}\nChanged your mind, or was it not you? Any of your devices stops it: dlocker intents stop {intent}",
        what = waiting.what.words(),
        due = waiting.due,
        intent = waiting.intent,
    )
}

/// Puts the members of `more` beside those of `value`.
pub fn merge(value: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (value.as_object_mut(), more) {
        into.extend(more);
    }
}
