//! Unlock methods.

use dlocker_client::method::NewMethod;
use dlocker_client::{Connection, Platform as _, Unlock, connect, home};
use dlocker_commands::method::{self, Pending, adding_one, method_id};
use dlocker_commands::secrets::{New, new_passphrase, new_pin};
use dlocker_commands::{kit, rehearse};
use dlocker_core::secret::{DeviceSecret, KitSecret, OwnerSecret, PasskeySecret};
use dlocker_protocol::MethodId;
use js_sys::{Object, Reflect, Uint8Array};
use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::{Answer, Owner, misuse};
use crate::browser::Browser;
use crate::failure::Failure;
use crate::js::{options, secret_bytes};

/// A secret that came with the call, or why it is none.
type Given = Result<Option<Unlock>, Failure>;

/// What else there is to say about a new method.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
struct Options {
    guesses: Option<u32>,
    device_name: Option<String>,
}

impl Options {
    fn of(self, id: MethodId, secret: OwnerSecret) -> NewMethod {
        let device_name = self.device_name.unwrap_or_else(|| "browser".into());
        NewMethod { id, secret, guesses: self.guesses, device_name }
    }
}

#[wasm_bindgen]
impl Owner {
    /// `method list`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn methods(&self) -> Answer {
        self.asking(async |connection| method::list(connection).await).await
    }

    /// `method add pin`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = addPin)]
    pub async fn add_pin(&self, pin: Uint8Array, unlocking: JsValue, options: JsValue) -> Answer {
        let pin = secret_bytes(&pin);
        let given = self.given(&unlocking);
        self.run(self.add(|| new_pin(&pin), given, &options)).await
    }

    /// `method add passphrase`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = addPassphrase)]
    pub async fn add_passphrase(&self, passphrase: Uint8Array, unlocking: JsValue, options: JsValue) -> Answer {
        let passphrase = secret_bytes(&passphrase);
        let given = self.given(&unlocking);
        self.run(self.add(|| new_passphrase(&passphrase), given, &options)).await
    }

    /// `method add device`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = addDevice)]
    pub async fn add_device(&self, unlocking: JsValue, options: JsValue) -> Answer {
        let drawn = || {
            let secret = OwnerSecret::Device(DeviceSecret::random(&mut self.browser.rng()));
            Ok(New { secret, weakness: None })
        };
        let given = self.given(&unlocking);
        self.run(self.add(drawn, given, &options)).await
    }

    /// Draws a kit, which is no method yet.
    ///
    /// # Errors
    /// "misuse" if this device has no locker.
    #[wasm_bindgen(js_name = draftKit)]
    pub fn draft_kit(&self) -> Answer {
        let (_, enrolled) = home::enrolled(&self.browser)?;
        let (id, secret) = (MethodId::random(&mut self.browser.rng()), KitSecret::random(&mut self.browser.rng()));
        let page = kit::text(&secret, id, &enrolled.bank.url);
        let code = Zeroizing::new(secret.code());
        Ok(object(&[
            ("id", id.to_string().into()),
            ("code", Uint8Array::from(code.as_bytes()).into()),
            ("text", Uint8Array::from(page.as_bytes()).into()),
        ]))
    }

    /// `method add kit`, once it is printed.
    ///
    /// # Errors
    /// Those of unlocking; "misuse" for a text that is no kit of this locker's.
    #[wasm_bindgen(js_name = addKit)]
    pub async fn add_kit(&self, text: Uint8Array, unlocking: JsValue, options: JsValue) -> Answer {
        let page = secret_bytes(&text);
        let given = self.given(&unlocking);
        self.run(self.add_printed(&page, given, &options)).await
    }

    /// An id for a passkey that is about to be made.
    ///
    /// # Errors
    /// None.
    #[wasm_bindgen(js_name = draftPasskey)]
    pub fn draft_passkey(&self) -> Answer {
        let id = MethodId::random(&mut self.browser.rng());
        Ok(object(&[("id", id.to_string().into()), ("userHandle", Uint8Array::from(id.as_bytes().as_slice()).into())]))
    }

    /// The method that a passkey's user handle names.
    ///
    /// # Errors
    /// "misuse" for a handle that is of another kind.
    #[wasm_bindgen(js_name = methodOfUserHandle)]
    pub fn method_of_user_handle(&self, handle: Uint8Array) -> Result<String, Failure> {
        let id = MethodId::from_bytes(&handle.to_vec()).map_err(|_| misuse("This passkey is not one of dLocker's."))?;
        Ok(id.to_string())
    }

    /// `method add passkey`, which only a browser has.
    ///
    /// # Errors
    /// Those of unlocking; "misuse" where it would be the only method.
    #[wasm_bindgen(js_name = addPasskey)]
    pub async fn add_passkey(&self, id: String, prf: Uint8Array, unlocking: JsValue, said: JsValue) -> Answer {
        let (prf, given) = (secret_bytes(&prf), self.given(&unlocking));
        self.run(async {
            let given = given?;
            let secret = PasskeySecret::from_prf(&prf).map_err(|e| misuse(&e.to_string()))?;
            let new = options::<Options>(&said)?.of(method_id(&id)?, OwnerSecret::Passkey(secret));
            let mut connection = connect(&self.browser).await?;
            self.add_method(&mut connection, &new, given, json!({})).await
        })
        .await
    }

    /// `method remove`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = removeMethod)]
    pub async fn remove_method(&self, id: String, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| method::remove(connection, method_id(&id)?, unlock).await)
            .await
    }

    /// `rehearse`
    ///
    /// # Errors
    /// Those of unlocking.
    pub async fn rehearse(&self, secret: JsValue) -> Answer {
        let given = self.given(&secret);
        self.run(async {
            let unlock = given?.ok_or(Failure::Locked)?;
            let mut connection = connect(&self.browser).await?;
            self.progress("opening", None);
            Ok(rehearse::rehearse(&mut connection, &unlock).await?.json)
        })
        .await
    }
}

impl Owner {
    async fn add(
        &self,
        new: impl FnOnce() -> dlocker_client::Result<New>,
        given: Given,
        said: &JsValue,
    ) -> Result<Value, Failure> {
        let given = given?;
        let New { secret, weakness } = new()?;
        let id = MethodId::random(&mut self.browser.rng());
        let new = options::<Options>(said)?.of(id, secret);
        let more = weakness.map_or_else(|| json!({}), |weakness| json!({ "weakness": weakness }));
        let mut connection = connect(&self.browser).await?;
        self.add_method(&mut connection, &new, given, more).await
    }

    /// The first method of a locker has no other to open with.
    pub(super) async fn add_method(
        &self,
        connection: &mut Connection<'_, Browser>,
        new: &NewMethod,
        given: Option<Unlock>,
        more: Value,
    ) -> Result<Value, Failure> {
        if given.is_none() && adding_one(connection).await? {
            return Ok(method::add(connection, new, None, more).await?.json);
        }
        let key = self.key(given, connection).await?;
        self.progress("opening", None);
        let done = method::add(connection, new, Some(&key.unlock), more).await;
        self.put_back(key);
        Ok(done?.json)
    }

    async fn add_printed(&self, page: &[u8], given: Given, said: &JsValue) -> Result<Value, Failure> {
        let given = given?;
        let (_, enrolled) = home::enrolled(&self.browser)?;
        let foreign = || misuse("This is no kit that was drawn here for this locker. Draw a new one.");
        let page = core::str::from_utf8(page).map_err(|_| foreign())?;
        let id = kit::method_in(page).ok_or_else(foreign)?;
        let secret = kit::left_in(page, id, &enrolled.bank.url).ok_or_else(foreign)?;
        let mut connection = connect(&self.browser).await?;
        if let Some(asked) = Pending::of_kit(&mut connection, id).await? {
            let key = self.key(given, &mut connection).await?;
            let done = asked.go_on(&mut connection, &key.unlock, json!({})).await;
            self.put_back(key);
            return Ok(done?.json);
        }
        let new = options::<Options>(said)?.of(id, OwnerSecret::Kit(secret));
        self.add_method(&mut connection, &new, given, json!({})).await
    }
}

/// An object that carries bytes, which JSON cannot.
fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
