//! The page's own tests: stories with a real bank, the command line, and Chromium.

use dlocker_stories::program::Programs;

use super::page;
use crate::install::browser;
use crate::run::shown;

/// Checks the types of the page, and plays its stories. The bank is built after the page, which is in it.
///
/// # Errors
/// In words, what failed.
pub(crate) fn stories() -> Result<(), String> {
    browser()?;
    let programs = Programs::get();
    shown(page::npm().args(["run", "check"]))?;
    shown(page::npm().arg("test").env("DLOCKER_BIN", &programs.owner).env("DLOCKERD_BIN", &programs.bank))
}
