//! Installing what is missing, and saying so.

mod askar;
mod debian;
mod deny;
mod fuzz;
mod mail;
mod web;
mod zoo;

pub(crate) use askar::{askar, askar_python};
pub(crate) use debian::{Tool, debian};
pub(crate) use deny::{cargo_deny, deny};
pub(crate) use fuzz::cargo_fuzz;
pub(crate) use mail::mail;
pub(crate) use web::{Toolchain, browser, node, toolchain};
pub(crate) use zoo::zoo;

use std::path::PathBuf;

use dlocker_stories::program::target_folder;

/// Where tools lie that only this project needs.
fn tools() -> PathBuf {
    target_folder().join("tools")
}
