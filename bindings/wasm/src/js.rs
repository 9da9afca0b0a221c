//! Values of JavaScript's: what they are called there, and how they are read. Whatever the page brings is looked at, and nothing of it throws.

use dlocker_client::{Error, Result};
use dlocker_protocol::method::MethodKind;
use js_sys::{Array, JSON, Promise, Reflect, Uint8Array};
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

#[wasm_bindgen]
extern "C" {
    /// Where it runs: `Platform` in `owner.d.ts`.
    pub type Platform;

    #[wasm_bindgen(structural, method, catch, js_name = loadState)]
    pub(crate) fn load_state(this: &Platform) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(structural, method, catch, js_name = commitState)]
    pub(crate) fn commit_state(this: &Platform, changes: &Array) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(structural, method, catch, js_name = deviceKey)]
    pub(crate) fn device_key(this: &Platform) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(structural, method, catch, js_name = makeDeviceKey)]
    pub(crate) fn make_device_key(this: &Platform) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn sign(this: &Platform, message: &Uint8Array) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn send(
        this: &Platform,
        method: &str,
        url: &str,
        headers: &Array,
        body: &Uint8Array,
        limit: f64,
    ) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn sleep(this: &Platform, millis: f64) -> core::result::Result<Promise, JsValue>;

    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn recogniser(this: &Platform) -> core::result::Result<Promise, JsValue>;

    /// What tells files apart: `Recogniser`.
    pub type Recogniser;

    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn recognise(
        this: &Recogniser,
        head: &Uint8Array,
        size: f64,
    ) -> core::result::Result<Uint8Array, JsValue>;

    /// One file to put in: `Entry`.
    pub type Entry;

    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn read(this: &Entry, offset: f64, length: f64) -> core::result::Result<Promise, JsValue>;

    /// Where a wallet is restored to: `Target`.
    pub type Target;

    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn folder(this: &Target, path: &str, meta: &JsValue) -> core::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn link(this: &Target, path: &str, meta: &JsValue, to: &str) -> core::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn file(
        this: &Target,
        id: f64,
        path: &str,
        meta: &JsValue,
        size: f64,
    ) -> core::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn write(this: &Target, id: f64, at: f64, bytes: &Uint8Array) -> core::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(structural, method, catch)]
    pub(crate) fn done(this: &Target) -> core::result::Result<JsValue, JsValue>;
}

/// Waits for what a function of the page's promised; its words where it failed.
pub(crate) async fn awaited(
    promise: core::result::Result<impl Into<JsValue>, JsValue>,
) -> core::result::Result<JsValue, String> {
    let value: JsValue = promise.map_err(|thrown| words(&thrown))?.into();
    match value.dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await.map_err(|thrown| words(&thrown)),
        Err(value) => Ok(value),
    }
}

/// The message of an Error, or what else was thrown.
pub(crate) fn words(thrown: &JsValue) -> String {
    let message = Reflect::get(thrown, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| thrown.as_string()).unwrap_or_else(|| "something went wrong in the browser".into())
}

/// A member of an object.
pub(crate) fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The name of a member that many objects have.
pub(crate) struct Name(JsValue);

impl Name {
    pub(crate) fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The member of this object.
    pub(crate) fn of(&self, object: &JsValue) -> JsValue {
        Reflect::get(object, &self.0).unwrap_or(JsValue::UNDEFINED)
    }
}

/// A member that is a text.
pub(crate) fn text(object: &JsValue, name: &str) -> Option<String> {
    member(object, name).as_string()
}

/// A member that is a whole number.
pub(crate) fn number(object: &JsValue, name: &str) -> Option<u64> {
    whole(member(object, name).as_f64()?)
}

/// A whole number that JavaScript holds exactly.
pub(crate) fn whole(number: f64) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let fits = (0.0..EXACT).contains(&number) && number.fract() == 0.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "looked at just before")]
    fits.then_some(number as u64)
}

/// A number as JavaScript has it. Lengths and offsets are far below 2^53.
#[allow(clippy::cast_precision_loss, reason = "lengths and offsets are far below 2^53")]
pub(crate) const fn float(number: u64) -> f64 {
    number as f64
}

/// The bytes of an array, if it is one.
pub(crate) fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

/// The bytes of an array that carries a secret; the array is overwritten.
pub(crate) fn secret_bytes(array: &Uint8Array) -> Zeroizing<Vec<u8>> {
    let bytes = Zeroizing::new(array.to_vec());
    array.fill(0, 0, array.length());
    bytes
}

/// What the page says about options; nothing is the same as the defaults.
pub(crate) fn options<T: DeserializeOwned + Default>(value: &JsValue) -> Result<T> {
    if value.is_undefined() || value.is_null() {
        return Ok(T::default());
    }
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default();
    serde_json::from_str(&text).map_err(|e| Error::Misuse(format!("These options cannot be used: {e}.")))
}

/// JSON as a value of JavaScript's.
pub(crate) fn value_of(json: &Value) -> JsValue {
    JSON::parse(&json.to_string()).unwrap_or(JsValue::NULL)
}

/// A kind of secret by its name.
pub(crate) fn kind_of(name: &str) -> Result<MethodKind> {
    serde_json::from_value(name.into()).map_err(|_| Error::Misuse(format!("{name} is no kind of secret.")))
}

/// What the page gives as the place to restore to. Whether it has the functions shows when they are called.
pub(crate) fn as_target(value: &JsValue) -> &Target {
    value.unchecked_ref()
}
