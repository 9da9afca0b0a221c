//! Looking: status, messages, the visit log, and what can be stopped without a secret.

use dlocker_client::connect;
use dlocker_commands::{freeze, intents, log, messages, snapshots, status};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Owner};

#[wasm_bindgen]
impl Owner {
    /// `status`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn status(&self) -> Answer {
        self.asking(async |connection| status::status(connection).await).await
    }

    /// `messages`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn messages(&self) -> Answer {
        self.asking(async |connection| messages::messages(connection).await).await
    }

    /// `log`, with a sentence for each entry.
    ///
    /// # Errors
    /// "damaged" if it does not verify.
    pub async fn log(&self) -> Answer {
        self.run(async {
            let mut connection = connect(&self.browser).await?;
            let (outcome, sentences) = log::log(&mut connection).await?;
            let mut json = outcome.json;
            if let Some(entries) = json["entries"].as_array_mut() {
                entries.iter_mut().zip(sentences).for_each(|(entry, said)| entry["text"] = json!(said));
            }
            Ok(json)
        })
        .await
    }

    /// `snapshots`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn snapshots(&self) -> Answer {
        self.asking(async |connection| snapshots::list(connection).await).await
    }

    /// `snapshots delete`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = deleteSnapshots)]
    pub async fn delete_snapshots(&self, ids: Vec<String>, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| {
            snapshots::delete(connection, snapshots::chosen(&ids)?, unlock).await
        })
        .await
    }

    /// `freeze`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn freeze(&self) -> Answer {
        self.asking(async |connection| freeze::freeze(connection).await).await
    }

    /// `intents`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn intents(&self) -> Answer {
        self.asking(async |connection| intents::list(connection).await).await
    }

    /// `intents stop`
    ///
    /// # Errors
    /// Those of a request.
    #[wasm_bindgen(js_name = stopIntent)]
    pub async fn stop_intent(&self, intent: String) -> Answer {
        self.asking(async |connection| intents::stop(connection, intents::intent_id(&intent)?).await).await
    }

    /// `intents complete`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = completeIntent)]
    pub async fn complete_intent(&self, intent: String, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| {
            intents::complete(connection, intents::intent_id(&intent)?, unlock).await
        })
        .await
    }
}
