//! Closing the locker.

use dlocker_commands::close;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Owner};

#[wasm_bindgen]
impl Owner {
    /// How far the closing is.
    ///
    /// # Errors
    /// Those of a request.
    pub async fn closing(&self) -> Answer {
        self.asking(async |connection| close::show(connection).await).await
    }

    /// `close`, one step of it: the page has exported before, and forgets this device after.
    ///
    /// # Errors
    /// Those of unlocking.
    pub async fn close(&self, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| close::step(connection, unlock).await).await
    }
}
