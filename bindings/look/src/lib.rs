//! The recognisers of `dlocker-wallet`, for a browser's worker.
//!
//! They and the word lists in them are a third of what the owner's side weighs, and only putting in needs them. So they are a WebAssembly of
//! their own, which `dlocker-wasm` asks its platform for when a backup begins. Bytes in, answer out: nothing is kept between two calls.
#![allow(
    unsafe_code,
    reason = "wasm-bindgen writes the glue, which is unsafe; nothing that is written by hand here is"
)]

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// What a file of `size` bytes is, of which `head` is the beginning, or all: [`ItemInfo`](dlocker_wallet::ItemInfo) as bytes. The array is
/// overwritten, for it may carry keys.
#[must_use]
#[wasm_bindgen]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size that a browser gives is whole and far below 2^53"
)]
pub fn recognise(head: &Uint8Array, size: f64) -> Vec<u8> {
    let bytes = Zeroizing::new(head.to_vec());
    head.fill(0, 0, head.length());
    dlocker_wallet::recognise(&bytes, size as u64).to_bytes()
}
