//! Examines a data folder without changing it.

use std::path::Path;

use dlocker_custody::Custody;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Should be looked at; nothing is lost.
    Warning,
    /// Something is damaged or missing.
    Error,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// What it is.
    pub what: String,
    /// Where: a locker, a file.
    #[serde(rename = "where")]
    pub where_: String,
    /// What to do.
    pub advice: String,
}

/// Examines the data folder. With custody, the keys too.
#[must_use]
pub fn examine(data: &Path, custody: Option<&dyn Custody>) -> Vec<Finding> {
    let _ = (data, custody);
    unimplemented!()
}
