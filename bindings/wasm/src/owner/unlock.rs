//! Opening the locker, to keep it open.

use dlocker_client::connect;
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::held::Key;
use super::{Answer, Owner};
use crate::failure::Failure;

#[wasm_bindgen]
impl Owner {
    /// Opens the locker and keeps it open.
    ///
    /// # Errors
    /// Those of unlocking.
    pub async fn unlock(&self, secret: JsValue) -> Answer {
        let given = self.given(&secret);
        self.run(async {
            let mut key = Key::new(given?.ok_or(Failure::Locked)?);
            let mut connection = connect(&self.browser).await?;
            self.open_with(&mut key, &mut connection).await?;
            let told = key.unlocked().map(|unlocked| {
                json!({ "kind": unlocked.kind, "method": unlocked.method, "guesses_left": unlocked.guesses_left })
            });
            self.hold(key);
            Ok(told.unwrap_or_default())
        })
        .await
    }
}
