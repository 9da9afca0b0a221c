//! What tells files apart: a WebAssembly of its own (`dlocker-look`), so that a page which puts nothing in does without it.

use dlocker_wallet::ItemInfo;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::js::{self, float, words};

/// Loaded, and ready to be asked.
pub struct Recogniser(js::Recogniser);

impl Recogniser {
    pub(super) fn new(loaded: JsValue) -> Self {
        Self(loaded.unchecked_into())
    }

    /// What a file of `size` bytes is, of which `head` is the beginning, or all.
    ///
    /// # Errors
    /// In words, if it broke.
    pub fn recognise(&self, head: &[u8], size: u64) -> Result<ItemInfo, String> {
        let head = Uint8Array::from(head);
        let told = self.0.recognise(&head, float(size)).map_err(|thrown| words(&thrown))?;
        ItemInfo::from_bytes(&told.to_vec()).ok_or_else(|| "two parts of the page do not fit together".to_owned())
    }
}
