//! How an owner begins on this device: enrolling, joining, asking for a recovery. It is all that the first load of the page can do.

use dlocker_client::recover::{case_code, case_view};
use dlocker_client::{Platform as _, home};
use dlocker_commands::{enrol, join, recover};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Owner, misuse};
use crate::browser::check_address;
use crate::failure::Failure;

#[wasm_bindgen]
impl Owner {
    /// `enrol`
    ///
    /// # Errors
    /// [`Failure`](crate::failure::Failure), as everywhere here.
    pub async fn enrol(&self, bank: String, invite: String) -> Answer {
        self.run(async {
            check_address(&bank).map_err(|why| misuse(&format!("{why}. Nothing was sent.")))?;
            Ok(enrol::enrol(&self.browser, &bank, &invite).await?.json)
        })
        .await
    }

    /// `join`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn join(&self, link: String, name: String) -> Answer {
        self.run(async { Ok(join::join(&self.browser, &link, &name).await?.json) }).await
    }

    /// `recover --bank --handle`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn recover(&self, bank: String, handle: String) -> Answer {
        self.run(async {
            check_address(&bank).map_err(|why| misuse(&format!("{why}. Nothing was sent.")))?;
            Ok(recover::begin(&self.browser, &bank, &handle, "").await?.json)
        })
        .await
    }

    /// The case that was opened here, asked about anew.
    ///
    /// # Errors
    /// "misuse" if there is none.
    pub async fn recovery(&self) -> Answer {
        self.run(self.shown()).await
    }
}

impl Owner {
    async fn shown(&self) -> Result<Value, Failure> {
        let recovery = home::load(&self.browser)?.and_then(|document| document.recovery);
        let case = recovery.ok_or_else(|| misuse("No recovery was begun here."))?;
        let key = self.browser.device_key().await?.ok_or_else(|| misuse("This browser has lost its device key."))?;
        let view = case_view(&self.browser, &case, &key).await?;
        Ok(json!({
            "case": case.case,
            "code": case_code(&case, &key)?.to_string(),
            "handle": case.handle,
            "bank": case.bank.url,
            "state": view.state,
            "approvals": view.approvals,
            "approvals_needed": view.approvals_needed,
            "due": view.due,
            "reason": view.reason,
            "lost_since": view.lost_since,
        }))
    }
}
