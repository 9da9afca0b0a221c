//! `cargo xtask check-docs`: what the documents name exists, so that they do not drift from the code.
//!
//! Read are `README.md`, `ARCHITECTURE.md` and everything under `docs/` and `spec/` that is Markdown. Checked are the command lines in
//! code blocks and in backticks, the settings in TOML blocks, links and file names, and the Rust version.

mod commands;
mod document;
mod files;
mod settings;
mod versions;

use dlocker_stories::program::{Programs, workspace};

use document::Document;

/// What a check says: the line and what is wrong with it.
type Complaint = (usize, String);

/// Reads every document and says everything that is wrong.
///
/// # Errors
/// If anything is.
pub(crate) fn check_docs() -> Result<(), String> {
    let documents = Document::all(&workspace())?;
    let programs = Programs::get();
    let mut wrong = 0;
    for document in &documents {
        let mut complaints = commands::check(document, programs);
        complaints.extend(settings::check(document, &workspace()));
        complaints.extend(files::check(document, &workspace()));
        complaints.extend(versions::check(document, &workspace()));
        complaints.sort();
        for (line, what) in &complaints {
            println!("{}:{line}: {what}", document.name);
        }
        wrong += complaints.len();
    }
    println!("{} documents read, {wrong} things wrong", documents.len());
    if wrong == 0 { Ok(()) } else { Err(format!("the documents name {wrong} things that are not so")) }
}
