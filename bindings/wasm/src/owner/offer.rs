//! Enrolling by a credential offer, which names the bank itself.

use dlocker_client::read_offer;
use dlocker_commands::enrol;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Owner, misuse};
use crate::browser::check_address;

#[wasm_bindgen]
impl Owner {
    /// `enrol --offer`. The digits count only where the offer asks for some.
    ///
    /// # Errors
    /// "misuse" for what is no offer of a Locker ID, or where digits are missing.
    #[wasm_bindgen(js_name = takeOffer)]
    pub async fn take_offer(&self, link: String, digits: Option<String>) -> Answer {
        self.run(async {
            let offer = read_offer(&self.browser, &link).await?;
            check_address(&offer.credential_issuer).map_err(|why| misuse(&format!("{why}. Nothing was taken.")))?;
            let wanted = offer.grants.pre_authorized.tx_code.is_some();
            let digits = digits.filter(|digits| wanted && !digits.is_empty());
            Ok(enrol::take(&self.browser, &offer, digits.as_deref()).await?.json)
        })
        .await
    }
}
