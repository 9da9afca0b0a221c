//! The owner's side in a browser's worker.
//!
//! Three nouns carry this crate:
//!
//! - [`browser::Browser`] is the [`Platform`](dlocker_client::Platform) there: what the SDK needs, over a few functions that JavaScript brings
//!   (`web/src/worker/platform.ts`, or a stand-in for tests). The local state lies in memory and is written before anything leaves.
//! - [`Owner`] is what the page asks: one method for each command of `dlocker`, with the same JSON, made by the same code (`dlocker-commands`).
//! - [`wallet`] stands between the SDK and the files that the page brings and wants back.
//!
//! `web/src/worker/owner.d.ts` says what each method takes and gives; a test holds the two together.
//!
//! # What may and may not live here
//!
//! Turning JavaScript's values into Rust's and back, the order of reading and sending, what a worker remembers between two calls. No protocol, no
//! cryptography, no wording: they are in the crates below, and a second implementation of any of it is a mistake. Nothing of the page: this runs
//! in a worker, without a document.
//!
//! # Two builds
//!
//! Without the feature `whole` only what an owner begins with is there: what this device remembers, enrolling, joining, asking for a recovery. That is
//! `dlocker_start`, which the page loads first; the whole is fetched when the first other command is asked for, and reads the same local state.
//!
//! Secrets come in as bytes, are copied into types that are overwritten when dropped, and the array they came in is filled with zeros. No secret
//! becomes a string of JavaScript's, goes into an error, or to the console.
#![allow(
    unsafe_code,
    reason = "wasm-bindgen writes the glue, which is unsafe; nothing that is written by hand here is"
)]
#![cfg_attr(
    not(feature = "whole"),
    allow(dead_code, unused_imports, unreachable_pub, reason = "what only the rest calls is left out by the linker")
)]

pub mod browser;
mod failure;
mod js;
mod owner;
#[cfg(feature = "whole")]
mod qr;
pub mod wallet;

pub use owner::Owner;
#[cfg(feature = "whole")]
pub use qr::qr;

use failure::Failure;
use wasm_bindgen::prelude::wasm_bindgen;

/// Begins: reads the local state. Makes nothing.
///
/// # Errors
/// What the platform says.
#[wasm_bindgen]
pub async fn open(platform: js::Platform) -> Result<Owner, Failure> {
    Ok(Owner::new(browser::Browser::open(platform).await?))
}

/// Version of the program.
#[must_use]
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// What a passkey's PRF is asked for: the same for every locker, since every credential answers it in its own way.
#[must_use]
#[wasm_bindgen(js_name = passkeySalt)]
pub fn passkey_salt() -> Vec<u8> {
    dlocker_protocol::Digest::of("passkey-salt", &[]).as_bytes().to_vec()
}
