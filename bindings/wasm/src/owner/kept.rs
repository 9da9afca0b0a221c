//! What this device remembers: enough to choose the first screen without the bank.

use dlocker_client::Platform as _;
use dlocker_client::home::{self, HomeDocument};
use dlocker_protocol::DeviceId;
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Owner};
use crate::js::value_of;

#[wasm_bindgen]
impl Owner {
    /// Never asks the bank.
    ///
    /// # Errors
    /// "unexpected" if the local state is damaged.
    pub fn kept(&self) -> Answer {
        let document = home::load(&self.browser)?.unwrap_or_default();
        let mut json = told(&document);
        json["locker"]["device"] = json!(self.browser.key().map(|key| DeviceId::of(&key)));
        if document.enrolled.is_none() {
            json["locker"] = Value::Null;
        }
        json["unfinished_backup"] = json!(self.browser.load("unfinished")?.is_some());
        Ok(value_of(&json))
    }
}

fn told(document: &HomeDocument) -> Value {
    let locker = document
        .enrolled
        .as_ref()
        .map(|e| json!({ "locker": e.locker, "handle": e.handle, "bank": e.bank.url, "joining": e.joining }));
    let recovery = document.recovery.as_ref().map(|case| {
        json!({
            "case": case.case,
            "handle": case.handle,
            "bank": case.bank.url,
            "admitted": document.enrolled.is_some(),
            "restored": case.restored.as_ref().is_some_and(|restored| restored.whole),
        })
    });
    json!({
        "locker": locker.unwrap_or_else(|| json!({})),
        "recovery": recovery,
        "last_backup": document.last_backup.as_ref().map(|b| json!({
            "snapshot": b.snapshot, "number": b.number, "at": b.at, "items": b.items, "bytes": b.bytes,
        })),
        "last_proved": document.last_proof.as_ref().map(|p| json!({ "at": p.at, "kind": p.kind, "snapshot": p.snapshot })),
        "former": !document.former.is_empty(),
    })
}
