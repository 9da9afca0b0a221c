//! What a call rejects with: the same JSON as on the command line.

use dlocker_client::Error;
use dlocker_client::platform::StateFailed;
use dlocker_commands::error_json;
use serde_json::json;
use wasm_bindgen::JsValue;

use crate::js::value_of;

/// Why a call did not do what was asked.
pub enum Failure {
    /// The SDK says so.
    Sdk(Error),
    /// Another call is running.
    Busy,
    /// The page asked to stop.
    Stopped,
    /// A secret is needed, and none is held.
    Locked,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Sdk(error)
    }
}

impl From<StateFailed> for Failure {
    fn from(error: StateFailed) -> Self {
        Self::Sdk(error.into())
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let (code, message, exit) = match failure {
            Failure::Sdk(error) => return value_of(&error_json(&error)),
            Failure::Busy => ("busy", "Something else is being done just now. Wait until it has ended.", 4),
            Failure::Stopped => ("stopped", "Stopped, as you asked. Do the same again to go on.", 4),
            Failure::Locked => ("locked", "This needs your PIN, or another of your keys.", 2),
        };
        value_of(&json!({ "error": { "code": code, "message": message, "exit": exit } }))
    }
}
