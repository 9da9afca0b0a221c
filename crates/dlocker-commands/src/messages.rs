//! `dlocker messages`

use dlocker_client::{Connection, Message, Platform, Result};
use serde_json::{Value, json};

use crate::Outcome;
use crate::words::{self, Names};

/// `messages`
///
/// # Errors
/// [`Error::Damaged`](dlocker_client::Error::Damaged) if the visit log does not verify.
pub async fn messages<P: Platform>(connection: &mut Connection<'_, P>) -> Result<Outcome> {
    let messages = connection.messages().await?;
    let names = Names::read(connection).await?;
    let json = messages.iter().map(|message| entry(message, &names)).collect::<Vec<_>>().into();
    let lines: Vec<_> = messages.iter().map(|message| line(message, &names)).collect();
    let text = if lines.is_empty() { "No messages.".to_owned() } else { lines.join("\n") };
    Ok(Outcome::new(json, text))
}

fn entry(message: &Message, names: &Names) -> Value {
    let event = serde_json::to_value(&message.entry.event).unwrap_or_default();
    json!({
        "number": message.number,
        "at": message.at,
        "kind": event["event"],
        "text": words::message(message, names),
        "new": message.new,
    })
}

/// One line; a star marks what this device had not shown yet.
fn line(message: &Message, names: &Names) -> String {
    format!("{} {}  {}", if message.new { "*" } else { " " }, message.at, words::message(message, names))
}
