//! `dlocker freeze`

use dlocker_client::{Connection, Platform, Result};
use serde_json::json;

use crate::Outcome;

/// `freeze`
///
/// # Errors
/// Those of a request.
pub async fn freeze<P: Platform>(connection: &Connection<'_, P>) -> Result<Outcome> {
    let freeze = connection.freeze().await?;
    let until = match freeze.lapses {
        Some(lapses) => format!("until {lapses}"),
        None => "until your bank lifts it".into(),
    };
    let text = format!(
        "Frozen {until}: nobody opens the locker and nobody changes it, you neither. Backups go on, and so does a recovery at your bank.\nIs a phone stolen? Speak to your bank now: it can suspend that phone, and let a new one of yours in."
    );
    Ok(Outcome::new(json!({ "state": "frozen", "since": freeze.since, "lapses": freeze.lapses }), text))
}
