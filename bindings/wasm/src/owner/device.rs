//! Devices.

use dlocker_commands::devices;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Owner};

#[wasm_bindgen]
impl Owner {
    /// `devices`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn devices(&self) -> Answer {
        self.asking(async |connection| devices::list(connection).await).await
    }

    /// `devices add`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = addDeviceLink)]
    pub async fn add_device_link(&self, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| Ok(devices::add(connection, unlock).await?.1)).await
    }

    /// `devices confirm`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = confirmDevice)]
    pub async fn confirm_device(&self, device: String, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| {
            devices::confirm(connection, devices::device_id(&device)?, unlock).await
        })
        .await
    }

    /// `devices revoke`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = revokeDevice)]
    pub async fn revoke_device(&self, device: String, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| {
            devices::revoke(connection, devices::device_id(&device)?, unlock).await
        })
        .await
    }
}
