//! By which credentials of other issuers the bank knows the owner.

use dlocker_client::{connect, identity as evidence};
use dlocker_commands::identity::{bind, check, present, presentation_id, show, stop};
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Owner};

#[wasm_bindgen]
impl Owner {
    /// `identity`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn identity(&self) -> Answer {
        self.asking(async |connection| show(connection).await).await
    }

    /// `identity bind`: a link for a wallet app. The bank asks for an unlock within the hour before.
    ///
    /// # Errors
    /// "misuse" where the bank believes no issuer.
    #[wasm_bindgen(js_name = bindIdentity)]
    pub async fn bind_identity(&self) -> Answer {
        self.asking(async |connection| bind(connection).await).await
    }

    /// `identity present`: the same as evidence in the recovery that was begun here.
    ///
    /// # Errors
    /// "misuse" if none was begun, or the bank believes no issuer.
    #[wasm_bindgen(js_name = presentIdentity)]
    pub async fn present_identity(&self) -> Answer {
        self.run(async { Ok(present(&self.browser).await?.json) }).await
    }

    /// `identity check`
    ///
    /// # Errors
    /// "not-presented" for what does not count, with the reason.
    #[wasm_bindgen(js_name = checkIdentity)]
    pub async fn check_identity(&self, presentation: String) -> Answer {
        self.run(async {
            let id = presentation_id(&presentation)?;
            let view = if evidence::is_recovering(&self.browser)? {
                evidence::evidence(&self.browser, id).await?
            } else {
                connect(&self.browser).await?.presentation(id).await?
            };
            Ok(check(&view)?.json)
        })
        .await
    }

    /// `identity stop`
    ///
    /// # Errors
    /// "misuse" where nothing waits.
    #[wasm_bindgen(js_name = stopIdentity)]
    pub async fn stop_identity(&self) -> Answer {
        self.asking(async |connection| stop(connection).await).await
    }
}
