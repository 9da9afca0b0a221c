//! By which credentials of other issuers the bank knows the owner.

use dlocker_client::{connect, identity as evidence};
use dlocker_commands::identity::{bind, check, present, presentation_id, show, stop};
use wasm_bindgen::JsValue;
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

    /// `identity bind`: a link for a wallet app. The locker is opened before, since the bank asks for that.
    ///
    /// # Errors
    /// Those of unlocking; "misuse" where the bank believes no issuer.
    #[wasm_bindgen(js_name = bindIdentity)]
    pub async fn bind_identity(&self, unlocking: JsValue) -> Answer {
        let given = self.given(&unlocking);
        self.run(async {
            let given = given?;
            let mut connection = connect(&self.browser).await?;
            let mut key = self.key(given, &mut connection).await?;
            let opened = self.open_with(&mut key, &mut connection).await;
            self.put_back(key);
            opened?;
            Ok(bind(&connection).await?.json)
        })
        .await
    }

    /// `identity present`: the same as evidence in the recovery that was begun here.
    ///
    /// # Errors
    /// "misuse" if none was begun, or the bank believes no issuer.
    #[wasm_bindgen(js_name = presentIdentity)]
    pub async fn present_identity(&self) -> Answer {
        self.run(async { Ok(present(&self.browser).await?.json) }).await
    }

    /// `identity check`, of a request of this locker.
    ///
    /// # Errors
    /// "not-presented" for what does not count, with the reason.
    #[wasm_bindgen(js_name = checkIdentity)]
    pub async fn check_identity(&self, presentation: String) -> Answer {
        self.asking(async |connection| check(&connection.presentation(presentation_id(&presentation)?).await?)).await
    }

    /// The same of a request in the recovery that was begun here. A browser may have both: a locker that it was shut out of, and the way back.
    ///
    /// # Errors
    /// "not-presented" for what does not count, with the reason.
    #[wasm_bindgen(js_name = checkEvidence)]
    pub async fn check_evidence(&self, presentation: String) -> Answer {
        self.run(async {
            let id = presentation_id(&presentation)?;
            Ok(check(&evidence::evidence(&self.browser, id).await?)?.json)
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
