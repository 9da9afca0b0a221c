//! The page's own tests: stories with a real bank, the command line, and Chromium.

use std::process::Output;
use std::thread::{Scope, ScopedJoinHandle};

use dlocker_stories::program::Programs;

use super::page;
use crate::install::browser;
use crate::run::{line, shown};

/// Stories that are being played.
pub(crate) struct Playing<'scope>(ScopedJoinHandle<'scope, Result<Output, String>>);

/// Checks the types of the page.
///
/// # Errors
/// In words, what failed.
pub(crate) fn types() -> Result<(), String> {
    browser()?;
    shown(page::npm().args(["run", "check"]))
}

/// Begins to play the stories beside whatever else is done: they wait more than they compute. The bank was built after the page, which is in it.
pub(crate) fn play<'scope>(scope: &'scope Scope<'scope, '_>, programs: &'static Programs) -> Playing<'scope> {
    let mut stories = page::npm();
    stories.arg("test").env("DLOCKER_BIN", &programs.owner).env("DLOCKERD_BIN", &programs.bank);
    println!("$ {} (beside what follows; what it says comes after it)", line(&stories));
    Playing(scope.spawn(move || stories.output().map_err(|e| format!("`npm test` cannot be started: {e}"))))
}

impl Playing<'_> {
    /// Waits for the end, and shows what the stories said.
    ///
    /// # Errors
    /// In words, if one failed.
    pub(crate) fn end(self) -> Result<(), String> {
        let output = self.0.join().map_err(|_| "the stories of the page ended in the middle".to_owned())??;
        println!("\n{}", String::from_utf8_lossy(&output.stdout));
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        if output.status.success() {
            Ok(())
        } else {
            Err(format!("the stories of the page failed ({})", output.status))
        }
    }
}
