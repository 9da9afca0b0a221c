//! Installing what is missing, and saying so.

mod askar;
mod debian;
mod deny;

pub(crate) use askar::{askar, askar_python};
pub(crate) use debian::{Tool, debian};
pub(crate) use deny::{cargo_deny, deny};

use std::path::PathBuf;

use dlocker_stories::program::target_folder;

/// Where tools lie that only this project needs.
fn tools() -> PathBuf {
    target_folder().join("tools")
}
